"""What happened in a poll, for people: of each source, and of a whole round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.errors import ParseError
from aggregator.model import FetchResult, Outline, PollPlan, PollReport, SourceState
from aggregator.text.plurals import counted
from aggregator.text.secrets import masked


@dataclass(frozen=True, slots=True)
class PollSummary:
    """All that one round brought."""

    reports: tuple[PollReport, ...] = ()
    waiting: int = 0  #: enabled sources that were not due
    interrupted: bool = False

    @property
    def new(self) -> int:
        return sum(report.new for report in self.reports)

    @property
    def changed(self) -> int:
        return sum(report.changed for report in self.reports)

    @property
    def failed(self) -> tuple[PollReport, ...]:
        return tuple(report for report in self.reports if report.outcome in {"failed", "crashed"})

    @property
    def crashed(self) -> tuple[PollReport, ...]:
        return tuple(report for report in self.reports if report.outcome == "crashed")

    def and_then(self, later: PollSummary) -> PollSummary:
        """This round and another that followed it."""
        return PollSummary((*self.reports, *later.reports), self.waiting + later.waiting, later.interrupted)

    def in_words(self) -> str:
        """The summary line."""
        if self.interrupted and not self.reports:
            return "interrupted before any source was through; nothing was lost"
        if not self.reports:
            return f"nothing due; {counted(self.waiting, 'source')} waiting" if self.waiting else "no sources"
        unchanged = sum(report.outcome == "unchanged" for report in self.reports)
        parts = [
            f"{counted(len(self.reports), 'source')} polled",
            counted(self.new, "new item"),
            f"{self.changed} changed",
            f"{counted(unchanged, 'source')} unchanged",
            f"{len(self.failed)} failed",
        ]
        if self.interrupted:
            parts.append("interrupted")
        return ", ".join(parts)


def report_of(
    plan: PollPlan,
    before: SourceState,
    result: FetchResult,
    problem: ParseError | None,
    listed: Sequence[Outline] = (),
) -> PollReport:
    """What to tell about one source. ``listed``: the feeds that a list named before."""
    notice = ""
    if plan.former:
        notice = f"was found to be {plan.former}, which is configured no more; it took over its items"
    elif plan.outlines is not None:
        notice = list_in_words(listed, plan.outlines)
    elif plan.state.url_override and plan.state.url_override != before.url_override:
        notice = plan.state.reason
    failed = problem is not None or plan.state.failures > 0
    changed = bool(plan.new or plan.changed or plan.outlines)
    return PollReport(
        source_id=plan.state.source_id,
        outcome="failed" if failed else "changed" if changed else "unchanged",
        state=plan.state.state,
        new=len(plan.new),
        changed=len(plan.changed),
        reason=plan.state.reason,
        problems=plan.problems,
        notice=f"{plan.state.source_id} {notice}" if notice else "",
        next_poll=plan.state.next_poll,
        requests=result.requests,
    )


def list_in_words(before: Sequence[Outline], now: Sequence[Outline]) -> str:
    """What changed in a list of feeds."""
    old, new = {outline.url for outline in before}, {outline.url for outline in now}
    changes = [f"{len(urls)} {word}" for word, urls in (("new", new - old), ("gone", old - new)) if urls]
    return f"names {counted(len(now), 'feed')} now: {', '.join(changes) or 'other names or folders'}"


def without_secrets(plan: PollPlan, report: PollReport, secrets: frozenset[str]) -> tuple[PollPlan, PollReport]:
    """What is stored and told, without what the environment filled into the configuration."""
    if not secrets:
        return plan, report
    problems = tuple(masked(problem, secrets) for problem in report.problems)
    state = replace(plan.state, reason=masked(plan.state.reason, secrets))
    told = replace(
        report, reason=masked(report.reason, secrets), problems=problems, notice=masked(report.notice, secrets)
    )
    return replace(plan, state=state, problems=problems), told
