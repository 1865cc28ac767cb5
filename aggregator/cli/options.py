"""What all verbs share: their common options, and how they print."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from aggregator.poll import Clock, wall_clock

F = TypeVar("F", bound=Callable[..., Any])

#: What must not reach a terminal: C0 and C1 controls, among them the start of every escape sequence.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

#: The years a run may be set into: what is reckoned from them, days and decades on either side, are dates still.
YEARS = range(1990, 2201)


class Moment(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A moment as people write it: ``2026-01-14T18:00:00Z``, ``2026-01-14 18:00+04:00``. Without a zone it is UTC."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is no time; write 2026-01-14T18:00:00Z", param, ctx)
        if moment.year not in YEARS:
            self.fail(f"{value!r} is out of reach; give a time in the years {YEARS[0]} to {YEARS[-1]}", param, ctx)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def config_option(function: F) -> F:
    """``--config`` and ``--debug``."""
    function = click.option(
        "--debug", is_flag=True, expose_value=False, callback=_set_debug, help="Log what happens, and show tracebacks."
    )(function)
    return click.option(
        "-c",
        "--config",
        "config_path",
        type=click.Path(path_type=Path, dir_okay=False),
        default="config.yaml",
        envvar="AGGREGATOR_CONFIG",
        show_default=True,
        help="The configuration file.",
    )(function)


def now_option(function: F) -> F:
    """``--now``: the clock of a run that must be reproducible."""
    return click.option("--now", type=Moment(), help="Run as if it were this time, 2026-01-14T18:00:00Z.")(function)


def clock_at(moment: datetime | None) -> Clock:
    """The clock that stands at a moment, or the clock on the wall."""
    return wall_clock if moment is None else lambda: moment


def say(message: str) -> None:
    """One line to standard error, for people."""
    click.echo(message, err=True)


def printable(text: str) -> str:
    """Text of a feed, fit for a terminal."""
    return _CONTROLS.sub(" ", text)


def no_source(name: str, known: Iterable[str], config_path: Path) -> click.ClickException:
    """The error for an id that no source has; it names those that may be meant."""
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(close)}? (`aggregator sources` lists them)" if close else ""
    return click.ClickException(f"no source {name!r} in {config_path}; {hint or '`aggregator sources` lists them'}")


def is_terminal() -> bool:
    return sys.stderr.isatty()


def set_up_logging(level: int) -> None:
    """Logs go to standard error, one line each."""
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    # An editor sees what came of the edits.
    logging.getLogger("aggregator.editing").setLevel(min(level, logging.INFO))
    logging.getLogger("apscheduler").setLevel(max(level, logging.ERROR))
    logging.getLogger("asyncio").setLevel(max(level, logging.WARNING))


def _set_debug(_ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    set_up_logging(logging.DEBUG if value else logging.CRITICAL + 1)
