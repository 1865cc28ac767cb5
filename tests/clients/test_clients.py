"""What subscribers see: every entry once, and nothing old as new, whatever becomes of the sources and of the desk."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.editions import COUNTS, OUTPUTS, Edition, editions
from tests.clients.programs import (
    DefaultSfeed,
    Newsboat,
    Place,
    Program,
    Reader,
    Rss2email,
    Sfeed,
    StrictNewsboat,
    StrictRss2email,
)
from tests.commands import command, environment

pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> list[Edition]:
    """All editions, one after another."""
    return list(editions(tmp_path_factory.mktemp("editions")))


class Server:
    """The desk's own server over a directory that takes the place of one edition after another."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def publish(self, edition: Edition) -> None:
        """Bring the directory up to an edition: what is the same is not touched, what is not is as old as the edition.

        Programs that ask with curl compare the time of change, and cannot tell two within a second.
        """
        for file in edition.folder.rglob("*"):
            target = self.folder / file.relative_to(edition.folder)
            if file.is_file() and not (target.exists() and target.read_bytes() == file.read_bytes()):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
                os.utime(target, (edition.at.timestamp(), edition.at.timestamp()))

    def feeds(self, forms: tuple[str, ...]) -> dict[str, str]:
        return {f"{output}.{form}": f"{self.url}feeds/{output}.{form}" for output in OUTPUTS for form in forms}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """``aggregator serve`` on a free port."""
    config = tmp_path / "config.yaml"
    config.write_text("sources: [{id: none, url: 'file:none.xml'}]\npublish: {dir: public}\n", encoding="utf-8")
    (tmp_path / "public").mkdir()
    argv = command("serve", "--port", "0", "--config", str(config))
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        try:
            line = next(line for line in process.stderr if line.startswith("serving "))
            yield Server(tmp_path / "public", line.split(" on ")[1].split()[0])
        finally:
            process.terminate()


def subscribed(program: type[Program], server: Server, edition: Edition, home: Path) -> Program:
    """A client that has just subscribed to a desk with an edition. Skips the test where the program is missing."""
    if why := program.missing():
        pytest.skip(why)
    server.publish(edition)
    return program(home, server.feeds(program.forms))


def published(weeks: list[Edition], client: Program) -> Iterator[tuple[Edition, Counter[Place], Counter[Place]]]:
    """Each edition with the entries that no edition before it had, and all that were published up to it."""
    known: Counter[Place] = Counter()
    for edition in weeks:
        now = Counter((feed, identifier) for feed in client.feeds for identifier in edition.ids[feed.split(".")[0]])
        fresh = now - known
        known |= now
        yield edition, fresh, known


@pytest.mark.parametrize("program", [Newsboat, Rss2email, Sfeed, Reader], ids=lambda program: program.__name__.lower())
def test_every_entry_arrives_and_is_new_once(
    program: type[Program], weeks: list[Edition], server: Server, tmp_path: Path
) -> None:
    client = subscribed(program, server, weeks[0], tmp_path / "home")
    for edition, fresh, known in published(weeks, client):
        server.publish(edition)
        client.poll()
        assert client.alerts() == fresh, f"new after: {edition.name}"
        assert client.held() == known, f"held after: {edition.name}"


@pytest.mark.parametrize("program", [StrictNewsboat, StrictRss2email], ids=lambda program: program.__name__.lower())
def test_those_who_look_for_changed_texts_find_the_edited_ones_alone(
    program: type[Program], weeks: list[Edition], server: Server, tmp_path: Path
) -> None:
    client = subscribed(program, server, weeks[0], tmp_path / "home")
    retold = allowed = 0
    for edition, fresh, _ in published(weeks, client):
        server.publish(edition)
        client.poll()
        allowed += edition.most_retold
        retold += len({identifier for _, identifier in client.alerts() - fresh})
        assert retold <= allowed, f"shown again after: {edition.name}"
    assert retold > 0


def test_a_client_that_tells_items_by_headline_and_link_doubles_edited_headlines_alone(
    weeks: list[Edition], server: Server, tmp_path: Path
) -> None:
    """Sfeed as it comes. Under an edited headline the date stays, so that it stands where it stood."""
    client = subscribed(DefaultSfeed, server, weeks[0], tmp_path / "home")
    assert isinstance(client, DefaultSfeed)
    for edition in weeks:
        server.publish(edition)
        client.poll()
    dates: dict[Place, set[str]] = {}
    titles: dict[Place, list[str]] = {}
    for feed, (date, title, _link, _text, _type, identifier, *_) in client.rows():
        dates.setdefault((feed, identifier), set()).add(date)
        titles.setdefault((feed, identifier), []).append(title)
    assert {place for place, found in dates.items() if len(found) > 1} == set()
    assert {place: found for place, found in titles.items() if len(found) > len(set(found))} == {}
    edited = {identifier for (_, identifier), found in titles.items() if len(found) > 1}
    assert 0 < len(edited) <= sum(edition.most_retold for edition in weeks)


def test_what_happens_to_sources_and_desk_brings_no_entry_anew(weeks: list[Edition]) -> None:
    seen: dict[str, set[str]] = {output: set() for output in OUTPUTS}
    for edition in weeks:
        for output in OUTPUTS:
            ids = edition.ids[output]
            assert len(ids) == len(set(ids)), f"{output} holds an entry twice after: {edition.name}"
            new = len(set(ids) - seen[output])
            assert new <= edition.most_new.get(output, 0), f"{new} new in {output} after: {edition.name}"
            seen[output] |= set(ids)
    told = {link.split("://")[1] for link in weeks[-1].links("all")}
    everything = {f"{source}.example/{number}" for source, count in COUNTS.items() for number in range(1, count + 1)}
    assert told == everything


def test_a_story_that_another_outlet_joins_or_that_merges_is_no_new_entry(weeks: list[Edition]) -> None:
    assert any(edition.is_of_stories for edition in weeks)
    before: set[str] = set()
    for edition in weeks:
        new = set(edition.ids["georgia"]) - before
        assert len(new) <= edition.most_new_stories, f"new after: {edition.name}"
        before |= new
