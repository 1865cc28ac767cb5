"""How long a cold poll takes, next to feedparser alone on the same bytes; what a 304 costs; what dead hosts hold up; how soon news
is on our page.

Figures are whole processes, start-up included: processor seconds (user and system, children too), wall time, and the
peak memory of the largest moment of the process tree. Quote the ratio, not the seconds: machines differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests import farm
from tests.bench import building, hosts, regions, rhythms, stories
from tests.commands import command, environment, stored_items

NOW = ("--now", "2026-01-14T18:00:00Z")
FEEDPARSER = """
import sys, feedparser
from pathlib import Path
entries = 0
for path in sorted(Path(sys.argv[1]).glob("*.xml")):
    entries += len(feedparser.parse(path.read_bytes()).entries)
print(entries)
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of one command."""

    cpu: float
    wall: float
    peak: int

    def __str__(self) -> str:
        return f"{self.cpu:6.2f} s CPU  {self.wall:6.2f} s wall  {self.peak / 1e6:6.0f} MB peak"


def measure(argv: list[str]) -> Figures:
    """Run a command to its end, watching its process tree."""
    begun, peak = time.monotonic(), 0
    before = psutil.Process().cpu_times()
    with subprocess.Popen(
        argv, cwd=farm.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    ) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, memory_of(watched))
            time.sleep(0.02)
        assert process.stderr is not None
        assert process.returncode == 0, process.stderr.read().decode()
    after = psutil.Process().cpu_times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Figures(cpu, time.monotonic() - begun, peak)


def memory_of(process: psutil.Process) -> int:
    """Resident memory of a process and its children, in bytes."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:
        return total
    return total


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--entries", type=int, default=40)
    options.add_argument("--sources", type=int, default=2000, help="for the price of a 304")
    chosen = options.parse_args()
    print_tagger()
    print("\n".join(["", *building.report()]))
    print("\n".join(["", *stories.report()]))
    print_polls(chosen.feeds, chosen.entries)
    print_not_modified(chosen.sources)
    print("\n".join(["", *hosts.report(), "", *rhythms.report()]))


def print_not_modified(sources: int) -> None:
    """The price of a source that answers 304, its state saved: what such a poll costs beyond one with nothing to do."""
    with tempfile.TemporaryDirectory() as name, farm.running_farm(sources, 1) as port:
        argv = command("poll", *NOW, "--config", str(farm.write_config(Path(name) / "desk", port, sources)))
        measure(argv)
        idle, unchanged = measure(argv), measure([*argv, "--force"])
    print(f"\n{sources} sources, all 304: {unchanged}; nothing due: {idle}")
    print(f"a 304 costs {(unchanged.cpu - idle.cpu) / sources * 1e6:.0f} µs CPU, its state saved")


def print_tagger() -> None:
    """How good the tagger is on labelled headlines, how fast, and what its tables take."""
    rows = [json.loads(line) for line in regions.SEEDS.read_text(encoding="utf-8").splitlines()]
    before = psutil.Process().memory_info().rss
    begun = time.process_time()
    regions.warm_up()
    print(
        f"\ntagger: ready in {time.process_time() - begun:.2f} s CPU, {(psutil.Process().memory_info().rss - before) / 2**20:.0f} MiB"
    )
    result = regions.score(rows)
    print(
        f"countries {result.countries.in_words()}; placeless items tagged: {result.placeless_tagged} of {result.placeless}"
    )
    headlines, leads = regions.speed(rows)
    print(f"{headlines:,.0f} headlines and {leads:,.0f} leads a second of processor time (goals: 10,000 and 4,000)")


def print_polls(feeds: int, entries: int) -> None:
    with tempfile.TemporaryDirectory() as name, farm.running_farm(feeds, entries) as port:
        folder = Path(name)
        documents = folder / "documents"
        documents.mkdir()
        for number in range(feeds):
            (documents / f"{number}.xml").write_bytes(farm.feed(number, entries))
        config = farm.write_config(folder / "desk", port, feeds)
        bytes_in_all = sum(path.stat().st_size for path in documents.iterdir())
        print(f"{feeds} feeds, {feeds * entries} entries, {bytes_in_all / 1e6:.1f} MB")
        argv = command("poll", *NOW, "--config", str(config))
        rows = {
            "feedparser alone": measure([sys.executable, "-c", FEEDPARSER, str(documents)]),
            "cold poll": measure(argv),
            "nothing due": measure(argv),
            "unchanged poll": measure([*argv, "--force"]),
            "first build": measure(command("build", *NOW, "--config", str(config))),
            "second build": measure(command("build", *NOW, "--config", str(config))),
        }
        for label, figures in rows.items():
            print(f"{label:<18} {figures}")
        ratio = rows["cold poll"].cpu / rows["feedparser alone"].cpu
        print(f"cold poll / feedparser alone: {ratio:.2f} of its processor time, with everything stored and tagged")
        stored = len(stored_items(config))
        print(f"stored {stored} of {feeds * entries} entries")


if __name__ == "__main__":
    main()
