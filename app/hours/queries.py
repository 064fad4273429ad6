"""Read timesheets with all that their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect
from app.core.text import like, number
from app.employers.models import Contact, Employer, Site
from app.hours.models import SETTLED, Confirmation, Outcome, Shift, Timesheet, TimesheetState
from app.matches.models import Match, MatchState
from app.placements.models import Placement
from app.programs.models import Program
from app.schools.models import School
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


def columns() -> dict[str, sa.SQLColumnExpression[Any]]:
    """Give the columns by which the list of weeks is sorted."""
    return {
        "week": Timesheet.week,
        "student": Student.family_name,
        "employer": Employer.name,
        "school": School.name,
        "state": Timesheet.state,
        "minutes": Timesheet.minutes,
        "id": Timesheet.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of weeks, in the actor's scope and narrowed by the filters."""
    query = (
        sa.select(
            Timesheet.id,
            Timesheet.match_id,
            Timesheet.week,
            Timesheet.state,
            Timesheet.minutes,
            Timesheet.submitted_at,
            Student.id.label("student_id"),
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
            Employer.name.label("employer"),
            Placement.title,
            Contact.id.label("supervisor_id"),
            Contact.name.label("supervisor"),
        )
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Contact, Contact.id == Placement.supervisor_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
    )
    if filters.get("state"):
        query = query.where(Timesheet.state == filters["state"])
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if program_id := number(filters.get("program", "")):
        query = query.where(Placement.program_id == program_id)
    if filters.get("week"):
        query = query.where(Timesheet.week == _week(filters["week"]))
    if filters.get("q"):
        query = query.where(_named(filters["q"]))
    return in_scope(query, actor)


def _named(words: str) -> sa.ColumnElement[bool]:
    wanted = like(words)
    return Student.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")


def _week(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def programs_with_mail() -> Sequence[Program]:
    """Give the programs whose mail a person switched on."""
    return db.session.scalars(sa.select(Program).where(Program.mail_on)).all()


def working_in(program_id: int, first: date, last: date) -> Sequence[sa.Row[int, int, str, int]]:
    """Give who works in a week: match, supervisor, the site's zone, the school.

    A match that is over is among them while its hours of that week wait for confirmation.
    """
    waits = sa.exists().where(
        Timesheet.match_id == Match.id,
        Timesheet.week == first,
        Timesheet.state == TimesheetState.SUBMITTED,
    )
    return db.session.execute(
        sa.select(Match.id, Placement.supervisor_id, Site.timezone, Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Student, Student.id == Match.student_id)
        .where(
            Placement.program_id == program_id,
            (Match.state == MatchState.ACTIVE) | (Match.state.in_(WORKING) & waits),
            Placement.start_date <= last,
            Placement.end_date >= first,
        )
        .order_by(Placement.supervisor_id, Match.id)
    ).all()


def weeks_existing(week: date, match_ids: Sequence[int]) -> set[int]:
    """Give the matches that have a timesheet of a week."""
    return set(
        db.session.scalars(
            sa.select(Timesheet.match_id).where(
                Timesheet.week == week, Timesheet.match_id.in_(list(match_ids))
            )
        )
    )


def unsettled_of(week: date) -> set[int]:
    """Give the supervisors with a submitted week that waits for them."""
    return set(
        db.session.scalars(
            sa.select(Placement.supervisor_id)
            .join(Match, Match.placement_id == Placement.id)
            .join(Timesheet, Timesheet.match_id == Match.id)
            .where(Timesheet.week == week, Timesheet.state == TimesheetState.SUBMITTED)
        )
    )


def contact_with_employer(contact_id: int) -> Contact | None:
    """Give a contact with its employer, or None."""
    return db.session.scalar(
        sa.select(Contact)
        .join(Contact.employer)
        .options(contains_eager(Contact.employer))
        .where(Contact.id == contact_id)
    )


def waiting_counts(actor: Actor, before: datetime) -> AnyRow:
    """Count the weeks in an actor's scope: submitted before an instant, and disputed."""
    query = (
        sa.select(
            sa.func.count(sa.case((_late(before), 1))).label("late"),
            sa.func.count(sa.case((Timesheet.state == TimesheetState.SUBMITTED, 1))).label(
                "submitted"
            ),
            sa.func.count(sa.case((Timesheet.state == TimesheetState.DISPUTED, 1))).label(
                "disputed"
            ),
        )
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .where(Timesheet.state.in_(WAITING))
    )
    return db.session.execute(in_scope(query, actor)).one()


def _late(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Timesheet.state == TimesheetState.SUBMITTED, Timesheet.submitted_at < before)


def states_of_match(match_id: int) -> Sequence[TimesheetState]:
    """Give the states of a match's weeks."""
    return db.session.scalars(
        sa.select(Timesheet.state).where(Timesheet.match_id == match_id)
    ).all()


def has_minutes(match_id: int) -> bool:
    """Tell whether a match has any entered minutes."""
    query = sa.select(Timesheet.id).where(Timesheet.match_id == match_id, Timesheet.minutes > 0)
    return db.session.scalar(query.limit(1)) is not None


def week_total(actor: Actor, week: date) -> AnyRow:
    """Give the weeks of one Monday in an actor's scope: how many, settled ones, and minutes."""
    query = (
        sa.select(
            sa.func.count(Timesheet.id).label("weeks"),
            sa.func.count(sa.case((Timesheet.state.in_(SETTLED), 1))).label("settled"),
            sa.func.sum(Timesheet.minutes).label("minutes"),
        )
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .where(Timesheet.week == week)
    )
    return db.session.execute(in_scope(query, actor)).one()
