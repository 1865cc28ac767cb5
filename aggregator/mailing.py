"""The issue by e-mail: what is owed, one message for each recipient, and what failed again later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from aggregator.edition import Edition
from aggregator.fetch.mail import Refusal
from aggregator.fetch.settings import MailSettings
from aggregator.model import Mail, OutputEntry
from aggregator.publish.digestfeed import DigestEntries
from aggregator.publish.mail import issue_message
from aggregator.publish.websub import PATIENCE, next_try

if TYPE_CHECKING:
    from aggregator.store import Store

log = logging.getLogger(__name__)

#: Hands a message over for a recipient; gives None when it was taken, else why not.
Send: TypeAlias = Callable[[bytes, str], Awaitable[Refusal | None]]


@dataclass(frozen=True, slots=True)
class Mailed:
    """What became of some mails: how many were sent, and a sentence for each that was not."""

    count: int = 0
    failures: tuple[str, ...] = ()


@dataclass
class MailRoom:
    """Sends the issues that are owed to somebody."""

    store: Store
    settings: MailSettings
    edition: Edition

    def due(self, now: datetime) -> tuple[Mail, ...]:
        """What is to be sent now. What could not be sent for so long that nobody waits for it any more is let go."""
        found = self.store.mails.due(now, self.settings.to)
        late = [mail for mail in found if now - mail.since > PATIENCE]
        for mail in late:
            self.store.mails.done(mail)
        return tuple(mail for mail in found if mail not in late)

    async def send(self, send: Send, clock: Callable[[], datetime]) -> Mailed:
        """Send every mail that is due. A server that fails is left alone for a while, with all that it has yet to be given."""
        count, failures = 0, dict[str, None]()
        entries: dict[date, OutputEntry | None] = {}
        for mail in self.due(clock()):
            if mail.day not in entries:
                entries[mail.day] = self._entry(mail.day)
            entry = entries[mail.day]
            if entry is None:
                self.store.mails.done(mail)
                continue
            message = issue_message(
                entry, mail.day, self.edition.config.site, sender=self.settings.sender, recipient=mail.recipient
            )
            refusal = await send(message, mail.recipient)
            if refusal is None:
                self.store.mails.done(mail)
                count += 1
                continue
            failures[self._fail(mail, refusal, clock())] = None
            if refusal.is_of_server:
                break
        return Mailed(count, tuple(failures))

    def _fail(self, mail: Mail, refusal: Refusal, now: datetime) -> str:
        """Take note of a failure, and say it."""
        again = None if refusal.is_final else next_try(mail.since, mail.tries + 1, now)
        log.info("issue of %s not mailed: %s; again %s", mail.day, refusal.reason, again or "no more")
        if again is None:
            self.store.mails.done(mail)
        else:
            self.store.mails.failed(mail, again)
            if refusal.is_of_server:
                self.store.mails.postpone(again)
        what = f"mail server {self.settings.host}" if refusal.is_of_server else f"mail to {mail.recipient}"
        return f"{what}: {refusal.reason}; {'it is tried again later' if again else 'it is not tried again'}"

    def _entry(self, day: date) -> OutputEntry | None:
        """What the feed of the digest says of an issue, as the editor has it now."""
        edition, issue = self.edition, self.store.issues.get(day)
        if issue is None:
            return None
        site = edition.site
        make = DigestEntries(site.digest, site.info, site.tree, site.dates, edition.config.digest.plan)
        return make.entry(edition.shown(issue))
