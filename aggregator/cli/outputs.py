"""``outputs``: what is published and where, private addresses among it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from aggregator.app import open_desk
from aggregator.cli.options import config_option, say
from aggregator.cli.polling import tell_build
from aggregator.poll import wall_clock


@click.command("outputs")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of objects.")
@click.option("--renew", "renewed", metavar="NAME", help="Give this private feed another address; the old one is gone.")
@config_option
def outputs_command(as_json: bool, renewed: str | None, config_path: Path) -> int:
    """Print every output with the addresses of its feeds, those of private ones too.

    Who has the address of a private feed can read it: print it for those who may. --renew needs the store for itself; while
    `aggregator run` has it, write another word after `secret:` in the configuration instead.
    """
    with open_desk(config_path, owner="aggregator outputs", read_only=renewed is None) as desk:
        now = wall_clock()
        if renewed is not None:
            if not desk.store.private.renew(renewed, now):
                private = [spec.name for spec, addresses in desk.outputs(now) if spec.secret and addresses]
                hint = f"there are {', '.join(private)}" if private else "there is none that was built"
                raise click.ClickException(f"no private feed {renewed!r} in {config_path}; {hint}")
            # The documents say where they stand.
            tell_build(desk.build(now, issue=False), desk)
        rows = desk.outputs(now)
        if as_json:
            told = [
                {"name": spec.name, "title": spec.title, "private": bool(spec.secret), "feeds": addresses}
                for spec, addresses in rows
            ]
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
            return 0
        for spec, addresses in rows:
            shown = " ".join(addresses.values()) or "no address yet; `aggregator build` gives it one"
            click.echo(f"{spec.name:<24}  {'private' if spec.secret else 'public '}  {shown}")
        if desk.config.is_local and any(spec.secret for spec, _ in rows):
            say("note: these addresses are of this machine alone; set serve.base_url or site.base_url")
    return 0
