"""Set programs up, change their rules, and switch their mail on and off."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.programs import queries
from app.programs.changes import StipendChanging
from app.programs.models import PlacementKind, Program
from app.programs.rules import ProgramRules, amounts, keep_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFacts:
    """Be what an administrator says of a program besides its rules."""

    code: str
    name: str
    kind: PlacementKind
    start_date: date
    end_date: date
    timezone: str
    jurisdiction: str


@use_case
def save(  # noqa: PLR0913 - a program has these parts
    program_id: int | None,
    facts: ProgramFacts,
    rules: ProgramRules,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Create or change a program with its rules; give its id. A new one mails nobody.

    Raises Invalid for a code that is taken or dates upside down, and Conflict when somebody
    changed it since `version`, or when a stipend would change under which hours were confirmed.
    """
    _check(facts, program_id)
    if program_id is None:
        return _create(facts, rules, by, at)
    program = queries.program(program_id)
    if version is not None and version != program.version:
        msg = (
            f"Somebody else changed this program meanwhile: it is now “{program.name}”, "
            f"{program.start_date} to {program.end_date}. Look at it, then change it again."
        )
        raise Conflict(msg)
    changed = [name for name, value in asdict(facts).items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, asdict(facts)[name])
    if program.kept_rules != keep_rules(rules):
        if amounts(program.rules.stipend) != amounts(rules.stipend):
            announce(StipendChanging(program.id))
        changed.append("rules")
        program.rules = rules
    if changed:
        journal.record("changed", "program", program.id, by=by, at=at, fields=changed)
    return program.id


def _check(facts: ProgramFacts, program_id: int | None) -> None:
    problems = {}
    if queries.code_taken(facts.code, program_id):
        problems["code"] = "Another program has this code."
    if facts.end_date < facts.start_date:
        problems["end_date"] = "The last day is before the first day."
    if problems:
        raise Invalid("There is a problem.", problems)


def _create(facts: ProgramFacts, rules: ProgramRules, by: Actor, at: datetime) -> int:
    program = Program(
        **asdict(facts),
        kept_rules=keep_rules(rules),
        mail_on=False,
        catalogue_on=False,
        created_at=at,
    )
    db.session.add(program)
    db.session.flush()
    journal.record("created", "program", program.id, by=by, at=at)
    return program.id


@use_case
def switch_mail(program_id: int, *, on: bool, by: Actor, at: datetime) -> None:
    """Switch a program's mail on or off; nothing is mailed for it while it is off."""
    program = queries.program(program_id)
    if program.mail_on != on:
        program.mail_on = on
        journal.record("mail_on" if on else "mail_off", "program", program.id, by=by, at=at)


@use_case
def switch_catalogue(program_id: int, *, on: bool, by: Actor, at: datetime) -> None:
    """Show a program's open placements to the public, or no longer."""
    program = queries.program(program_id)
    if program.catalogue_on != on:
        program.catalogue_on = on
        action = "catalogue_on" if on else "catalogue_off"
        journal.record(action, "program", program.id, by=by, at=at)
