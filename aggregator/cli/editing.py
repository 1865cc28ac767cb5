"""``init``, ``schema``, ``import`` and ``export``: the configuration file as a thing to make and to move."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from aggregator.app import open_desk, read_config
from aggregator.cli.options import config_option, printable, say
from aggregator.errors import AggregatorError


@click.command("init")
@click.option("--full", is_flag=True, help="Start from the documented example desk instead of the small one.")
@click.option(
    "--theme",
    is_flag=True,
    help="Copy templates to change instead: base.html:footer is one block, style.css a whole file; --theme alone lists them.",
)
@config_option
@click.argument("names", metavar="[FOLDER | TEMPLATE…]", nargs=-1)
def init_command(full: bool, theme: bool, config_path: Path, names: tuple[str, ...]) -> int:
    """Make a configuration to start from, and the schema that lets editors complete it."""
    if theme:
        from aggregator.cli.theming import copy_theme

        return copy_theme(names, config_path)
    if click.get_current_context().get_parameter_source("config_path") is ParameterSource.COMMANDLINE:
        raise click.UsageError("init writes config.yaml into a folder; --config goes with --theme")
    if len(names) > 1:
        raise click.UsageError(f"one folder, not {len(names)}: {' '.join(names)}")
    return make_configuration(Path(names[0] if names else "."), full=full)


def make_configuration(folder: Path, *, full: bool) -> int:
    """``config.yaml`` and its schema in a folder."""
    from aggregator.config.edit import example_text, starter_text
    from aggregator.config.schema import config_schema

    target, schema = folder / "config.yaml", folder / "config.schema.json"
    if target.exists():
        raise AggregatorError(f"{target} exists already; it was left as it is")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(example_text() if full else starter_text(), encoding="utf-8")
        schema.write_text(json.dumps(config_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise AggregatorError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
    place = "" if folder == Path() else f"cd {folder} && "
    say(f"wrote {target} and {schema}; now {place}aggregator run")
    return 0


@click.command("schema")
@click.option("--edits", "of_edits", is_flag=True, help="That of edits.yaml instead.")
@config_option
def schema_command(of_edits: bool, config_path: Path) -> int:
    """Print the JSON Schema of config.yaml, with the regions and topics of the present one where it is valid."""
    from aggregator.config.schema import config_schema, edits_schema
    from aggregator.errors import ConfigError

    config = None
    if config_path.exists():
        try:
            config = read_config(config_path)
        except ConfigError:
            say(
                f"note: {config_path} has problems; its own regions and topics are left out (aggregator check shows them)"
            )
    schema = edits_schema(config) if of_edits else config_schema(config)
    click.echo(json.dumps(schema, indent=1, ensure_ascii=False))
    return 0


@click.command("import")
@click.argument("opml", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE.opml")
@config_option
def import_command(opml: Path, config_path: Path) -> int:
    """Add the feeds of an OPML file to config.yaml, keeping its comments. Folders become tags."""
    from aggregator.config.edit import append_checked, starter_text
    from aggregator.parse.opml import list_from_opml
    from aggregator.text.plurals import counted
    from aggregator.text.urls import canonical_url, redact

    listed = list_from_opml(opml.read_bytes())
    found = listed.sources
    if config_path.exists():
        known = {canonical_url(spec.url) for spec in read_config(config_path).sources}
    else:
        known = set()
        config_path.write_text(starter_text(with_sources=False), encoding="utf-8")
    fresh = [source for source in found if canonical_url(source.url) not in known]
    entries = [entry_of(source.url, source.title, source.tags) for source in fresh]
    if entries:
        append_checked(config_path, entries, read_config)
    for url in listed.refused:
        say(f"not imported: {printable(redact(url))[:200]}, only http and https addresses are")
    there = len(found) - len(entries)
    say(f"{counted(len(entries), 'source')} added to {config_path}, {there} there already")
    return 0


def entry_of(url: str, title: str | None, tags: tuple[str, ...]) -> dict[str, object]:
    """A source as it is written into the configuration."""
    entry: dict[str, object] = {"url": url}
    if title:
        entry["title"] = title
    if tags:
        entry["tags"] = list(tags)
    return entry


@click.command("export")
@config_option
def export_command(config_path: Path) -> int:
    """Print the sources as OPML, for a feed reader or another desk."""
    from aggregator.model import SourceInfo
    from aggregator.publish.opml import sources_opml

    with open_desk(config_path, read_only=True) as desk:
        site, specs, titles = desk.config.site, [spec for spec in desk.sources if spec.enabled], desk.titles()
    infos = [
        SourceInfo(spec.id, titles[spec.id], spec.url, None, spec.outlet, spec.ownership, spec.language)
        for spec in specs
        if spec.url.startswith(("http://", "https://")) and spec.kind == "feed"
    ]
    if others := [spec.id for spec in specs if spec.kind != "feed"]:
        say(f"note: OPML lists feeds; left out: {', '.join(others)}")
    if not infos:
        say("note: no source has an http or https address; the list is empty")
    changed = datetime.fromtimestamp(config_path.stat().st_mtime, UTC)
    sys.stdout.buffer.write(sources_opml(infos, site, updated=changed).body)
    return 0
