"""Whether hosts that never answer hold up the others: 1,000 sources on 100 hosts of which 10 are dead.

The other 900 are polled alone, and then among all; the time is taken to the last of the 900. Default settings of politeness,
but for the gap between requests to one host: that gap would be all the time there is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import farm
from tests.commands import command, environment

SOURCES, HOSTS, DEAD = 1000, 100, 10
TIMEOUT = 5


def write_config(folder: Path, port: int, *, first: int) -> Path:
    """Sources on the hosts from the ``first`` on."""
    folder.mkdir(parents=True)
    sources = "".join(
        f"  - {{id: s{number}, url: 'http://127.0.0.{number % HOSTS + 1}:{port}/{number}.xml'}}\n"
        for number in range(SOURCES)
        if number % HOSTS >= first
    )
    config = folder / "config.yaml"
    config.write_text(
        f"sources:\n{sources}http: {{allow_private: true, host_delay: 0.1, timeout: {TIMEOUT}}}\n", encoding="utf-8"
    )
    return config


def last_of_the_living(config: Path) -> tuple[float, float, int]:
    """Seconds to the last source on a living host, seconds to the end, and how many of the living were polled."""
    begun, last, count = time.monotonic(), 0.0, 0
    argv = command("poll", "--verbose", "--now", "2026-01-14T18:00:00Z", "--config", str(config))
    with subprocess.Popen(argv, cwd=farm.ROOT, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if " new, " in line and "sources polled" not in line:
                last, count = time.monotonic() - begun, count + 1
    return last, time.monotonic() - begun, count


def report() -> list[str]:
    living = SOURCES * (HOSTS - DEAD) // HOSTS
    with tempfile.TemporaryDirectory() as name, farm.running_farm(SOURCES, 2, HOSTS, DEAD) as port:
        alone, _, first = last_of_the_living(write_config(Path(name) / "alone", port, first=DEAD))
        among, end, second = last_of_the_living(write_config(Path(name) / "among", port, first=0))
    assert first == second == living, (first, second)
    beside = f"{among:.1f} s beside {DEAD} dead hosts of {SOURCES - living} sources: {among / alone:.2f} of the time"
    return [
        f"{living} sources on living hosts: {alone:.1f} s alone, {beside}",
        f"the whole round ended after {end:.1f} s (timeout {TIMEOUT} s)",
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
