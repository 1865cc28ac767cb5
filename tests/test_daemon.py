"""`aggregator run`: it polls, builds, serves, takes up a changed configuration, and ends when told."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import command, environment, run
from tests.servers import RSS

pytestmark = pytest.mark.slow

PATIENCE = 30.0


class Running:
    """A daemon in a process of its own."""

    def __init__(self, config: Path, verb: str = "run") -> None:
        self.log = config.parent / f"log of {verb}"
        with self.log.open("w") as log:
            argv = command(verb, "--port", "0", "--config", str(config))
            self.process = subprocess.Popen(argv, stdout=log, stderr=log, env=environment())

    def said(self, words: str) -> str:
        """Wait until it has said something, and give the whole log."""
        return until(lambda: self.log.read_text() if words in self.log.read_text() else "", f"{words!r} in the log")

    @property
    def url(self) -> str:
        """Where it serves, by the last it said of it."""
        told: list[str] = re.findall(r"(?:reading room:|serving .* on) (http://\S+)", self.said("http://"))
        return told[-1]

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read(), dict(error.headers)


def until(question: Callable[[], str], what: str) -> str:
    """Ask until the answer is not empty; the event waited for has no other sign than the answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if answer := question():
                return answer
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


@contextlib.contextmanager
def running(config: Path, verb: str = "run") -> Iterator[Running]:
    daemon = Running(config, verb)
    try:
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.wait()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "feed.xml").write_bytes(RSS)
    path = tmp_path / "config.yaml"
    path.write_text("sources:\n  - {id: one, url: 'file:feed.xml', interval: 1m}\n")
    return path


def test_it_polls_builds_serves_and_ends(config: Path) -> None:
    with running(config) as daemon:
        daemon.said("issue of")
        status, body, headers = daemon.get("")
        assert status == 200
        assert b"One" in body
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert daemon.get("", **{"If-None-Match": headers["ETag"]})[0] == 304
        status, body, headers = daemon.get("feeds/all.atom")
        assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        assert b"<title>One</title>" in body

        begun = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(timeout=10) == 0
        assert time.monotonic() - begun < 5
        assert "Traceback" not in daemon.log.read_text()


def test_feeds_name_the_port_that_was_asked_for(config: Path) -> None:
    """Without a base_url: an address that is copied from the feeds page must be that of this server."""
    with running(config) as daemon:
        daemon.said("issue of")
        until(lambda: "yes" if daemon.get("feeds/all.atom")[0] == 200 else "", "the feed")
        assert f'href="{daemon.url}feeds/all.atom"'.encode() in daemon.get("feeds/all.atom")[1]


def test_a_cleared_output_directory_is_filled_again(config: Path) -> None:
    with running(config) as daemon:
        daemon.said("issue of")
        shutil.rmtree(config.parent / "output")
        until(lambda: "yes" if daemon.get("feeds/all.atom")[0] == 200 else "", "the feed to come back")


def test_a_second_desk_on_the_same_store_is_told_who_has_it(config: Path) -> None:
    with running(config) as daemon:
        daemon.said("issue of")
        done = run("poll", "--config", str(config), expect=1)
        assert "is in use by aggregator run (process" in done.stderr
        assert json.loads(run("list", "--json", "--config", str(config)).stdout)


def test_a_changed_configuration_is_taken_up_and_a_bad_one_is_not(config: Path) -> None:
    good = config.read_text()
    with running(config) as daemon:
        daemon.said("issue of")
        config.write_text(good + "colour: red\n")
        daemon.said("colour: unknown key")
        config.write_text(good + "topics: {first: {match: {keywords: [One]}}}\n")
        daemon.said("taking it up")
        until(lambda: "yes" if daemon.get("feeds/first.atom")[0] == 200 else "", "the feed of the new topic")
        assert b"<title>One</title>" in daemon.get("feeds/first.atom")[1]


def test_edits_are_taken_up_while_it_runs_and_bad_ones_are_not(config: Path) -> None:
    edits = config.parent / "edits.yaml"
    with running(config) as daemon:
        daemon.said("issue of")
        (row, *_) = json.loads(run("list", "--json", "--config", str(config)).stdout)
        edits.write_text("- hide: nothing\n", encoding="utf-8")
        daemon.said("edits.yaml:1:3: [0].reason: is missing; add it")
        edits.write_text(f"- {{correct: {row['id']}, title: Another, reason: A slip}}\n", encoding="utf-8")
        daemon.said("edits.yaml changed: 1 edit; taking it up")
        until(lambda: "yes" if b"<title>Another</title>" in daemon.get("feeds/all.atom")[1] else "", "the new headline")
        assert re.search(r"corrected: '.*: A slip", daemon.log.read_text())
        edits.unlink()
        until(lambda: "" if b"<title>Another</title>" in daemon.get("feeds/all.atom")[1] else "yes", "the old headline")


def test_a_configuration_that_vanishes_or_is_emptied_changes_nothing(config: Path) -> None:
    good = config.read_text()
    with running(config) as daemon:
        daemon.said("issue of")
        config.write_text("")
        daemon.said("has no sources any more; the desk goes on with the old one")
        config.unlink()
        daemon.said("is gone; the desk goes on with the old one")
        config.write_text(good + "topics: {first: {match: {keywords: [One]}}}\n")
        until(lambda: "yes" if daemon.get("feeds/first.atom")[0] == 200 else "", "the feed of the new topic")


def test_a_store_deleted_under_the_desk_is_begun_anew(config: Path) -> None:
    with running(config) as daemon:
        daemon.said("issue of")
        shutil.rmtree(config.parent / "var")
        daemon.said("the store was deleted; the desk begins a new one")
        until(lambda: "yes" if (config.parent / "var" / "aggregator.sqlite").exists() else "", "the new store")
        until(
            lambda: "yes" if len(json.loads(run("list", "--json", "--config", str(config)).stdout)) else "", "the item"
        )


def test_a_desk_that_reaches_nobody_says_so_and_names_the_demo(config: Path) -> None:
    config.write_text("sources: [{url: 'http://127.0.0.1:1/feed', allow_private: true}]\n")
    with running(config) as daemon:
        said = daemon.said("none of 1 source could be reached")
        assert "make demo" in said
        assert daemon.get("")[0] == 200


def test_a_port_that_is_taken_is_told_in_one_line(config: Path) -> None:
    with running(config) as daemon:
        port = daemon.url.rstrip("/").rsplit(":", 1)[1]
        other = config.parent / "other"
        other.mkdir()
        (other / "config.yaml").write_text("sources: []\n")
        done = run("run", "--port", port, "--config", str(other / "config.yaml"), expect=1)
        assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def test_a_configuration_that_cannot_work_leaves_the_old_one_running(config: Path, tmp_path: Path) -> None:
    good = config.read_text()
    (tmp_path / "broken.sqlite").write_bytes(b"this is no database" * 100)
    with running(config) as daemon:
        daemon.said("issue of")
        config.write_text(good + "store: {url: 'sqlite:///broken.sqlite'}\n")
        daemon.said("goes on with the old one")
        until(lambda: "yes" if daemon.get("")[0] == 200 else "", "the page")
        assert daemon.process.poll() is None


def test_a_command_after_a_build_does_not_hold_up_the_end(config: Path) -> None:
    config.write_text(config.read_text() + "publish: {after: 'echo begun > ../begun; sleep 60'}\n")
    with running(config) as daemon:
        until(lambda: "yes" if (config.parent / "begun").exists() else "", "the command")
        begun = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(timeout=10) == 0
        assert time.monotonic() - begun < 5
        assert "Traceback" not in daemon.log.read_text()


def test_it_gives_its_figures_until_the_configuration_forbids_it(config: Path) -> None:
    with running(config) as daemon:
        until(lambda: "yes" if b"aggregator_items 1.0" in daemon.get("metrics")[1] else "", "the first item")
        status, body, headers = daemon.get("metrics")
        assert (status, headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        lines = body.decode().splitlines()
        assert {
            'aggregator_sources{state="undated"} 1.0',
            'aggregator_polls_total{outcome="changed"} 1.0',
            "aggregator_new_items_total 1.0",
            "aggregator_requests_total 0.0",  # a file asks nobody
            'aggregator_builds_total{result="failed"} 0.0',
        } <= set(lines)
        assert any(line.startswith("aggregator_last_build_timestamp_seconds ") for line in lines)
        assert any(line.startswith("process_resident_memory_bytes ") for line in lines)

        config.write_text(config.read_text() + "serve: {metrics: off}\n")
        until(lambda: "yes" if b"aggregator_items" not in daemon.get("metrics")[1] else "", "the figures to go")


def test_a_server_without_a_desk_gives_the_figures_of_the_store(config: Path) -> None:
    run("poll", "--build", "--config", str(config))
    with running(config, "serve") as server:
        text = server.get("metrics")[1].decode()
        assert "aggregator_items 1.0" in text
        assert "aggregator_not_modified_total 0.0" in text
        assert "aggregator_polls" not in text
        (config.parent / "var" / "aggregator.sqlite").write_bytes(b"this is no database" * 100)
        assert server.get("metrics")[0] == 503
