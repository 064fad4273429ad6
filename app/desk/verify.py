"""Prove the invariants of every room over one unmoving view of the database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.core.checks import Check
from app.core.db import db, in_way
from app.desk.worker_cli import refuse_wrong_schema

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Say what one check found: how many records it looked at, and which are broken."""

    name: str
    count: int
    broken: list[int | str]


def findings() -> list[Finding]:
    """Run all checks inside one read snapshot, in which the database itself refuses writes."""
    checks: tuple[Check, ...] = current_app.extensions["checks"]
    with in_way("sealed"):
        if db.engine.dialect.name == "postgresql":
            # by default each statement would see another moment
            db.session.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return [Finding(check.name, check.count(), check.broken()) for check in checks]


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@with_appcontext
def verify(*, as_json: bool) -> None:
    """Prove the invariants; exit 1 and name the records where one is broken."""
    refuse_wrong_schema()
    found = findings()
    well = not any(each.broken for each in found)
    if as_json:
        click.echo(json.dumps({"ok": well, "checks": [asdict(each) for each in found]}))
    else:
        click.echo("\n".join(_line(each) for each in found))
    sys.exit(0 if well else 1)


def _line(finding: Finding) -> str:
    mark = "BROKEN" if finding.broken else "ok"
    line = f"{mark:6} {finding.name} ({finding.count})"
    if finding.broken:
        shown = ", ".join(map(str, finding.broken[:SHOWN]))
        more = len(finding.broken) - SHOWN
        line += f": {shown}" + (f" and {more} more" if more > 0 else "")
    return line
