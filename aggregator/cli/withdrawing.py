"""``withdraw``: take an item out of everything that is published, for good."""

from __future__ import annotations

from pathlib import Path

import click

from aggregator.app import open_desk
from aggregator.cli.options import config_option, printable, say
from aggregator.cli.polling import tell_build
from aggregator.poll import wall_clock


@click.command("withdraw")
@click.argument("item", metavar="ITEM_OR_URL")
@click.option("--reason", required=True, help="Why, for your own files; it is published nowhere.")
@config_option
def withdraw_command(item: str, reason: str, config_path: Path) -> int:
    """Take an item out of every feed, page, issue and archive, and build.

    ITEM_OR_URL is an id (urn:uuid:… or its first letters) or a link; `aggregator list --json` has both. It does not come
    back, whatever its publisher sends. A running desk has to be stopped first.
    """
    with open_desk(config_path, owner="aggregator withdraw") as desk:
        found = desk.store.items.find(item)
        if not found:
            raise click.ClickException(f"no stored item matches {item!r}; give its id or link")
        if len(found) > 1:
            some = "\n".join(f"  urn:uuid:{one.item.id}  {printable(one.item.title)}" for one in found)
            raise click.ClickException(f"{item!r} may be any of these; give an id:\n{some}")
        (stored,) = found
        now = wall_clock()
        if not desk.store.items.withdraw(stored.item.id, reason, now):
            raise click.ClickException(f"{printable(stored.item.title)!r} was withdrawn before")
        say(f"withdrawn: {printable(stored.item.title)}")
        tell_build(desk.build(now, issue=False), desk)
    return 0
