"""List matches on the command line."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.core.access import SYSTEM
from app.core.db import db
from app.matches import queries
from app.programs.queries import by_code

commands = AppGroup("matches", help="Matches of students with placements.")


@commands.command("list")
@click.option("--state", default="", help="Only matches in this state.")
@click.option("--program", default="", help="Only matches of the program with this code.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_matches(state: str, program: str, as_json: bool) -> None:  # noqa: FBT001
    """List matches."""
    filters = {"state": state}
    if program:
        filters["program"] = str(by_code(program).id)
    query = queries.listed(SYSTEM, filters).order_by(queries.columns()["id"])
    rows = [
        {
            "id": row.id,
            "state": str(row.state),
            "student_id": row.student_id,
            "student": f"{row.given_name} {row.family_name}",
            "school": row.school,
            "placement_id": row.placement_id,
            "placement": row.title,
            "employer": row.employer,
            "program": row.program,
        }
        for row in db.session.execute(query)
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for each in rows:
        click.echo(
            f"{each['id']:>6}  {each['state']:<14}  {each['student']}  –  {each['placement']}"
        )
