"""The issue as an e-mail: what its entry in the feed of the digest says, as text and as HTML. Pure: the same issue, the same message.

It names nothing that a mail program would have to fetch.
"""

from __future__ import annotations

import html
import re
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from textwrap import wrap
from typing import Any
from urllib.parse import quote, urlsplit

from aggregator.model import OutputEntry, SiteInfo
from aggregator.publish.digestfeed import issue_id
from aggregator.publish.words import words_of
from aggregator.text.language import direction

#: Letters in a line of the text.
WIDTH = 76
_STYLE = "margin: 0 auto; max-width: 42em; padding: 1em; font: 16px/1.5 system-ui, sans-serif"


def issue_message(entry: OutputEntry, day: date, site: SiteInfo, *, sender: str, recipient: str) -> bytes:
    """The message for one recipient."""
    item, host = entry.item, urlsplit(site.base_url).hostname or sender.rpartition("@")[2]
    leave = (site.contact or "").removeprefix("mailto:") or sender
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((_line(site.title), sender))
    message["To"] = recipient
    message["Subject"] = _line(item.title)
    message["Date"] = format_datetime(item.published)
    message["Message-ID"] = f"<{issue_id(day)}@{_ascii(host)}>"
    message["List-Id"] = f"<digest.{_ascii(host)}>"
    message["List-Unsubscribe"] = _way_out(leave)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = site.language
    message.set_content(_text(entry, site, leave), cte="quoted-printable")
    message.add_alternative(_html(entry, site, leave), subtype="html", cte="quoted-printable")
    # A boundary of its own making, so that the message is the same again when it has to be sent again.
    message.set_boundary(f"={issue_id(day)}=")
    return message.as_bytes()


def _text(entry: OutputEntry, site: SiteInfo, leave: str) -> str:
    """To be read as it is: headings underlined, headlines as a list, each with its address below it."""
    item, say = entry.item, words_of(site).say
    lines = [item.title, "=" * min(len(item.title), WIDTH)]
    for kind, inside in re.findall(r"<(p|h3|h4|li)>(.*?)</\1>", item.content, re.DOTALL):
        told = " ".join(html.unescape(re.sub(r"<[^>]*>", "", inside)).split())
        if kind == "li":
            lines += wrap(told, WIDTH, initial_indent="- ", subsequent_indent="  ", **_WHOLE)
            lines += [f"  {html.unescape(href)}" for href in re.findall(r'href="([^"]*)"', inside)]
        else:
            lines += ["", *wrap(told, WIDTH, **_WHOLE)]
            if kind == "h3":
                lines.append("-" * min(len(told), WIDTH))
    lines += [
        "",
        say("On the web: {address}", address=item.url),
        say("To get this no more, write to {address}.", address=leave),
    ]
    return "\n".join(lines) + "\n"


def _html(entry: OutputEntry, site: SiteInfo, leave: str) -> str:
    item, say = entry.item, words_of(site).say
    address, title = html.escape(item.url or ""), html.escape(item.title)
    return (
        f'<!doctype html>\n<html lang="{html.escape(site.language)}" dir="{direction(site.language)}">\n'
        f'<head><meta charset="utf-8"><title>{title}</title></head>\n<body style="{_STYLE}">\n'
        f'<h2><a href="{address}">{title}</a></h2>\n{item.content}\n<hr>\n'
        f"<p>{html.escape(say('To get this no more, write to {address}.', address=leave))}</p>\n</body>\n</html>\n"
    )


_WHOLE: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def _way_out(leave: str) -> str:
    """Where a mail program's button for leaving leads: a page, or an e-mail."""
    return f"<{leave}>" if "://" in leave else f"<mailto:{quote(leave, safe='@+')}?subject=unsubscribe>"


def _line(text: str) -> str:
    return " ".join(text.split())


def _ascii(host: str) -> str:
    return host.encode("idna").decode() if not host.isascii() else host
