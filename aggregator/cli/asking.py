"""``list``, ``sources`` and ``explain``: what the store knows. They read, and disturb no running desk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import Desk, open_desk
from aggregator.cli.options import config_option, no_source, printable, say
from aggregator.cli.rows import item_row, local
from aggregator.config.words import span_in_words
from aggregator.model import Evidence, Item, SourceHealth, SourceSpec, Tag, public_id
from aggregator.poll import wall_clock
from aggregator.publish.words import ENGLISH
from aggregator.text.plurals import counted
from aggregator.text.secrets import masked

if TYPE_CHECKING:
    from aggregator.store import Place, StoredItem


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON array, newest first, with everything known of an item.")
@click.option("--jsonl", "as_lines", is_flag=True, help="A JSON object a line, oldest first, each with its cursor.")
@click.option("--titles", is_flag=True, help="A title a line.")
@click.option("--source", "source_id", metavar="ID", help="Only items of this source.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many. [default: 30 for people, all for --json]")
@click.option("--since", "cursor", metavar="CURSOR", help="With --jsonl: only what came after this cursor.")
@config_option
def list_command(
    as_json: bool,
    as_lines: bool,
    titles: bool,
    source_id: str | None,
    limit: int | None,
    cursor: str | None,
    config_path: Path,
) -> int:
    """Print the stored items, newest first."""
    if as_json + as_lines + titles > 1:
        raise click.UsageError("choose one of --json, --jsonl and --titles")
    if cursor is not None and not as_lines:
        raise click.UsageError("--since goes with --jsonl")
    with open_desk(config_path, read_only=True) as desk:
        specs, names = {spec.id: spec for spec in desk.sources}, desk.titles()
        if source_id is not None and source_id not in names:
            raise no_source(source_id, names, config_path)
        if as_lines:
            for stored in desk.store.items.since(cursor, source=source_id, limit=limit):
                row = item_row(stored, specs.get(stored.item.source_id))
                click.echo(json.dumps({**row, "cursor": stored.cursor}, ensure_ascii=False))
            return 0
        stored_items = desk.store.items.list(source=source_id, limit=limit or (None if as_json or titles else 30))
        if as_json:
            echo_array(item_row(stored, specs.get(stored.item.source_id)) for stored in stored_items)
        elif titles:
            for stored in stored_items:
                click.echo(printable(stored.item.title))
        else:
            for stored in stored_items:
                regions = " ".join(tag.term for tag in stored.tags if tag.scheme == "region")
                when = local(stored.item.published, desk.config.site.timezone)
                name = printable(names.get(stored.item.source_id, stored.item.source_id))
                click.echo(f"{when}  {name:<24.24}  {printable(stored.item.title)[:90]}  [{regions}]")
    return 0


@click.command("sources")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of objects; with --etiquette one object.")
@click.option(
    "--etiquette", "wanted", metavar="URL", help="Instead: how the desk treats the publisher of a URL or host."
)
@config_option
def sources_command(as_json: bool, wanted: str | None, config_path: Path) -> int:
    """Print the health of every source, worst first.

    With --etiquette, a report to show to a publisher: who asks which of their addresses, how often and why, how many requests
    were answered 304, and how to make the desk stop. URL is a configured address, or a host such as civil.ge.
    """
    with open_desk(config_path, read_only=True) as desk:
        if wanted is not None:
            tell_etiquette(desk, wanted, as_json=as_json)
            return 0
        healths = desk.health(wall_clock())
        if as_json:
            from aggregator.publish.health import health_row

            echo_array(health_row(health) for health in healths)
            return 0
        zone = desk.config.site.timezone
        for health in healths:
            click.echo(source_line(health, zone))
        failing = sum(health.state not in {"ok", "empty", "never polled", "off"} for health in healths)
        say(f"{counted(len(healths), 'source')}, {failing} {'needs' if failing == 1 else 'need'} a look")
    return 0


def tell_etiquette(desk: Desk, wanted: str, *, as_json: bool) -> None:
    """Print the report on the sources of an address or a host."""
    from aggregator.cli import etiquette

    states = desk.store.sources.states()
    specs = etiquette.matching(wanted, desk.sources, states)
    if not specs:
        close = etiquette.nearest(wanted, desk.sources)
        hint = f"nearest: {', '.join(close)}" if close else "`aggregator sources` lists them"
        raise click.UsageError(f"no configured source has the address or host {etiquette.shown(wanted)!r}; {hint}")
    config, registered = desk.config, desk.store.changes.registered()
    report = etiquette.etiquette_of(wanted, specs, states, registered, config.http, config.site, wall_clock())
    if not (report.contact or report.about):
        say("note: publishers have nobody to write to; set site.contact")
    if as_json:
        text = json.dumps(etiquette.etiquette_row(report), ensure_ascii=False, indent=1)
    else:
        text = "\n".join(printable(line) for line in etiquette.etiquette_text(report).splitlines())
    click.echo(masked(text, config.secrets))


def source_line(health: SourceHealth, zone: str) -> str:
    """One source in one line."""
    reason = f"  {printable(health.reason)}" if health.reason else ""
    return (
        f"{health.state:<14} {health.id:<28.28} {printable(health.title):<24.24} {counted(health.items, 'item'):>12}"
        f"  polled {local(health.last_poll, zone)}  next {local(health.next_poll, zone)}{reason}"
    )


@click.command("explain")
@click.argument("item", metavar="ITEM_OR_URL")
@config_option
def explain_command(item: str, config_path: Path) -> int:
    """Say why an item has its tags, its story, its date and its place in each output.

    ITEM_OR_URL is an id (urn:uuid:… or its first letters), a link, the guid of its feed, or words of its title.
    """
    with open_desk(config_path, read_only=True) as desk:
        found = desk.store.items.find(item)
        if not found:
            raise click.ClickException(
                f"no stored item matches {item!r}; give its id, link, guid or words of its title (`aggregator list --json` has them)"
            )
        for stored in found:
            explain(desk, stored.item.id)
    return 0


def explain(desk: Desk, item_id: str) -> None:
    """Everything known about one item."""
    stored = desk.store.items.find(item_id)[0]
    item, zone = stored.item, desk.config.site.timezone
    spec, title = desk.source(item.source_id), desk.titles().get(item.source_id, item.source_id)
    click.echo(printable(item.title))
    facts = {
        "id": f"urn:uuid:{item.id}",
        "link": item.url or "–",
        "source": f"{item.source_id} ({title}{'' if spec else '; no longer configured'})",
        "guid": item.guid or "none; it is known by its link or title",
        "language": item.language or "unknown",
        "published": f"{local(item.published, zone)} {zone}, {basis_in_words(item.date_basis, item.precision)}",
        "first seen": f"{local(item.first_seen, zone)} {zone}",
    }
    if item.agency:
        facts["agency"] = f"{item.agency}, which its text credits"
    if item.updated > item.published:
        facts["updated"] = f"{local(item.updated, zone)} {zone}"
    for name, value in facts.items():
        click.echo(f"  {name + ':':<12}{printable(value)}")
    for at, title in desk.store.items.history(item.id):
        click.echo(f"  {'earlier:':<12}{local(at, zone)} {printable(title)}")
    for tag in stored.tags:
        click.echo(f"  {tag.scheme + ':':<12}{tag.term} ({tag.weight}): {evidence_in_words(tag)}")
    if not stored.tags:
        click.echo("  no tags: no name of a region or topic was found in it")
    for line in story_in_words(desk, stored):
        click.echo(f"  {'story:':<12}{printable(line)}")
    for line in edits_in_words(desk, stored):
        click.echo(f"  {'edit:':<12}{printable(line)}")
    places = desk.store.ledger.places(item.id)
    for place in places:
        click.echo(f"  {'output:':<12}{place.output}, {place_in_words(place, zone)}")
    if not places:
        click.echo(f"  {'output:':<12}{absence_in_words(item, spec)}")


def story_in_words(desk: Desk, stored: StoredItem) -> Iterator[str]:
    """Who tells the same."""
    if stored.story is None:
        yield "not looked for yet; the next build does"
        return
    members = desk.store.stories.members(stored.story)
    outlets, origins = ({member.outlet for member in members}, {member.origin for member in members})
    if len(members) < 2:
        yield "nobody else tells it"
        return
    yield f"{public_id(stored.story)}, {counted(len(outlets), 'outlet')}, {counted(len(origins), 'origin')}; the same is told by"
    for member in members:
        if member.id != stored.item.id:
            credit = f" (words of {member.agency})" if member.agency else ""
            yield f"  {member.publisher}{credit}: {member.title}"


def edits_in_words(desk: Desk, stored: StoredItem) -> Iterator[str]:
    """What the editor has said of it, and why."""
    item, store = stored.item, desk.store
    told = store.edits.resolved(desk.config.edits).of(item.id, item.url, stored.story)
    times = store.edits.since() if told else {}
    for edit in told.edits:
        until = f" until {edit.until.isoformat()}" if edit.until else ""
        at = times.get(edit.key)
        when = f" since {local(at, desk.config.site.timezone)}" if at else " from the next build on"
        original = store.edits.original(item.id) if edit.title is not None and at else None
        own = f"; its publisher has {original.title!r}" if original else ""
        yield f"{edit.verb}{until}{when}: {edit.reason} ({desk.config.edits_path.name}:{edit.line}){own}"


def absence_in_words(item: Item, spec: SourceSpec | None) -> str:
    """Why an item is in no feed."""
    age = item.first_seen - item.published
    allowed = spec.max_age if spec else age
    if age > allowed:
        return f"none: it was {counted(age.days, 'day')} old at its first sight, and max_age is {span_in_words(allowed, ENGLISH)}"
    return "none yet; the next build decides"


def place_in_words(place: Place, zone: str) -> str:
    """What became of an item in an output."""
    if place.withheld == "cap":
        return "kept out by a cap"
    if place.withheld == "origins":
        return "waits until more origins tell it"
    gone = f", withdrawn {local(place.withdrawn, zone)}" if place.withdrawn else ""
    within = f", told in the entry {printable(place.entry)!r}" if place.entry else ""
    return f"entered {local(place.entered, zone)}{gone}{within}"


def basis_in_words(basis: str, precision: str) -> str:
    words = {
        "published": "as the feed says",
        "updated": "from the date of its last change, since the feed gives no other",
        "first_seen": "the time of its first sight, since the feed gives no date that can be used",
    }[basis]
    return f"{words}; only the day is known" if precision == "day" else words


def evidence_in_words(tag: Tag) -> str:
    return "; ".join(map(proof_in_words, tag.evidence)) or "–"


def proof_in_words(proof: Evidence) -> str:
    if proof.field == "editor":
        return f"edits.yaml: {printable(proof.words)}" + (f" ({proof.row})" if proof.row.startswith("by ") else "")
    return f"{printable(proof.words)!r} in the {proof.field} ({proof.row})"


def echo_array(rows: Iterable[object]) -> None:
    """A JSON array, an object a line, written as it comes: a large store needs no large memory."""
    first = True
    for row in rows:
        click.echo(("[\n" if first else ",\n") + json.dumps(row, ensure_ascii=False), nl=False)
        first = False
    click.echo("[]" if first else "\n]")
