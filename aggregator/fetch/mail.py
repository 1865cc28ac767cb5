"""E-mails over SMTP (RFC 5321): one connection for a few messages, and a sentence for what was refused."""

from __future__ import annotations

import contextlib
import importlib.util
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.fetch.settings import MailSettings

if TYPE_CHECKING:
    from aiosmtplib import SMTP

NOT_INSTALLED = "mail needs an extra: pip install 'aggregator[mail]'; nothing is sent without it"
#: For a connection and for each answer.
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message was not taken. ``is_final``: this recipient never gets it; ``is_of_server``: nobody gets anything now."""

    reason: str
    is_final: bool = False
    is_of_server: bool = False


def is_installed() -> bool:
    """Whether e-mails can be sent."""
    return importlib.util.find_spec("aiosmtplib") is not None


@dataclass(slots=True)
class Mailer:
    """Sends messages one after the other; connects when the first is to be sent."""

    settings: MailSettings
    _client: SMTP | None = field(default=None)

    async def send(self, message: bytes, recipient: str) -> Refusal | None:
        """Hand a message over for one recipient; None when the server took it."""
        from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

        try:
            client = await self._connected()
        except (SMTPException, OSError) as error:
            return Refusal(_words(error), is_of_server=True)
        try:
            await client.sendmail(self.settings.sender, [recipient], message)
        except SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            return Refusal(f"{refused.code} {_words(refused)}", is_final=refused.code >= 500)
        except SMTPResponseException as error:
            return Refusal(f"{error.code} {_words(error)}", is_of_server=not client.is_connected)
        except (SMTPException, OSError) as error:
            return Refusal(_words(error), is_of_server=True)
        return None

    async def aclose(self) -> None:
        """Say goodbye, if the server still listens."""
        if self._client is not None and self._client.is_connected:
            from aiosmtplib import SMTPException

            with contextlib.suppress(SMTPException, OSError):
                await self._client.quit()

    async def _connected(self) -> SMTP:
        from aiosmtplib import SMTP

        if self._client is None or not self._client.is_connected:
            options = self.settings
            client = SMTP(
                hostname=options.host,
                port=options.port,
                username=options.user,
                password=options.password,
                use_tls=options.tls == "tls",
                start_tls=options.tls == "starttls",
                timeout=SECONDS,
            )
            await client.connect()
            self._client = client
        return self._client


def _words(error: Exception) -> str:
    """What an error says, in a line."""
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())[:200]
