"""The issue by e-mail: read as a mail program reads it, sent once to each recipient, whatever the server and the desk do in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.config import load_config
from aggregator.errors import ConfigError
from aggregator.fetch.mail import NOT_INSTALLED
from tests.commands import run
from tests.desk import DAY, HOUR, SmallDesk
from tests.test_stories import QUAKE, open_outlets, tell

aiosmtpd = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
pytest.importorskip("aiosmtplib", reason="the extra is not installed: pip install 'aggregator[mail]'")

SEVEN = datetime(2026, 1, 14, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GEORGIAN, ARABIC = "თბილისში ახალი ხიდი გაიხსნა & <b>სხვა</b>", "افتتاح مكتبة جديدة في طرابزون"


@dataclass
class Post:
    """A mail server that remembers what it took, and refuses what it is told to."""

    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    asked: int = 0
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name is the package's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.asked += 1
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        if self.answer:
            return self.answer
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 taken"

    def login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"very-secret")

    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(body) for _, body in self.taken]  # type: ignore[misc]


@contextmanager
def post_office(**options: Any) -> Iterator[tuple[Post, int]]:
    post = Post()
    if options:
        options["authenticator"] = post.login
    controller = aiosmtpd.Controller(post, hostname="127.0.0.1", port=0, **options)
    controller.port = free_port()
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def mail(port: int, to: str = "ana@example.org, ben@example.org", more: str = "") -> str:
    return f"mail: {{to: [{to}], from: desk@example.org, host: 127.0.0.1, port: {port}, tls: none{more}}}\n"


async def send(desk: SmallDesk, now: datetime) -> tuple[int, tuple[str, ...]]:
    mailed = await desk.desk.mail_issues(lambda: now)
    return mailed.count, mailed.failures


async def test_an_issue_comes_as_text_and_as_html_in_all_its_languages(tmp_path: Path) -> None:
    with post_office() as (post, port), open_outlets(tmp_path, mail(port, "ana@example.org")) as desk:
        tell(desk, GEORGIAN, SEVEN - HOUR, 0, language="ka")
        tell(desk, ARABIC, SEVEN - HOUR, 1, language="ar")
        desk.build(SEVEN)
        assert await send(desk, SEVEN) == (1, ())
        (message,) = post.messages()
        assert message["Subject"] == "14 January 2026 · The Desk"
        assert (message["From"], message["To"]) == ("The Desk <desk@example.org>", "ana@example.org")
        assert (message["Auto-Submitted"], message["List-Id"]) == ("auto-generated", "<digest.desk.example>")
        assert message["List-Unsubscribe"] == "<mailto:desk@example.org?subject=unsubscribe>"
        assert parsedate_to_datetime(message["Date"]) == SEVEN
        assert message.get_content_type() == "multipart/alternative"
        text, page = (part.get_content() for part in message.iter_parts())
        for part in (text, page):
            assert ARABIC in part
            assert "https://desk.example/news/2026/01/14/" in part
            assert "2 items from 2 outlets" in part
        assert GEORGIAN in text
        assert "https://o0.example/o0-1" in text
        assert max(len(line) for line in text.splitlines()) <= 76
        assert "<b>" not in page
        assert f'lang="ar" dir="rtl">{ARABIC}' in page
        assert "<img" not in page
        assert "src=" not in page


async def test_each_recipient_gets_each_issue_once_and_sees_no_other(tmp_path: Path) -> None:
    with post_office() as (post, port):
        with open_outlets(tmp_path, mail(port)) as desk:
            tell(desk, QUAKE, SEVEN - HOUR, 0)
            desk.build(SEVEN)
            assert await send(desk, SEVEN) == (2, ())
            desk.build(SEVEN + HOUR)
            assert await send(desk, SEVEN + HOUR) == (0, ())
        with open_outlets(tmp_path, mail(port)) as desk:
            desk.build(SEVEN + 2 * HOUR, full=True)
            assert await send(desk, SEVEN + 2 * HOUR) == (0, ())
            desk.build(SEVEN + DAY)
            assert await send(desk, SEVEN + DAY) == (2, ())
        assert [to for to, _ in post.taken] == [["ana@example.org"], ["ben@example.org"]] * 2
        assert b"ben@" not in post.taken[0][1]
        ids = [message["Message-ID"] for message in post.messages()]
        assert ids[0] == ids[1] != ids[2] == ids[3]


async def test_an_issue_is_owed_until_it_is_sent_also_by_a_desk_that_was_ended_before(tmp_path: Path) -> None:
    with post_office() as (post, port):
        with open_outlets(tmp_path, mail(port)) as desk:
            tell(desk, QUAKE, SEVEN - HOUR, 0)
            desk.build(SEVEN)
        with open_outlets(tmp_path, mail(port)) as desk:
            assert await send(desk, SEVEN + HOUR) == (2, ())
        assert len(post.taken) == 2


async def test_a_server_that_refuses_for_now_gets_the_message_later(tmp_path: Path) -> None:
    with post_office() as (post, port), open_outlets(tmp_path, mail(port)) as desk:
        tell(desk, QUAKE, SEVEN - HOUR, 0)
        report = desk.build(SEVEN)
        assert report.issue
        post.refused["ana@example.org"] = "451 greylisted, come again"
        assert await send(desk, SEVEN) == (
            1, ("mail to ana@example.org: 451 greylisted, come again; it is tried again later",),
        )  # fmt: skip
        post.refused.clear()
        assert await send(desk, SEVEN + MINUTE / 2) == (0, ())
        assert await send(desk, SEVEN + MINUTE) == (1, ())
        assert sorted(to[0] for to, _ in post.taken) == ["ana@example.org", "ben@example.org"]
        post.answer = "452 no room"
        desk.build(SEVEN + DAY)
        count, failures = await send(desk, SEVEN + DAY)
        assert (count, len(failures)) == (0, 2)
        post.answer = ""
        assert await send(desk, SEVEN + DAY + MINUTE) == (2, ())


async def test_an_address_that_is_refused_for_good_is_not_tried_again(tmp_path: Path) -> None:
    with post_office() as (post, port), open_outlets(tmp_path, mail(port)) as desk:
        tell(desk, QUAKE, SEVEN - HOUR, 0)
        desk.build(SEVEN)
        post.refused["ana@example.org"] = "550 no such user"
        assert await send(desk, SEVEN) == (1, ("mail to ana@example.org: 550 no such user; it is not tried again",))
        assert await send(desk, SEVEN + HOUR) == (0, ())
        assert post.asked == 2


async def test_a_server_that_is_down_costs_one_line_and_is_given_up_after_two_days(tmp_path: Path) -> None:
    with open_outlets(tmp_path, mail(free_port())) as desk:
        tell(desk, QUAKE, SEVEN - HOUR, 0)
        assert desk.build(SEVEN).issue
        count, failures = await send(desk, SEVEN)
        assert (count, len(failures)) == (0, 1)
        assert failures[0].startswith("mail server 127.0.0.1: ")
        assert await send(desk, SEVEN + MINUTE / 2) == (0, ())
        assert await send(desk, SEVEN + 3 * DAY) == (0, ())


async def test_who_is_taken_off_the_list_gets_nothing_more_and_who_joins_gets_the_next(tmp_path: Path) -> None:
    with post_office() as (post, port):
        with open_outlets(tmp_path, mail(port)) as desk:
            tell(desk, QUAKE, SEVEN - HOUR, 0)
            desk.build(SEVEN)
        with open_outlets(tmp_path, mail(port, "ben@example.org, eka@example.org")) as desk:
            await send(desk, SEVEN + HOUR)
            desk.build(SEVEN + DAY)
            await send(desk, SEVEN + DAY)
        assert [to[0] for to, _ in post.taken] == ["ben@example.org", "ben@example.org", "eka@example.org"]


async def test_the_desk_logs_in_and_never_says_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with post_office(auth_require_tls=False) as (post, port):
        for password, count in (("not-the-secret", 0), ("very-secret", 2)):
            monkeypatch.setenv("MAIL_PASSWORD", password)
            login = ", user: desk, password: '${MAIL_PASSWORD}'"
            with open_outlets(tmp_path, mail(port, more=login)) as desk:
                if not count:
                    tell(desk, QUAKE, SEVEN - HOUR, 0)
                    desk.build(SEVEN)
                told, failures = await send(desk, SEVEN + (HOUR if count else 0 * HOUR))
                assert told == count
                assert password not in f"{failures} {desk.desk.config.mail!r} {caplog.text}"
        assert (b"desk", b"very-secret") in post.logins


def test_the_commands_mail_the_issue(tmp_path: Path) -> None:
    with post_office() as (post, port):
        with open_outlets(tmp_path, mail(port)) as desk:
            tell(desk, QUAKE, SEVEN - HOUR, 0)
        done = run("build", "--now", SEVEN.isoformat(), cwd=tmp_path)
        assert "issue mailed to 2 recipients" in done.stderr
        done = run("build", "--now", SEVEN.isoformat(), cwd=tmp_path)
        assert "mailed" not in done.stderr
        assert len(post.taken) == 2


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("to: ana@example.org", "has nobody whom it comes from"),
        ("to: ana, from: desk@example.org", "'ana' is no e-mail address"),
        ("to: 'a@example.org\\r\\nBcc: b@example.org', from: desk@example.org", "is no e-mail address"),
        ("to: ana@example.org, from: desk@example.org, user: desk", "user and password belong together"),
    ],
)
def test_what_cannot_be_sent_is_said_before(tmp_path: Path, written: str, message: str) -> None:
    (tmp_path / "config.yaml").write_text(f"mail: {{{written}}}\n")
    with pytest.raises(ConfigError, match=message):
        load_config(tmp_path / "config.yaml", {})


def test_mail_that_is_asked_for_and_not_installed_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "aiosmtplib", None)
    (tmp_path / "config.yaml").write_text(mail(25))
    config = load_config(tmp_path / "config.yaml", {})
    assert [warning.message for warning in config.warnings] == [NOT_INSTALLED]
    assert config.mail is None
