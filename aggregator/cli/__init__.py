"""The command line: one verb a function, verbs of one kind a file. It prints and exits; it decides nothing.

Exit codes: 0 done · 1 a bug or a store failure · 2 wrong use or a bad configuration · 3 ``--strict`` and some source
failed · 130 and 143 interrupted. Answers go to standard output, everything else to standard error.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from aggregator import __version__
from aggregator.errors import AggregatorError, ConfigError

#: Where each verb lives; a module is imported only when one of its verbs is used.
VERBS = {
    "run": "aggregator.cli.serving",
    "serve": "aggregator.cli.serving",
    "poll": "aggregator.cli.polling",
    "build": "aggregator.cli.polling",
    "try": "aggregator.cli.trying",
    "add": "aggregator.cli.adding",
    "check": "aggregator.cli.checking",
    "list": "aggregator.cli.asking",
    "sources": "aggregator.cli.asking",
    "explain": "aggregator.cli.asking",
    "outputs": "aggregator.cli.outputs",
    "withdraw": "aggregator.cli.withdrawing",
    "tag": "aggregator.cli.tagging",
    "init": "aggregator.cli.editing",
    "schema": "aggregator.cli.editing",
    "import": "aggregator.cli.editing",
    "export": "aggregator.cli.editing",
}

#: What the system says when there is no room for our answer. A file that is written by name never comes here without it.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = VERBS.get(cmd_name)
        if module is None:
            return None
        command = getattr(importlib.import_module(module), f"{cmd_name}_command")
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Whoever read our output has read enough: that is no failure. Click would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            give_output_up()
            return 0

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], VERBS, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"no verb {args[0]!r}{hint} (aggregator --help lists them all)", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `aggregator init`, then `aggregator run`. Every verb has a --help of its own.",
)
@click.version_option(__version__, prog_name="aggregator")
def cli() -> None:
    """A self-hosted news desk: polls the sources of config.yaml, tags every item with the regions of the world it is
    about, and publishes feeds and a daily digest."""


def main() -> NoReturn:
    """Entry point: runs a verb and turns every outcome into an exit code and at most one line."""
    sys.exit(run(sys.argv[1:]))


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        result = cli.main(args=argv, prog_name="aggregator", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except ConfigError as error:
        click.echo(str(error), err=True)
        return 2
    except AggregatorError as error:
        click.echo(f"aggregator: {error}", err=True)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has read enough.
        give_output_up()
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence turns a bug into one line
        if isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None:
            give_output_up()
            click.echo(f"aggregator: standard output: {error.strerror}", err=True)
            return 1
        return report_bug(error, argv)
    return result if isinstance(result, int) else 0


def give_output_up() -> None:
    """Nothing more is written to standard output, not even what Python would still flush at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report_bug(error: Exception, argv: list[str]) -> int:
    """One line for people, the traceback for those who ask."""
    if "--debug" in argv or os.environ.get("AGGREGATOR_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        detail = " ".join(str(error).split())[:200]
        click.echo(f"aggregator: a bug: {type(error).__name__}: {detail} (add --debug to see where)", err=True)
    return 1
