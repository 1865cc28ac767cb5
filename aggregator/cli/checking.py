"""``check``: the configuration before it counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import make_tagger, open_desk_on, read_config
from aggregator.cli.options import config_option, printable, say
from aggregator.errors import ConfigError, Problem, StoreError
from aggregator.poll import wall_clock
from aggregator.text.plurals import counted

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.tag import Tagger

#: Sources that are asked at the same time by --online.
AT_ONCE = 32


@click.command("check")
@click.option("--online", is_flag=True, help="Try every enabled source once.")
@click.option("--replay", metavar="7d", help="What changed rules would add to and drop from the items of this span.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@config_option
def check_command(online: bool, replay: str | None, shape: str, config_path: Path) -> int:
    """Validate the configuration: every problem at once, each with its line and a remedy."""
    try:
        config = read_config(config_path)
    except ConfigError as error:
        report(error.problems, shape)
        return 2
    problems = [*config.warnings, *no_sources(config), *example_problems(config), *waiting_edits(config)]
    if online:
        from aggregator.cli.polling import run_loop

        problems += run_loop(try_sources(config))
    report(problems, shape)
    wrong = sum(problem.level == "error" for problem in problems)
    if shape == "text":
        enabled = sum(spec.enabled for spec in config.sources)
        say(
            f"{config_path}: {counted(enabled, 'source')}, {counted(len(config.topics), 'topic')};"
            f" {counted(wrong, 'error')}, {counted(len(problems) - wrong, 'warning')}"
        )
    if replay:
        replay_rules(config, replay)
    return 2 if wrong else 0


def report(problems: Sequence[Problem], shape: str) -> None:
    """Problems as lines on standard error, or as JSON on standard output."""
    if shape == "json":
        keys = ("file", "line", "column", "path", "message", "level")
        click.echo(
            json.dumps([{key: getattr(row, key) for key in keys} for row in problems], ensure_ascii=False, indent=1)
        )
        return
    for row in problems:
        say(str(row))


def no_sources(config: Config) -> list[Problem]:
    """A desk of nothing is seldom meant: a file that was saved half, a list under another key."""
    message = "no sources; list some under `sources:`"
    return [] if config.sources else [Problem(str(config.path), 1, 1, "", message, "warning")]


def waiting_edits(config: Config) -> list[Problem]:
    """Edits of items that are not stored, yet or any more; seldom that is what is meant."""
    from aggregator.editing import unmet_in_words
    from aggregator.store import open_store

    if not config.edits:
        return []
    path = str(config.edits_path)
    try:
        with open_store(config.store_url, read_only=True) as store:
            met = store.edits.resolved(config.edits)
    except StoreError as error:
        return [Problem(path, 0, 0, "", f"not held against the stored items: {error}", "warning")]
    return [
        Problem(path, edit.line, edit.column, f"[{place}].{edit.verb}", unmet_in_words(edit), "warning")
        for place, edit in enumerate(met.edits)
        if not edit.holds
    ]


def example_problems(config: Config) -> list[Problem]:
    """Golden headlines that are tagged otherwise than the editor expects."""
    if not config.examples:
        return []
    tagger = make_tagger(config)
    found: list[Problem] = []
    for example in config.examples:
        place = f"{example.kind}s.{example.id}.examples"
        for expected, headlines in ((True, example.yes), (False, example.no)):
            for headline in headlines:
                if has_tag(tagger, headline, example.kind, example.id) is not expected:
                    verb = "does not match" if expected else "matches"
                    message = f"{headline!r} {verb} {example.id}; change the rule or the example"
                    found.append(Problem(str(config.path), example.line, 1, place, message))
    return found


def has_tag(tagger: Tagger, headline: str, scheme: str, term: str) -> bool:
    """Whether a headline alone would be given a tag."""
    from aggregator.tag import item_from_headline

    item, spec = item_from_headline(headline)
    return any(tag.scheme == scheme and tag.term == term for tag in tagger.tag(item, spec))


async def try_sources(config: Config) -> list[Problem]:
    """Ask every enabled source once; each that does not answer with a feed is a warning at its line."""
    import asyncio

    from aggregator.app import open_client, open_parser
    from aggregator.errors import ParseError
    from aggregator.fetch.advice import advised
    from aggregator.fetch.bookkeeping import request_for
    from aggregator.model import Deferred, Fetched, FetchFailed, SourceSpec, SourceState

    slots = asyncio.Semaphore(AT_ONCE)

    async with open_client(config) as client, open_parser() as parser:

        async def attempt(spec: SourceSpec) -> Problem | None:
            async with slots:
                result = await client.fetch(request_for(spec, SourceState(spec.id)))
                message = ""
                if isinstance(result, FetchFailed):
                    message = advised(result.state, result.reason)
                elif isinstance(result, Deferred):
                    message = result.reason
                elif isinstance(result, Fetched):
                    try:
                        await parser.parse(spec.kind, result.body, result.url, dict(result.headers), spec.selectors)
                    except ParseError as error:
                        message = advised(error.state, str(error))
                return (
                    Problem(str(config.path), spec.line, 1, spec.id, printable(message), "warning") if message else None
                )

        outcomes = await asyncio.gather(*(attempt(spec) for spec in config.sources if spec.enabled))
    return [problem for problem in outcomes if problem]


def replay_rules(config: Config, span: str) -> None:
    """Hold today's rules against the stored items of a span, and print what would change."""
    from aggregator.config.values import duration

    try:
        length: timedelta = duration(span)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--replay") from error
    now: datetime = wall_clock()
    added: dict[tuple[str, str], list[str]] = {}
    dropped: dict[tuple[str, str], list[str]] = {}
    with open_desk_on(config, read_only=True) as desk:
        count, edits = 0, desk.store.edits.resolved(config.edits)
        renamed = {("region", old): region.id for region in config.tree for old in region.was}
        renamed |= {("topic", old): topic.id for topic in config.topics for old in topic.was}
        for stored in desk.store.items.list():
            if stored.item.first_seen < now - length:
                continue
            spec = desk.source(stored.item.source_id)
            if spec is None:
                continue
            count += 1
            before = {(tag.scheme, renamed.get((tag.scheme, tag.term), tag.term)) for tag in stored.tags}
            edited = edits.of(stored.item.id, stored.item.url, stored.story)
            after = {(tag.scheme, tag.term) for tag in desk.tagger.tag(stored.item, spec, edited)}
            for key in after - before:
                added.setdefault(key, []).append(stored.item.title)
            for key in before - after:
                dropped.setdefault(key, []).append(stored.item.title)
    if not count:
        say(f"note: nothing is stored from the last {span} yet; `aggregator poll` brings the first items")
        return
    for scheme, term in sorted({*added, *dropped}):
        gains, losses = added.get((scheme, term), []), dropped.get((scheme, term), [])
        click.echo(f"{scheme} {term}: would add {len(gains)}, drop {len(losses)}")
        for sign, titles in (("+", gains), ("-", losses)):
            for title in titles[:5]:
                click.echo(f"  {sign} {printable(title)}")
    if not added and not dropped:
        click.echo(f"no change: the rules give {counted(count, 'item')} of the last {span} the tags they have")
