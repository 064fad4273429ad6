"""Sort students by whether they may take a placement, and placements by whether a student may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.access import Actor
from app.core.rows import AnyRow
from app.matches import facts
from app.matches.eligibility import Failing, failing
from app.placements.models import Placement
from app.placements.queries import open_in_program

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """Be one student beside a placement: who they are and which rules fail."""

    student: AnyRow
    rules: list[Failing]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Be the students checked for a placement: some eligible, some of the rest, and counts."""

    eligible: Sequence[Candidate]
    others: Sequence[Candidate]
    eligible_count: int
    checked: int


@dataclass(frozen=True, slots=True)
class Option:
    """Be one placement beside a student: which rules fail."""

    placement: Placement
    rules: list[Failing]


def of_placement(placement: Placement, actor: Actor, words: str) -> Candidates:
    """Check every student in the actor's scope whose name fits; a fixed number of statements."""
    rows = facts.students_in_scope(actor, words)
    wanted = facts.facts_of_placement(placement)
    checked = [
        Candidate(row, failing(student, wanted))
        for row, student in zip(rows, facts.facts_of_students(rows, wanted), strict=True)
    ]
    eligible = [each for each in checked if not each.rules]
    others = [each for each in checked if each.rules]
    return Candidates(eligible[:SHOWN], others[:SHOWN], len(eligible), len(checked))


def of_student(student_id: int) -> list[Option]:
    """Check the open placements with a free seat for a student, those open to them first."""
    row = facts.student_row(student_id)
    placements = open_in_program()
    if not placements:
        return []
    known = facts.known_of(
        [row],
        min(each.start_date for each in placements),
        max(each.end_date for each in placements),
    )
    options = []
    for placement in placements:
        wanted = facts.facts_of_placement(placement)
        [student] = facts.facts_of_students([row], wanted, known)
        options.append(Option(placement, failing(student, wanted)))
    return sorted(options, key=lambda option: bool(option.rules))
