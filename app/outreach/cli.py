"""List requests on the command line, and send now what the worker would send when due."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import AppError
from app.outreach import request_queries
from app.programs.mailing import plan_for
from app.programs.queries import by_code

commands = AppGroup("requests", help="Requests to partners by email link.")


@commands.command("list")
@click.option("--kind", default="", help="Only requests of this kind.")
@click.option("--state", default="", help="Only requests in this state.")
@click.option("--program", default="", help="Only requests of the program with this code.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_requests(kind: str, state: str, program: str, *, as_json: bool) -> None:
    """List requests; never with a live link."""
    filters = {"kind": kind, "state": state}
    if program:
        filters["program"] = str(by_code(program).id)
    query = request_queries.listed(SYSTEM, filters).order_by(request_queries.columns()["id"])
    rows = [
        {
            "id": row.id,
            "kind": row.kind,
            "state": str(row.state),
            "recipient": row.recipient_name,
            "to_address": row.to_address,
            "day": row.subject_day.isoformat() if row.subject_day else None,
            "due_at": row.due_at.isoformat(),
            "mail": str(row.mail_state) if row.mail_state else None,
            "visits": row.visits,
        }
        for row in db.session.execute(query)
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for each in rows:
        click.echo(f"{each['id']:>6}  {each['state']:<10}  {each['kind']}  {each['recipient']}")


@commands.command("send")
@click.argument("kind")
@click.option("--program", required=True, help="The program's code.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def send_requests(kind: str, program: str, *, as_json: bool) -> None:
    """Ask now, for one program, what the worker would ask when due; nobody is asked twice."""
    asking = current_app.extensions["askings"].get(kind)
    if asking is None:
        known = ", ".join(sorted(current_app.extensions["askings"]))
        raise click.BadParameter(f"no such kind; there are: {known}", param_hint="KIND")
    try:
        found = by_code(program)
        if plan_for(found, kind) is None:
            msg = f"{kind} is switched off or paused for {found.code}, so nothing is sent."
            raise click.ClickException(msg)
        sent = asking(clock.now(), found.id)
    except AppError as error:
        raise click.ClickException(error.sentence) from error
    click.echo(json.dumps({"sent": sent}) if as_json else f"{sent} requests are on their way.")
