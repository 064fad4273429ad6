"""Import employers from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.access import SYSTEM
from app.core.intake.outcome import say, told
from app.core.intake.problems import FileRefusedError
from app.core.intake.sheet import read_sheet_path
from app.employers.import_planning import plan_for
from app.employers.import_reading import Listed, read_employers
from app.employers.import_services import import_employers

commands = AppGroup("employers", help="Import employers, sites and contacts.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-bad-rows", is_flag=True, help="Write the good rows of a file with errors.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_command(file: Path, *, skip_bad_rows: bool, dry_run: bool, as_json: bool) -> None:
    """Import a CSV or XLSX of employers, sites and contacts."""
    listed = _read(file)
    if dry_run:
        done = told(plan_for(listed), held=bool(listed.errors) and not skip_bad_rows)
    else:
        done = import_employers(
            listed,
            by=SYSTEM,
            at=clock.now(),
            zone=str(current_app.config["TIMEZONE"]),
            skip_bad_rows=skip_bad_rows,
        )
    say(done, as_json=as_json, dry_run=dry_run)


def _read(file: Path) -> Listed:
    try:
        return read_employers(read_sheet_path(file))
    except FileRefusedError as refused:
        return Listed(file.name, errors=(refused.problem,))
