"""List matches, run the matching of a program or of a file, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import db
from app.core.errors import AppError
from app.matches import queries, run_services
from app.matches.engine.answering import answer
from app.matches.engine.instance import WrongInstance
from app.matches.engine.solving import Objective
from app.matches.run_models import Writes
from app.programs.queries import by_code

commands = AppGroup("matches", help="Matches of students with placements.")

OBJECTIVE = click.option(
    "--objective",
    default=str(Objective.TWO_STAGE),
    type=click.Choice([str(each) for each in Objective]),
    help="Nobody passed over (two-stage), or the most worth in all.",
)


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


@commands.command("run")
@click.argument("program")
@click.option("--seed", type=click.IntRange(0, run_services.SEEDS - 1), help="Of the lottery.")
@OBJECTIVE
@click.option("--offers", is_flag=True, help="Committing makes offers, not a shortlist.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def run_program(  # noqa: PLR0913 - one argument an option
    program: str, seed: int | None, objective: str, *, offers: bool, dry_run: bool, as_json: bool
) -> None:
    """Run the matching of a program; staff look at it on its page and commit it there."""
    wanted: dict[str, Any] = {"seed": seed, "objective": Objective(objective)}
    writes = Writes.OFFERED if offers else Writes.SHORTLISTED
    try:
        told = run_services.tell(
            by_code(program).id, **wanted, writes=writes, keep=not dry_run, by=SYSTEM, at=now()
        )
    except AppError as refused:
        raise click.ClickException(refused.sentence) from refused
    if as_json:
        click.echo(json.dumps(told))
        return
    kept = f"run {told['run']}" if told["run"] else "nothing was kept"
    click.echo(
        f"{told['placed']} of {told['students']} students placed, {told['passed_over']} passed "
        f"over; seed {told['seed']}, {told['hash']}; {kept}"
    )


@commands.command("solve")
@click.argument(
    "instance", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--seed", default=0, type=click.IntRange(min=0), help="The seed of the lottery.")
@OBJECTIVE
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
