"""Read whom to ask for which week's hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Employer, Site
from app.hours.models import Timesheet, TimesheetState
from app.hours.queries import WORKING
from app.matches.models import Match, MatchState
from app.placements.models import Placement
from app.programs.mailing import HOURS_WEEK
from app.programs.queries import mailing_programs
from app.students.models import Student


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


def students_working_in(program_id: int, first: date, last: date) -> Sequence[AnyRow]:
    """Give the active matches of a week with student, school and the site's zone."""
    return db.session.execute(
        sa.select(Match.id, Match.student_id, Student.school_id, Site.timezone)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Student, Student.id == Match.student_id)
        .where(
            Placement.program_id == program_id,
            Match.state == MatchState.ACTIVE,
            Placement.start_date <= last,
            Placement.end_date >= first,
        )
        .order_by(Match.id)
    ).all()


def sent_weeks(week: date) -> set[int]:
    """Give the matches whose week was handed to the supervisor already."""
    return set(
        db.session.scalars(
            sa.select(Timesheet.match_id).where(
                Timesheet.week == week, Timesheet.state != TimesheetState.OPEN
            )
        )
    )


def employer_of_match(match_id: int) -> str:
    """Give the name of the employer that a match is with."""
    return (
        db.session.scalar(
            sa.select(Employer.name)
            .join(Site, Site.employer_id == Employer.id)
            .join(Placement, Placement.site_id == Site.id)
            .join(Match, Match.placement_id == Placement.id)
            .where(Match.id == match_id)
        )
        or ""
    )


def working_for(supervisor_id: int, first: date, last: date) -> Sequence[sa.Row[int, int]]:
    """Give all who work for a supervisor in a week, whatever their program: match and school.

    Of programs that ask for hours, only.
    """
    asking = [each.id for each in mailing_programs(HOURS_WEEK)]
    return db.session.execute(
        sa.select(Match.id, Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .where(
            Placement.supervisor_id == supervisor_id,
            Placement.program_id.in_(asking),
            Match.state == MatchState.ACTIVE,
            Placement.start_date <= last,
            Placement.end_date >= first,
        )
        .order_by(Match.id)
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
