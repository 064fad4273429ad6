"""List placements on the command line."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.core.db import db
from app.placements import queries
from app.programs.queries import by_code

commands = AppGroup("placements", help="Posted placements.")


@commands.command("list")
@click.option("--state", default="", help="Only placements in this state.")
@click.option("--program", default="", help="Only placements of the program with this code.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_placements(state: str, program: str, *, as_json: bool) -> None:
    """List placements."""
    filters = {"state": state}
    if program:
        filters["program"] = str(by_code(program).id)
    query = queries.listed(filters).order_by(queries.columns()["id"])
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "kind": str(row.kind),
            "state": str(row.state),
            "seats": row.seats,
            "seats_taken": row.seats_taken,
            "start_date": row.start_date.isoformat(),
            "end_date": row.end_date.isoformat(),
            "employer": row.employer,
            "program": row.program_code,
        }
        for row in db.session.execute(query)
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for each in rows:
        taken = f"{each['seats_taken']}/{each['seats']}"
        click.echo(f"{each['id']:>6}  {each['state']:<10}  {taken:>7}  {each['title']}")
