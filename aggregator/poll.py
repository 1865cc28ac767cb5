"""The left loop: every due source, all the way from its address to the store.

The decisions are made by pure functions of the stations; this shell awaits the network and the parser, and hands what
was decided to the store's one writer in batches, validators and entries in the same transaction. One source's failure
is a report; an exception nobody foresaw is a report too (``crashed``), and never stops the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aggregator.errors import ParseError
from aggregator.fetch.bookkeeping import (
    Read,
    asked_to_wait,
    deferred,
    request_for,
    spec_hash,
    state_after,
    state_after_fault,
)
from aggregator.fetch.schedule import due_sources, resting_domains
from aggregator.model import (
    Deferred,
    Fetched,
    FetchFailed,
    FetchResult,
    Outline,
    ParsedFeed,
    PlannedItem,
    PollPlan,
    PollReport,
    SourceSpec,
    SourceState,
    State,
    Validators,
)
from aggregator.normalise import ItemPlan, are_guids_reused, plan_items, prepare, with_full_text
from aggregator.parts import with_full_texts, with_wanted
from aggregator.reports import PollSummary, report_of, without_secrets

if TYPE_CHECKING:
    from aggregator.fetch.client import Client
    from aggregator.parse.worker import Parser
    from aggregator.store import Store
    from aggregator.tag import Tagger

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: Plans that are committed together: one transaction costs as much as some fifty sources' rows.
BATCH = 64

#: Documents that are read at the same time, from bytes to plan: what is fetched waits as bytes, the smallest form it has.
READING = 2

#: What a poll without a document to read brings.
_NO_ITEMS = ItemPlan(new=(), changed=(), seen=(), published=())


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here the program reads the clock


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document was found to say."""

    parsed: ParsedFeed
    items: ItemPlan
    identity_mode: str
    problems: tuple[str, ...]
    body_hash: str
    former: str | None = None
    outlines: tuple[Outline, ...] | None = None
    outlines_before: tuple[Outline, ...] = ()

    def for_the_books(self) -> Read:
        """What the source's state remembers of it."""
        return Read(
            self.parsed,
            self.body_hash,
            self.identity_mode,
            new=len(self.items.new),
            changed=len(self.items.changed) + (self.outlines is not None),
            published=self.items.published,
            is_undated=self.items.is_undated,
        )


@dataclass(slots=True)
class Round:
    """What flows between the sources of one round and its writer; the next round begins with its own."""

    plans: asyncio.Queue[tuple[PollPlan, PollReport] | None] = field(default_factory=lambda: asyncio.Queue(BATCH))
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READING))


@dataclass(slots=True)
class Poller:
    """One round over the sources: bounded by the client's limits, written by one writer."""

    client: Client
    parser: Parser
    store: Store
    tagger: Tagger
    tag_version: str
    clock: Clock = wall_clock
    on_report: Callable[[PollReport], None] = lambda _report: None
    secrets: frozenset[str] = frozenset()  #: what must stand in no reason and no report

    async def run(
        self, specs: Sequence[SourceSpec], states: dict[str, SourceState], *, force: bool = False
    ) -> PollSummary:
        """Poll what is due and return when all of it is stored. Cancellation keeps what was finished by then.

        Raises StoreError when the store fails; what is still being fetched is given up then.
        """
        now = self.clock()
        due = due_sources(specs, states, now=now, force=force)
        waiting = sum(spec.enabled for spec in specs) - len(due)
        reports: list[PollReport] = []
        flow = Round()
        self.client.begin_round(resting_domains(states, now, force=force))
        writer = asyncio.create_task(self._write(flow, reports))
        polling = asyncio.gather(*(self._poll(spec, self._state(states, spec), flow) for spec in due))
        interrupted = False
        try:
            # A writer that ends first has failed: without it the queue stays full and nobody would ever be through.
            either: set[asyncio.Future[Any]] = {writer, polling}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            interrupted = True
        if not polling.done():
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await polling
        last = asyncio.ensure_future(flow.plans.put(None))
        await asyncio.wait({writer, last}, return_when=asyncio.FIRST_COMPLETED)
        try:
            await writer
        finally:
            last.cancel()
        return PollSummary(tuple(reports), waiting, interrupted)

    @staticmethod
    def _state(states: dict[str, SourceState], spec: SourceSpec) -> SourceState:
        return states.get(spec.id) or SourceState(spec.id)

    async def _poll(self, spec: SourceSpec, state: SourceState, flow: Round) -> None:
        try:
            plan, report = await self._work(spec, state, flow)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("source %s crashed", spec.id)
            plan, report = self._crash(spec, state, error)
        await flow.plans.put(without_secrets(plan, report, self.secrets))

    async def _work(self, spec: SourceSpec, state: SourceState, flow: Round) -> tuple[PollPlan, PollReport]:
        result = await self.client.fetch(request_for(spec, state))
        if isinstance(result, Deferred):
            after = deferred(spec, state, result, self.clock())
            report = PollReport(spec.id, "skipped", state.state, reason=result.reason, next_poll=after.next_poll)
            return PollPlan(state=after), report
        if isinstance(result, Fetched):
            body_hash = hashlib.blake2b(result.body, digest_size=16).hexdigest()
            if not is_same_body(spec, state, body_hash):
                async with flow.reading:
                    plan, report = await self._read(spec, state, result, body_hash)
                return await self._with_full_texts(spec, plan, report) if spec.full_text else (plan, report)
        return self._conclude(spec, state, result)

    async def _read(
        self, spec: SourceSpec, state: SourceState, result: Fetched, body_hash: str
    ) -> tuple[PollPlan, PollReport]:
        """A body that is not the one of last time: parse it, and plan what it brings."""
        missing: FetchFailed | None = None
        try:
            parsed = await self.parser.parse(spec.kind, result.body, result.url, dict(result.headers), spec.selectors)
            if parsed.wanted:
                parsed, requests, missing = await with_wanted(self.client, self.parser, spec, parsed)
                result = replace(result, requests=result.requests + requests)
        except ParseError as error:
            return self._conclude(spec, state, result, problem=error)
        if missing is not None:
            # Read in part only: the next poll must read it again, whether or not it has changed by then.
            result, body_hash = replace(result, validators=Validators()), ""
        if spec.kind == "opml":
            reading = await asyncio.to_thread(self._listed, parsed, spec, state, body_hash)
        else:
            reading = await asyncio.to_thread(self._plan, parsed, spec, state, result.url, body_hash, self.clock())
        plan, report = self._conclude(spec, state, result, reading)
        return (
            (plan, report)
            if missing is None
            else (replace(plan, state=asked_to_wait(plan.state, missing, self.clock())), report)
        )

    async def _with_full_texts(
        self, spec: SourceSpec, plan: PollPlan, report: PollReport
    ) -> tuple[PollPlan, PollReport]:
        """A plan whose items say what their own pages say: new ones are asked for, changed ones keep what they had."""
        before = await asyncio.to_thread(self.store.items.contents, [planned.item.id for planned in plan.changed])
        full = {
            planned.item.id: longer
            for planned in plan.changed
            if (longer := with_full_text(planned.item, before.get(planned.item.id, ""), title=planned.item.title))
            is not None
        }
        new = [planned.item for planned in plan.new]
        fetched, requests, problems = await with_full_texts(self.client, self.parser, spec, new, self.clock())
        full |= fetched

        def retold(planned: PlannedItem) -> PlannedItem:
            item = full.get(planned.item.id)
            return replace(planned, item=item, tags=self.tagger.tag(item, spec)) if item else planned

        told, changed = await asyncio.to_thread(
            lambda: (tuple(map(retold, plan.new)), tuple(map(retold, plan.changed)))
        )
        problems = (*plan.problems, *problems)
        state = replace(plan.state, requests=plan.state.requests + requests)
        plan = replace(plan, state=state, new=told, changed=changed, problems=problems)
        return plan, replace(report, requests=report.requests + requests, problems=problems)

    def _conclude(
        self,
        spec: SourceSpec,
        state: SourceState,
        result: FetchResult,
        reading: Reading | None = None,
        problem: ParseError | None = None,
    ) -> tuple[PollPlan, PollReport]:
        """The plan and the report of a poll, whatever came of it."""
        items = reading.items if reading else _NO_ITEMS
        after = state_after(
            spec,
            state,
            result,
            read=reading.for_the_books() if reading else None,
            problem=problem,
            now=self.clock(),
            jitter=random.random(),  # noqa: S311 - spreads load, guards nothing
        )
        plan = PollPlan(
            state=after,
            new=items.new,
            changed=items.changed,
            seen=items.seen,
            problems=reading.problems if reading else (),
            former=reading.former if reading else None,
            outlines=reading.outlines if reading else None,
        )
        return plan, report_of(plan, state, result, problem, reading.outlines_before if reading else ())

    def _plan(
        self, parsed: ParsedFeed, spec: SourceSpec, state: SourceState, url: str, body_hash: str, now: datetime
    ) -> Reading:
        """Entries to tagged items, against what the store knows. Runs in a thread: it reads the store."""
        prepared = prepare(parsed, spec, state, url)
        former = self.store.sources.find_former(prepared.links) if state.last_ok is None else None
        if former is not None:
            state = replace(state, identity_mode=former.identity_mode, mint_id=former.mint_id)
            prepared = prepare(parsed, spec, state, url)
        owner = former.source_id if former else spec.id
        known = self.store.items.known(owner, prepared.identities)
        if are_guids_reused(prepared, known, spec, now):
            prepared = prepare(parsed, spec, state, url, are_guids_reused=True)
            known = self.store.items.known(owner, prepared.identities)
        items = plan_items(prepared, known, spec, now, mint_id=state.mint_id)
        tagged = replace(
            items,
            new=tuple(replace(planned, tags=self.tagger.tag(planned.item, spec)) for planned in items.new),
            changed=tuple(replace(planned, tags=self.tagger.tag(planned.item, spec)) for planned in items.changed),
        )
        problems = (*parsed.problems, *prepared.problems)
        return Reading(
            parsed, tagged, prepared.identity_mode, problems, body_hash, former.source_id if former else None
        )

    def _listed(self, parsed: ParsedFeed, spec: SourceSpec, state: SourceState, body_hash: str) -> Reading:
        """The feeds of a list, against those that it named before. One that names none is a slip: those of before stay."""
        before = self.store.sources.outlines().get(spec.id, ())
        outlines = parsed.outlines if parsed.outlines and parsed.outlines != before else None
        return Reading(
            parsed,
            _NO_ITEMS,
            state.identity_mode,
            parsed.problems,
            body_hash,
            outlines=outlines,
            outlines_before=before,
        )

    def _crash(self, spec: SourceSpec, state: SourceState, error: Exception) -> tuple[PollPlan, PollReport]:
        reason = f"a bug in this program: {type(error).__name__}; run with --debug to see where"
        after = state_after_fault(spec, state, State.CRASHED, reason, self.clock())
        report = PollReport(spec.id, "crashed", State.CRASHED, reason=reason, next_poll=after.next_poll)
        return PollPlan(state=after), report

    async def _write(self, flow: Round, reports: list[PollReport]) -> None:
        """The one writer: takes what is ready, commits it, reports it."""
        done = False
        while not done:
            batch: list[tuple[PollPlan, PollReport]] = []
            item = await flow.plans.get()
            while True:
                if item is None:
                    done = True
                    break
                batch.append(item)
                if len(batch) >= BATCH or flow.plans.empty():
                    break
                item = flow.plans.get_nowait()
            if batch:
                plans = [plan for plan, _ in batch]
                await asyncio.to_thread(self.store.apply, plans, now=self.clock(), tag_version=self.tag_version)
                for _, report in batch:
                    reports.append(report)
                    self.on_report(report)


def is_same_body(spec: SourceSpec, state: SourceState, body_hash: str) -> bool:
    """Whether this body was already read, with these settings: then there is nothing to do."""
    return state.body_hash == body_hash and state.spec_hash == spec_hash(spec)
