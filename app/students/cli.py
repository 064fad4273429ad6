"""Import and list students from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.access import SYSTEM
from app.core.bar import Bar
from app.core.intake.problems import Problem
from app.students import roster_queries
from app.students.importing import NO_SUPPLEMENT, Imported, preview_roster
from app.students.roster import Roster, Supplement
from app.students.roster_reading import read_roster, read_supplement
from app.students.services import import_roster

students = AppGroup("students", help="Import and list students.")
REFUSED = 1
FILE = click.Path(exists=True, path_type=Path)


@students.command("import")
@click.argument("path", type=FILE)
@click.option("--supplement", type=FILE, help="CSV of attributes that OneRoster lacks.")
@click.option("--skip-bad-rows", is_flag=True, help="Write the good rows of a file with errors.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_command(
    path: Path,
    supplement: Path | None,
    *,
    skip_bad_rows: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import a OneRoster 1.1 or 1.2 folder or zip, or a CSV or XLSX of students, from PATH."""
    on = clock.today(current_app.config["TIMEZONE"])
    roster, more = _read(path, supplement, on)
    if dry_run:
        done = preview_roster(
            roster=roster, supplement=more, by=SYSTEM, on=on, skip_bad_rows=skip_bad_rows
        )
    else:
        bar = Bar("Writing")
        done = import_roster(
            roster=roster,
            supplement=more,
            by=SYSTEM,
            at=clock.now(),
            on=on,
            skip_bad_rows=skip_bad_rows,
            progress=bar,
        )
        bar.end()
    _print_json(done, roster) if as_json else _print_words(done, dry_run=dry_run)
    if done.errors:
        raise click.exceptions.Exit(REFUSED)


@students.command("list")
@click.option("--state", type=click.Choice(["enrolled", "left"]), help="Only these.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_command(state: str | None, *, as_json: bool) -> None:
    """List students, by school and name."""
    found = roster_queries.listed(enrolled=None if state is None else state == "enrolled")
    if as_json:
        click.echo(json.dumps(list(found), default=str, ensure_ascii=False))
        return
    for row in found:
        name = f"{row['family_name']}, {row['given_name']}"
        left = "" if row["enrolled"] else "  (no longer enrolled)"
        click.echo(f"{row['school']:<8} {row['grade']:>3}  {name}{left}")


def _read(path: Path, supplement: Path | None, on: date) -> tuple[Roster, Supplement]:
    bar = Bar("Reading")
    roster = read_roster(path, on, bar)
    bar.end()
    return roster, read_supplement(supplement) if supplement else NO_SUPPLEMENT


def _print_json(done: Imported, roster: Roster) -> None:
    document = {
        "created": done.created,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "warnings": [asdict(warning) for warning in done.warnings],
        "errors": [asdict(error) for error in done.errors],
        "schools": done.schools,
        "school_year": done.school_year,
        "kind": roster.kind,
    }
    click.echo(json.dumps(document, ensure_ascii=False))


def _print_words(done: Imported, *, dry_run: bool) -> None:
    _print_problems("Warning", done.warnings)
    _print_problems("Error", done.errors)
    would = "Would be written" if dry_run else "Written"
    click.echo(
        f"{would}: {done.created:,} created, {done.updated:,} updated, "
        f"{done.unchanged:,} unchanged, {done.removed:,} no longer enrolled."
    )


def _print_problems(word: str, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"{word}: {problem}", err=True)
