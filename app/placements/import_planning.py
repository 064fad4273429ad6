"""Compare a sheet of placements with what is stored: what is new, what changes, which pledges."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

import sqlalchemy as sa

from app.core.db import db
from app.core.intake.problems import Problem
from app.core.states import words
from app.employers.pledge_models import Pledge, PledgeState
from app.placements.checking import values
from app.placements.import_cells import DAY_NAMES
from app.placements.import_reading import Line, Listed
from app.placements.queries import POSTED
from app.programs.models import Program

PROMISED = (PledgeState.PLEDGED, PledgeState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Wish:
    """Be what a row would do: the names of the facts that differ, whether it would be posted."""

    line: Line
    changes: tuple[str, ...]
    posts: bool

    @property
    def what(self) -> str:
        """Say whether it is new, changes, or is known already."""
        if self.line.known is None:
            return "New"
        return "Updated" if self.changes else "Unchanged"

    @property
    def told(self) -> str:
        """Say in a few words what is written."""
        facts, known = self.line.facts, self.line.known
        if known is None:
            days = ", ".join(DAY_NAMES[slot.weekday].title() for slot in facts.slots)
            seats = "1 seat" if facts.seats == 1 else f"{facts.seats} seats"
            kept = "posted" if self.posts else "kept as a draft"
            return (
                f"{seats}, {facts.start_date} to {facts.end_date}, {days or 'no schedule'}; {kept}"
            )
        parts = []
        for name in self.changes:
            before, after = getattr(known.facts, name), getattr(facts, name)
            short = isinstance(after, str | int) and name not in ("duties", "supervisor_id")
            told = f": {words(before)} → {words(after)}" if short else ""
            parts.append(f"{name.replace('_id', '').replace('_', ' ')}{told}")
        return "; ".join(parts)


@dataclass(slots=True)
class Plan:
    """Be what an import would write, row by row."""

    listed: Listed
    program: Program
    wishes: list[Wish]
    warnings: tuple[Problem, ...]

    def count(self, what: str) -> int:
        """Count the placements that are New, Updated or Unchanged."""
        return sum(each.what == what for each in self.wishes)


def plan_for(listed: Listed, program: Program, *, post: bool) -> Plan:
    """Compare the good rows with what is stored, in one statement more than reading them took."""
    wishes = [
        Wish(line, _changes(line, program), post and line.known is None and bool(line.facts.slots))
        for line in listed.lines
    ]
    warnings = [*_drafts(listed, wishes, post=post), *_raised(listed, wishes, program)]
    return Plan(listed, program, wishes, (*listed.warnings, *warnings))


def _changes(line: Line, program: Program) -> tuple[str, ...]:
    if line.known is None:
        return ()
    before, after = values(line.known.facts, program), values(line.facts, program)
    told = [each.name for each in fields(line.facts) if each.name != "slots"]
    found = [name for name in told if before[name] != after[name]]
    if line.known.facts.slots != line.facts.slots:
        found.append("schedule")
    return tuple(found)


def _drafts(listed: Listed, wishes: list[Wish], *, post: bool) -> list[Problem]:
    unready = [each for each in wishes if post and each.line.known is None and not each.posts]
    message = "has no schedule, so it is kept as a draft. Enter one and post it."
    return [Problem(listed.file, each.line.number, "schedule", message) for each in unready]


def _raised(listed: Listed, wishes: list[Wish], program: Program) -> list[Problem]:
    """Warn of each pledge that the sheet raises by posting beyond it."""
    more: dict[int, int] = defaultdict(int)
    names: dict[int, str] = {}
    for each in wishes:
        line, facts = each.line, each.line.facts
        if each.posts:
            more[line.employer_id] += facts.seats
        elif line.known is not None and line.known.state in POSTED:
            more[line.employer_id] += facts.seats - line.known.facts.seats
        names[line.employer_id] = line.employer
    pledged = {
        row.employer_id: (row.seats if row.state in PROMISED else 0, row.posted)
        for row in db.session.execute(
            sa.select(Pledge.employer_id, Pledge.seats, Pledge.posted, Pledge.state).where(
                Pledge.program_id == program.id
            )
        )
    }
    found = []
    for employer_id, seats in more.items():
        promised, posted = pledged.get(employer_id, (0, 0))
        if seats > 0 and posted + seats > promised:
            message = (
                f"posts {posted + seats} seats of {names[employer_id]}, who pledged {promised}; "
                "the pledge is raised to that."
            )
            found.append(Problem(listed.file, None, None, f"{listed.file} {message}"))
    return found
