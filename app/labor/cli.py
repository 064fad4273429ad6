"""Check one person's work against the rule packs on the command line."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click
import msgspec
from flask.cli import AppGroup

from app.labor.checking import Finding, check
from app.labor.person import Person
from app.schools.queries import school_days

commands = AppGroup("labor", help="Check work of minors against the child-labor rules.")


@commands.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check_command(file: Path, *, as_json: bool) -> None:
    """Judge the planned or worked shifts of one person; exit 1 when a rule forbids them."""
    findings = check(_person(file))
    if as_json:
        click.echo(json.dumps({"findings": msgspec.to_builtins(findings)}))
    else:
        for each in findings:
            click.echo(_line(each))
    if any(each.level == "block" for each in findings):
        sys.exit(1)


def _person(file: Path) -> Person:
    """Read a file; raise ClickException with the field that is wrong."""
    try:
        person = msgspec.json.decode(file.read_bytes(), type=Person)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    problem = person.problem()
    if not problem and (person.school_days is None) == (person.calendar is None):
        problem = "give either `school_days` or `calendar`"
    if not problem and person.calendar is not None:
        days = school_days(person.calendar)
        problem = "" if days else f"`calendar`: there is no calendar {person.calendar}"
        person = msgspec.structs.replace(person, school_days=tuple(days))
    if problem:
        raise click.ClickException(f"{file.name}: {problem}")
    return person


def _line(finding: Finding) -> str:
    on = finding.on.isoformat() if isinstance(finding.on, date) else "-"
    return (
        f"{finding.level:<5}  {on:<10}  {finding.rule:<24}  "
        f"{finding.value} (limit {finding.limit})  {finding.citation}"
    )
