"""List and import placements on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import AppError
from app.core.intake.outcome import say, told
from app.core.intake.problems import FileRefusedError
from app.core.intake.sheet import read_sheet_path
from app.placements import queries
from app.placements.import_book import open_book
from app.placements.import_planning import plan_for
from app.placements.import_reading import Listed, read_placements
from app.placements.import_services import import_placements
from app.programs.models import Program
from app.programs.queries import by_code

commands = AppGroup("placements", help="List and import placements.")


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


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", required=True, help="The code of the program that they belong to.")
@click.option("--drafts", is_flag=True, help="Keep new placements as drafts; post none.")
@click.option("--skip-bad-rows", is_flag=True, help="Write the good rows of a file with errors.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_command(  # noqa: PLR0913 - one parameter an option
    file: Path, program: str, *, drafts: bool, skip_bad_rows: bool, dry_run: bool, as_json: bool
) -> None:
    """Import a CSV or XLSX of placements of one program; new ones with a schedule are posted."""
    try:
        found = by_code(program)
        plan = plan_for(_read(file, found), found, post=not drafts)
        if dry_run:
            done = told(plan, held=bool(plan.listed.errors) and not skip_bad_rows)
        else:
            at = clock.now()
            done = import_placements(plan, by=SYSTEM, at=at, skip_bad_rows=skip_bad_rows)
    except AppError as error:
        raise click.ClickException(error.sentence) from error
    say(done, as_json=as_json, dry_run=dry_run)


def _read(file: Path, program: Program) -> Listed:
    try:
        return read_placements(read_sheet_path(file), program, open_book(program))
    except FileRefusedError as refused:
        return Listed(file.name, errors=(refused.problem,))
