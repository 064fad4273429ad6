"""Gather what rules of credit ask beside hours: many matches, a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from app.agreements.models import Agreement, AgreementState
from app.core import clock
from app.core.calendar import school_year_of
from app.core.db import db
from app.core.rows import AnyRow
from app.credit.award_models import STANDING, CreditAward
from app.credit.progress import Facts, Held
from app.hours.models import SETTLED, Shift, Timesheet
from app.matches.models import Match
from app.placements.activity_models import Activity, ActivityKind, ActivityStudent, SignUpState
from app.placements.models import Placement
from app.reviews import queries as reviews
from app.reviews.models import Review, Stage
from app.students.models import CourseCompleted


def courses_of(student_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Give the titles of completed courses, folded, by student: one statement."""
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        sa.select(CourseCompleted.student_id, CourseCompleted.title).where(
            CourseCompleted.student_id.in_(sorted(student_ids))
        )
    )
    for student_id, title in rows:
        found.setdefault(student_id, set()).add(title.casefold())
    return {student_id: frozenset(titles) for student_id, titles in found.items()}


def signed_on(match_ids: Collection[int]) -> dict[int, date]:
    """Give the day on which the plan of matches was signed by all: one statement."""
    rows = db.session.execute(
        sa.select(Agreement.match_id, Agreement.moved_at).where(
            Agreement.match_id.in_(list(match_ids)), Agreement.state == AgreementState.SIGNED
        )
    )
    return {row.match_id: clock.district_day(row.moved_at) for row in rows}


def minutes_before(days: Mapping[int, date]) -> dict[int, int]:
    """Give the settled minutes of matches that lie before a day each: one statement."""
    found: dict[int, int] = dict.fromkeys(days, 0)
    rows = db.session.execute(
        sa.select(Timesheet.match_id, Shift.day, sa.func.sum(Shift.minutes).label("minutes"))
        .join(Shift, Shift.timesheet_id == Timesheet.id)
        .where(Timesheet.match_id.in_(list(days)), Timesheet.state.in_(SETTLED))
        .group_by(Timesheet.match_id, Shift.day)
    )
    for row in rows:
        if row.day < days[row.match_id]:
            found[row.match_id] += row.minutes
    return found


def facts_of(rows: Collection[AnyRow], signed: Mapping[int, date]) -> dict[int, Facts]:
    """Give the facts of matches (rows of `id` and `student_id`): three statements."""
    shadowed = _shadow_days({row.student_id for row in rows})
    given = reviews.newest_of([row.id for row in rows])
    return {
        row.id: Facts(
            shadow_days=shadowed.get(row.student_id, 0),
            reviews=frozenset(str(stage) for stage in given.get(row.id, {})),
            rating=_rating(given.get(row.id, {})),
            plan_signed=row.id in signed,
        )
        for row in rows
    }


def _rating(given: Mapping[Stage, Review]) -> int | None:
    final = given.get(Stage.FINAL)
    levels = [rating.level for rating in final.ratings if rating.level] if final else []
    return sum(levels) * 100 // len(levels) if levels else None


def _shadow_days(student_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(
            ActivityStudent.student_id, sa.func.count(sa.distinct(Activity.day)).label("days")
        )
        .join(Activity, Activity.id == ActivityStudent.activity_id)
        .where(
            ActivityStudent.student_id.in_(sorted(student_ids)),
            ActivityStudent.state == SignUpState.ATTENDED,
            Activity.kind == ActivityKind.JOB_SHADOW_DAY,
        )
        .group_by(ActivityStudent.student_id)
    )
    return {row.student_id: row.days for row in rows}


def awards_of_students(student_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """Give the standing awards of students, with the program of each: one statement."""
    found: dict[int, list[AnyRow]] = {}
    rows = db.session.execute(
        sa.select(
            CreditAward.student_id,
            CreditAward.match_id,
            CreditAward.credit,
            CreditAward.family,
            CreditAward.school_year,
            Placement.program_id,
        )
        .join(Match, Match.id == CreditAward.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(CreditAward.student_id.in_(sorted(student_ids)), CreditAward.state.in_(STANDING))
    )
    for row in rows:
        found.setdefault(row.student_id, []).append(row)
    return found


def held_of(
    awards: Collection[AnyRow], match_id: int, family: str, program_id: int, earned_on: date
) -> Held:
    """Give what stands of a student's awards, as the caps of a rule look at it."""
    same = [each for each in awards if each.family == family]
    year = school_year_of(earned_on)
    return Held(
        match=sum(each.credit for each in awards if each.match_id == match_id),
        term=sum(each.credit for each in same if each.program_id == program_id),
        year=sum(each.credit for each in same if each.school_year == year),
        lifetime=sum(each.credit for each in same),
    )
