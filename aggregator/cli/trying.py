"""``try``: what a source would yield, before it counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import make_tagger, open_client, open_parser, read_config
from aggregator.cli.asking import basis_in_words, evidence_in_words
from aggregator.cli.options import clock_at, config_option, now_option, printable
from aggregator.cli.polling import run_loop
from aggregator.cli.rows import local
from aggregator.errors import AggregatorError, ParseError, SourceError
from aggregator.fetch.advice import advised
from aggregator.fetch.bookkeeping import request_for
from aggregator.model import Fetched, FetchFailed, ParsedFeed, Selectors, SourceSpec, SourceState
from aggregator.text.plurals import counted

if TYPE_CHECKING:
    from aggregator.config import Config


@click.command("try")
@click.argument("target", metavar="URL_OR_ID")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Entries to show.")
@now_option
@config_option
def try_command(target: str, limit: int, now: datetime | None, config_path: Path) -> int:
    """Fetch one source and show what it would yield: entries, dates, tags and why. Stores nothing.

    URL_OR_ID is the id of a source in the configuration, an http(s) address, or the path of a file.
    """
    from aggregator.normalise import plan_items, prepare

    config = read_config(config_path)
    spec = spec_for(target, config.sources)
    answer = run_loop(look(config, spec))
    moment = clock_at(now)()
    state = SourceState(spec.id)
    prepared = prepare(answer.parsed, spec, state, answer.url)
    plan = plan_items(prepared, {}, spec, moment)
    tagger, zone = make_tagger(config), config.site.timezone
    click.echo(f"{answer.url}")
    click.echo(f"{answer.parsed.format}: {printable(answer.parsed.title or 'no title')}")
    entries = len(answer.parsed.entries)
    click.echo(
        f"{counted(entries, 'entry')}, {counted(len(plan.new), 'item')} ({entries - len(plan.new)} repeated or beyond the limit)"
    )
    for problem in (*answer.parsed.problems, *prepared.problems):
        click.echo(f"problem: {printable(problem)}")
    if answer.parsed.selectors is not None:
        click.echo(f"selectors that find these again: {selectors_in_yaml(answer.parsed.selectors)}")
    for planned in plan.new[:limit]:
        item = planned.item
        click.echo(f"\n{printable(item.title)}")
        click.echo(f"  link      {item.url or 'none'}")
        click.echo(f"  identity  {printable(planned.identities[0])}")
        basis = basis_in_words(item.date_basis, item.precision)
        click.echo(f"  date      {local(item.published, zone)} {zone}, {basis}")
        click.echo(f"  language  {item.language or 'unknown'}")
        for tag in tagger.tag(item, spec):
            click.echo(f"  {tag.scheme:<9} {tag.term} ({tag.weight}): {evidence_in_words(tag)}")
    if len(plan.new) > limit:
        click.echo(f"\n… {len(plan.new) - limit} more (--limit shows them)")
    return 0


def selectors_in_yaml(selectors: Selectors) -> str:
    """The selectors as a line of a configuration, ready to paste."""
    written = {name: value for name in ("items", "title", "link", "date") if (value := getattr(selectors, name))}
    return "html: {" + ", ".join(f"{name}: {json.dumps(value)}" for name, value in written.items()) + "}"


def spec_for(target: str, sources: tuple[SourceSpec, ...]) -> SourceSpec:
    """The configured source of that id or address, or one made up for the address."""
    for spec in sources:
        if target in {spec.id, spec.url}:
            return spec
    if target.startswith(("http://", "https://", "file:")):
        return SourceSpec("try", target, allow_private=True, outlet="try")
    path = Path(target)
    if path.is_file():
        return SourceSpec("try", path.resolve().as_uri(), allow_private=True, outlet="try")
    raise AggregatorError(f"{target!r} is no source of this configuration, no http(s) address and no file")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said, read."""

    url: str
    parsed: ParsedFeed


async def look(config: Config, spec: SourceSpec) -> Answer:
    """Fetch and parse one source, unconditionally. A failure is raised as a SourceError with a reason for people."""
    async with open_client(config) as client, open_parser() as parser:
        request = request_for(spec, SourceState(spec.id))
        result = await client.fetch(request)
        if isinstance(result, FetchFailed):
            raise SourceError(f"{spec.id}: {advised(result.state, result.reason)}")
        if not isinstance(result, Fetched):
            raise SourceError(f"{spec.id}: {getattr(result, 'reason', 'not modified')}")
        try:
            return Answer(
                result.url, await parser.parse(spec.kind, result.body, result.url, dict(result.headers), spec.selectors)
            )
        except ParseError as error:
            raise SourceError(f"{spec.id}: {advised(error.state, str(error))}") from error
