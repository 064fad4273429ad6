"""Read timesheets with all that their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.employers.models import Contact, Site
from app.hours.models import Confirmation, Outcome, Shift, Timesheet, TimesheetState
from app.matches.models import Match, MatchState
from app.placements.models import Placement
from app.students.models import Student
from app.students.queries import in_scope

WORKING = (MatchState.ACTIVE, MatchState.COMPLETED, MatchState.ENDED_EARLY)
WAITING = (TimesheetState.SUBMITTED, TimesheetState.DISPUTED)


def _whole() -> sa.Select[Timesheet]:
    return (
        sa.select(Timesheet)
        .join(Timesheet.match)
        .join(Match.student)
        .join(Match.placement)
        .join(Placement.site)
        .join(Placement.program)
        .join(Site.employer)
        .options(
            selectinload(Timesheet.shifts),
            contains_eager(Timesheet.match).options(
                contains_eager(Match.student),
                contains_eager(Match.placement).options(
                    contains_eager(Placement.site).contains_eager(Site.employer),
                    contains_eager(Placement.program),
                    selectinload(Placement.slots),
                ),
            ),
        )
    )


def sheets_of_supervisor(
    supervisor_id: int, week: date, actor: Actor | None = None
) -> Sequence[Timesheet]:
    """Give a supervisor's timesheets of a week, whole, by the students' names.

    A specialist who answers for the supervisor gets those of their own schools.
    """
    query = (
        _whole()
        .where(
            Placement.supervisor_id == supervisor_id,
            Timesheet.week == week,
            Match.state.in_(WORKING),
        )
        .order_by(Student.given_name, Student.family_name, Timesheet.id)
    )
    if actor is not None:
        query = in_scope(query, actor)
    return db.session.scalars(query).all()


def states_of_supervisor(supervisor_id: int, week: date) -> list[tuple[TimesheetState, bool]]:
    """Give the states of a supervisor's timesheets of a week, each with whether it has shifts."""
    rows = db.session.execute(
        sa.select(Timesheet.state, sa.exists().where(Shift.timesheet_id == Timesheet.id))
        .join(Match, Match.id == Timesheet.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Placement.supervisor_id == supervisor_id,
            Timesheet.week == week,
            Match.state.in_(WORKING),
        )
    )
    return [(state, has_shifts) for state, has_shifts in rows]


def sheet(timesheet_id: int) -> Timesheet:
    """Give a timesheet, whole; raise NotFound."""
    found = db.session.scalar(_whole().where(Timesheet.id == timesheet_id))
    if found is None:
        raise NotFound
    return found


def sheet_for(timesheet_id: int, actor: Actor) -> Timesheet:
    """Give a timesheet that an actor may see, whole; raise NotFound for any other."""
    found = db.session.scalar(in_scope(_whole().where(Timesheet.id == timesheet_id), actor))
    if found is None:
        raise NotFound
    return found


def sheet_of_week(match_id: int, week: date) -> Timesheet | None:
    """Give the timesheet of a match's week, whole, or None."""
    return db.session.scalar(_whole().where(Timesheet.match_id == match_id, Timesheet.week == week))


def match_for(match_id: int, actor: Actor) -> Match:
    """Give a match with student, placement, site and slots that an actor may see; or NotFound."""
    query = (
        sa.select(Match)
        .join(Match.student)
        .join(Match.placement)
        .join(Placement.site)
        .join(Placement.program)
        .options(
            contains_eager(Match.student),
            contains_eager(Match.placement).options(
                contains_eager(Placement.site),
                contains_eager(Placement.program),
                selectinload(Placement.slots),
            ),
        )
        .where(Match.id == match_id)
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def other_shifts(
    student_id: int, between: tuple[date, date], but_sheet: int
) -> Sequence[sa.Row[date, time | None, time | None, int]]:
    """Give a student's shifts outside one timesheet between two dates, with their times."""
    return db.session.execute(
        sa.select(Shift.day, Shift.start, Shift.end, Shift.minutes)
        .join(Timesheet, Timesheet.id == Shift.timesheet_id)
        .join(Match, Match.id == Timesheet.match_id)
        .where(
            Match.student_id == student_id,
            Timesheet.id != but_sheet,
            Shift.day.between(*between),
            Shift.minutes > 0,
        )
    ).all()


def weeks_of_match(match_id: int) -> Sequence[Timesheet]:
    """Give the timesheets of a match with their shifts, the newest first."""
    return db.session.scalars(
        sa.select(Timesheet)
        .where(Timesheet.match_id == match_id)
        .options(selectinload(Timesheet.shifts))
        .order_by(Timesheet.week.desc())
    ).all()


def weeks_of_matches(match_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Give the weeks of matches as columns: match, week, state, minutes."""
    return db.session.execute(
        sa.select(
            Timesheet.id, Timesheet.match_id, Timesheet.week, Timesheet.state, Timesheet.minutes
        )
        .where(Timesheet.match_id.in_(list(match_ids)))
        .order_by(Timesheet.week.desc())
    ).all()


def days_of_matches(match_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Give every day that was entered for matches, in order, with the times and who entered it."""
    return db.session.execute(
        sa.select(
            Timesheet.match_id,
            Timesheet.week,
            Timesheet.id.label("timesheet_id"),
            Shift.day,
            Shift.start,
            Shift.end,
            Shift.break_minutes,
            Shift.minutes,
            Shift.absent,
            Shift.note,
        )
        .join(Timesheet, Timesheet.id == Shift.timesheet_id)
        .where(Timesheet.match_id.in_(list(match_ids)))
        .order_by(Shift.day, Shift.id)
    ).all()


def evidence_of(timesheet_ids: Sequence[int]) -> dict[int, list[Confirmation]]:
    """Give what was said about timesheets, in order, by timesheet."""
    found: dict[int, list[Confirmation]] = {}
    query = sa.select(Confirmation).where(Confirmation.timesheet_id.in_(list(timesheet_ids)))
    for each in db.session.scalars(query.order_by(Confirmation.id)):
        found.setdefault(each.timesheet_id, []).append(each)
    return found


def last_word(timesheet_ids: Sequence[int]) -> dict[int, Confirmation]:
    """Give the newest evidence of each timesheet."""
    return {each: said[-1] for each, said in evidence_of(timesheet_ids).items()}


def not_mine(timesheet_ids: Sequence[int]) -> set[int]:
    """Give the timesheets of which the supervisor last said that the student is not theirs."""
    words = last_word(timesheet_ids)
    return {each for each, said in words.items() if said.outcome is Outcome.NOT_MINE}


def contact_with_employer(contact_id: int) -> Contact | None:
    """Give a contact with its employer, or None."""
    return db.session.scalar(
        sa.select(Contact)
        .join(Contact.employer)
        .options(contains_eager(Contact.employer))
        .where(Contact.id == contact_id)
    )


def states_of_match(match_id: int) -> Sequence[TimesheetState]:
    """Give the states of a match's weeks."""
    return db.session.scalars(
        sa.select(Timesheet.state).where(Timesheet.match_id == match_id)
    ).all()


def has_minutes(match_id: int) -> bool:
    """Tell whether a match has any entered minutes."""
    query = sa.select(Timesheet.id).where(Timesheet.match_id == match_id, Timesheet.minutes > 0)
    return db.session.scalar(query.limit(1)) is not None
