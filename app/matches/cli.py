"""List matches, and solve a matching problem of a file, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.core.access import SYSTEM
from app.core.db import db
from app.matches import queries
from app.matches.engine.answering import answer
from app.matches.engine.instance import WrongInstance
from app.matches.engine.solving import Objective
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


@commands.command("solve")
@click.argument(
    "instance", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--seed", default=0, type=click.IntRange(min=0), help="The seed of the lottery.")
@click.option(
    "--objective",
    default=str(Objective.TWO_STAGE),
    type=click.Choice([str(each) for each in Objective]),
    help="Nobody passed over (two-stage), or the most worth in all.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def solve_instance(instance: Path, seed: int, objective: str, as_json: bool) -> None:  # noqa: FBT001
    """Match the students and placements of a file; nothing of the database is read."""
    try:
        said = answer(instance.read_bytes(), seed, Objective(objective))
    except WrongInstance as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(json.dumps(said) if as_json else "\n".join(_lines(said)))


def _lines(said: dict[str, Any]) -> list[str]:
    """Say an answer in lines for a person."""
    placed = [
        f"{each['student']}  –  {each['placement']}"
        + (f"  (choice {each['rank']})" if each["rank"] else "  (not on their list)")
        for each in said["matches"]
    ]
    without = [f"{student}  –  no placement" for student in said["unmatched"]]
    left = [f"{place}: {seats} open" for place, seats in said["open_seats"].items()]
    total = f"{len(placed)} placed, {len(without)} without; seed {said['seed']}, {said['hash']}"
    return [*placed, *without, *left, total]
