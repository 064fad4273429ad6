"""Say something about a week as its supervisor or staff would: yes, not quite, no, not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from app.core.todos import Todo
from app.hours.figures import Figure, as_kept
from app.hours.models import Confirmation, Method, Outcome, Shift, Timesheet, TimesheetState
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

S = TimesheetState
LESS: Final = 30
__all__ = ["Said", "Settled", "as_answered", "as_kept", "confirm", "correct", "dispute", "reverse"]


@dataclass(frozen=True, slots=True)
class Said:
    """Be how something was said: through which request, how, by whom, when and from where."""

    request_id: int
    method: Method
    by: str
    name: str
    at: datetime
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Say that a week counts `minutes` at a version, as hours.changes.WeekSettled does."""

    week: Week
    version: int
    minutes: int
    by: str
    at: datetime


def as_answered(week: Week) -> dict[str, Any]:
    """Give a week as it stands in an answer that confirms it."""
    return {"shown": week.version, "figures": as_kept(week.figures), "note": ""}


def confirm(making: Making, week: Week, said: Said) -> Settled:
    """Confirm a week as it stands."""
    _move(making, week, S.CONFIRMED, said)
    making.rows.row(Timesheet, week.id)["settled_at"] = said.at
    _keep(making, week, Outcome.CONFIRMED, said)
    return Settled(week, week.version, week.minutes, said.by, said.at)


def correct(making: Making, week: Week, said: Said) -> None:
    """Put a smaller figure in the place of the longest day's; what was entered is kept too."""
    day = max(week.figures, key=lambda each: (week.figures[each].minutes, each))
    entered = week.figures[day].minutes
    week.figures[day] = Figure(entered - LESS)
    shift = making.rows.row(Shift, week.shifts[day])
    shift["entered_minutes"] = shift["entered_minutes"] or entered
    shift["minutes"], shift["entered_by"] = entered - LESS, said.by
    _rise(making, week)


def dispute(making: Making, week: Week, said: Said, note: str) -> None:
    """Say that a week is wrong; staff get a to-do."""
    _move(making, week, S.DISPUTED, said, note)
    _keep(making, week, Outcome.DISPUTED, said, note)
    student = making.rows.row(Student, week.place.student_id)
    name = f"{student['preferred_name'] or student['given_name']} {student['family_name']}"
    making.rows.add(
        Todo,
        kind="week_disputed",
        record="timesheet",
        record_id=week.id,
        sentence=f"{said.name} says that {name} has hours that are wrong in the week of "
        f"{week.week:%b} {week.week.day}: {note}",
        url=f"/matches/{week.place.id}/hours?week={week.week.isoformat()}",
        role="career_specialist",
        school_id=student["school_id"],
        opened_at=said.at,
        done_at=None,
        done_by=None,
    )
    making.note("asked_staff", "week", week.id, by="system", at=said.at)


def reverse(making: Making, week: Week, by: str, reason: str, at: datetime) -> Settled:
    """Take a confirmation back, so that the week counts nothing until it is confirmed again."""
    said = Said(0, Method.STAFF, by, "", at)
    _move(making, week, S.SUBMITTED, said, reason)
    _rise(making, week)
    making.rows.row(Timesheet, week.id)["settled_at"] = None
    _keep(making, week, Outcome.REVERSED, said, reason)
    taken_back = Settled(week, week.version, 0, by, at)
    _rise(making, week)
    return taken_back


def _move(
    making: Making, week: Week, target: TimesheetState, said: Said, reason: str | None = None
) -> None:
    making.move(Timesheet, week.id, target, by=said.by, at=said.at, reason=reason)
    making.rows.row(Timesheet, week.id)["lock"] += 1


def _rise(making: Making, week: Week) -> None:
    week.version += 1
    row = making.rows.row(Timesheet, week.id)
    row["version"], row["minutes"] = week.version, week.minutes


def _keep(making: Making, week: Week, outcome: Outcome, said: Said, note: str = "") -> None:
    making.rows.add(
        Confirmation,
        timesheet_id=week.id,
        version=week.version,
        outcome=outcome,
        method=said.method,
        minutes=week.minutes,
        figures=as_kept(week.figures),
        by=said.by,
        name=said.name,
        note=note,
        address=said.address,
        agent=said.agent,
        request_id=said.request_id or None,
        at=said.at,
    )
