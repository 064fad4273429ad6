"""Take reports of undelivered mail from the mail system, one message on standard input."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from app.core import bounces as reports
from app.core import clock


@click.group()
def bounces() -> None:
    """Take reports of undelivered mail."""


@bounces.command("read")
@click.option("--to", default="", help="The address that it came to, as the mail system knows it.")
@with_appcontext
def read(to: str) -> None:
    """Read one message; mark the mail that it says was not delivered. Anything else is left."""
    report = reports.read(sys.stdin.buffer.read(), to)
    if report is None:
        click.echo("This is no report of a failed delivery; nothing was changed.")
        return
    count = reports.mark_bounced(report, at=clock.now())
    click.echo(f"{count} bounced." if count else "No sent mail of ours is named; nothing changed.")
