"""Start the worker from the command line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.core import clock
from app.core.health import schema_state
from app.desk.worker import Worker

STATES = {
    "empty": "The database is empty. Run `flask --app wsgi db upgrade` first.",
    "behind": "The database is older than this code. Run `flask --app wsgi db upgrade` first.",
    "newer than this code": "The database is newer than this code. Start the newer version.",
}


class Instant(click.ParamType[datetime]):
    """Read an instant as ISO 8601; without an offset it is UTC."""

    name = "ISO"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Give the aware instant; end with code 2 for what is none."""
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant like 2026-11-02T15:00:00Z.", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@click.option("--at", type=Instant(), help="Act as if it were this instant (with --once).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (with --once).")
@with_appcontext
def worker(*, once: bool, at: datetime | None, as_json: bool) -> None:
    """Do due requests, reminders, expiries and tasks, and send the outbox."""
    if not once and (at or as_json):
        raise click.UsageError("--at and --json go with --once.")
    refuse_wrong_schema()
    mine = Worker((lambda: at) if at else clock.now)
    mine.stop.listen()
    if not once:
        mine.run()
        return
    done = mine.one_pass()
    click.echo(json.dumps(done.as_json()) if as_json else done.sentence())
    sys.exit(0 if done.well else 1)


def refuse_wrong_schema() -> None:
    """End with a sentence and code 1 unless the database is the one that this code knows."""
    try:
        state = schema_state()
    except sa.exc.SQLAlchemyError as error:
        sys.exit(f"The database does not answer: {str(error).splitlines()[0]}")
    if state != "at head":
        sys.exit(STATES[state])
