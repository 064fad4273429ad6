"""Say what the list of preferences is, and how many students are asked at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.core.access import Actor
from app.core.boards import STUDENT, Board, Column, Filter, shown_name
from app.core.bulk import Action, Bulk, Item, Plan
from app.core.rows import AnyRow
from app.matches import preference_asking, preference_board_queries
from app.matches.preference_queries import KIND
from app.outreach import services as outreach
from app.outreach.models import RequestState
from app.programs.mailing import plan_for
from app.programs.queries import program as program_of
from app.students.models import Student

STANDINGS: Final = (
    ("considered", "Suggested or shortlisted"),
    ("unasked", "Not asked, nothing said"),
    ("waiting", "Asked, waits"),
    ("said", "Has a list"),
    ("none", "Wants none"),
)
NO_ADDRESS: Final = "has no address; ask in person, then enter it"
ASKED: Final = "is asked already"


def standing(row: AnyRow) -> str:
    """Say how it stands with a student's list."""
    if row.state == RequestState.OPEN:
        return "asked again, waits" if row.sent_at else "asked, waits"
    if row.sent_at:
        return "has a list" if row.choices else "wants none"
    return "did not answer" if row.state == RequestState.EXPIRED else "not asked"


BOARD: Final = Board(
    name="preferences",
    filters=(
        Filter("q", "Name or number"),
        Filter("program", "Program", "programs"),
        Filter("school", "School", "schools"),
        Filter("grade", "Grade", "grades"),
        Filter("standing", "Stands", "standings"),
    ),
    columns=(
        Column("Student", sort="name", parts=STUDENT),
        Column("School", "school", sort="school"),
        Column("Grade", "grade", sort="grade"),
        Column("Stands", standing),
        Column("Sent", "sent_at", sort="sent"),
        Column("Choices", "choices", number=True),
        Column("First choice", "first_choice", sort="first"),
    ),
    first="name",
)


def plan(rows: Sequence[AnyRow], _by: Actor, _at: datetime) -> Plan:
    """Give whom a press asks, and who is left out and why."""
    if not rows:
        return Plan([])
    is_on = plan_for(program_of(rows[0].program_id), KIND) is not None
    items: list[Item] = []
    skipped: list[tuple[str, str]] = []
    for row in rows:
        name = f"{shown_name(row)} {row.family_name}"
        if not is_on:
            skipped.append((name, "this mail is off or paused for the program"))
        elif row.state == RequestState.OPEN:
            skipped.append((name, ASKED))
        elif not row.email:
            skipped.append((name, NO_ADDRESS))
        else:
            items.append(Item(row.id, f"{name} <{row.email}>", _note(row)))
    return Plan(items, skipped)


def bulk_of(program_id: int) -> Bulk:
    """Give what can be done to many students of one program: ask them what they want."""

    def ask(student_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:  # noqa: ARG001 - as every bulk action
        preference_asking.ask(student_id, program_id, by=by, at=at)

    return Bulk(
        board=BOARD,
        here="matches.preferences_bulk",
        back="matches.preferences",
        query=preference_board_queries.listed,
        key=Student.id.expression,
        actions=(
            Action(
                path="ask",
                label="Ask",
                one="student",
                many="students",
                says="Each gets a mail with a link to a page on which they rank up to ten "
                "placements that they may take.",
                done="asked",
                record="request",
                noted=("asked",),
                plan=plan,
                act=ask,
                undo=_take_back,
            ),
        ),
    )


def _take_back(request_id: int, *, by: Actor, at: datetime) -> None:
    outreach.cancel(request_id, reason="asked by mistake", by=by, at=at)


def _note(row: AnyRow) -> str:
    if row.sent_at is None:
        return ""
    return "has a list already, and may change it"
