"""What the configuration says of what is published and where: hubs, private feeds, the server's own address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from aggregator.config.addresses import base_url_problem
from aggregator.config.models import ConfigModel, Mail
from aggregator.config.reading import Path_

#: Plain ASCII: what every mail server takes.
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^-~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")

CONFIRMED = "only stories are confirmed by others; leave out group: item, or this"


def output_problems(config: ConfigModel) -> Iterator[tuple[Path_, str]]:
    """What cannot be used: its place, and a sentence."""
    for number, hub in enumerate(config.publish.websub):
        if problem := hub_problem(hub):
            yield ("publish", "websub", number), problem
    if config.publish.websub and not config.site.base_url:
        yield ("publish", "websub"), "a hub has to reach the feeds; write their public address, site.base_url"
    yield from mail_problems(config.mail)
    if config.serve.base_url and (problem := base_url_problem(config.serve.base_url)):
        yield ("serve", "base_url"), problem
    for number, feed in enumerate(config.outputs.feeds):
        if feed.secret == "":
            yield ("outputs", "feeds", number, "secret"), "says nothing; write true, or a word, or leave it out"
        if feed.group == "item" and feed.min_origins > 1:
            yield ("outputs", "feeds", number, "min_origins"), CONFIRMED
    if config.outputs.group == "item" and config.outputs.min_origins > 1:
        yield ("outputs", "min_origins"), CONFIRMED


def mail_problems(mail: Mail) -> Iterator[tuple[Path_, str]]:
    """What keeps an issue from being sent."""
    written: list[tuple[Path_, str]] = [(("mail", "to", number), one) for number, one in enumerate(mail.to)]
    written += [(("mail", "from"), mail.sender)] if mail.sender is not None else []
    for place, address in written:
        if not _ADDRESS.fullmatch(address.strip()):
            yield place, f"{address!r} is no e-mail address; write it like desk@example.org"
    if mail.to and mail.sender is None:
        yield ("mail",), "has nobody whom it comes from; write from: desk@example.org"
    if (mail.user is None) is not (mail.password is None):
        yield ("mail",), "user and password belong together; write both, or neither"


def hub_problem(url: str) -> str | None:
    """What is wrong with a hub's address."""
    try:
        parts = urlsplit(url.strip())
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port is not False
    except ValueError:
        is_usable = False
    if not is_usable or any(letter.isspace() for letter in url.strip()):
        return f"{url!r} is no address of a hub; write it like https://pubsubhubbub.appspot.com/"
    if parts.username or parts.fragment:
        return "an address of a hub is shown in every feed; leave out user name, password and #"
    return None
