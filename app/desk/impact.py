"""Say what came of an employer's hosting, year by year: numbers alone, nobody by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.calendar import school_year_of
from app.core.db import db
from app.core.rows import AnyRow
from app.credentials.models import AwardState as Earned
from app.credentials.models import CredentialAward
from app.credit.award_models import AwardState, CreditAward
from app.employers.models import Site
from app.hours.models import SETTLED, Timesheet
from app.matches.models import WORKED, Match
from app.placements.activity_models import Activity, ActivityStudent, SignUpState
from app.placements.models import Placement


@dataclass(slots=True)
class Year:
    """Be a school year, by its second calendar year; credit in hundredths, time in minutes."""

    year: int
    students: int = 0
    minutes: int = 0
    credit: int = 0
    credentials: int = 0
    met: int = 0

    @property
    def words(self) -> str:
        """Write it as people say it: 2026/27."""
        return f"{self.year - 1}/{self.year % 100:02}"


@dataclass(frozen=True, slots=True)
class Impact:
    """Be what came of it: each year, the oldest first, all together, and how many in a row."""

    years: Sequence[Year]
    total: Year
    in_a_row: int


def impact_of(employer_id: int) -> Impact:
    """Give what came of an employer's hosting: four statements, however many students."""
    years: dict[int, Year] = {}
    hosted: dict[int, set[int]] = {}
    for row in _matches(employer_id):
        year = school_year_of(row.start_date)
        hosted.setdefault(year, set()).add(row.student_id)
        found = years.setdefault(year, Year(year))
        found.minutes += row.minutes or 0
        found.credit += row.credit or 0
    for year, students in hosted.items():
        years[year].students = len(students)
    for row in _credentials(employer_id):
        year = school_year_of(row.start_date)
        years.setdefault(year, Year(year)).credentials += 1
    for row in _visits(employer_id):
        year = school_year_of(row.day)
        years.setdefault(year, Year(year)).met += row.students
    ordered = [years[year] for year in sorted(years)]
    everybody = set[int]().union(*hosted.values())
    return Impact(ordered, _total(ordered, len(everybody)), _in_a_row(sorted(hosted)))


def _total(years: Sequence[Year], students: int) -> Year:
    total = Year(0, students)
    for each in years:
        total.minutes += each.minutes
        total.credit += each.credit
        total.credentials += each.credentials
        total.met += each.met
    return total


def _in_a_row(years: Sequence[int]) -> int:
    """Count the years up to the last one that follow on each other."""
    return sum(1 for _ in _run(years))


def _run(years: Sequence[int]) -> Iterator[int]:
    for back, year in enumerate(reversed(years)):
        if year != years[-1] - back:
            return
        yield year


def _matches(employer_id: int) -> Sequence[AnyRow]:
    minutes = sa.select(sa.func.sum(Timesheet.minutes)).where(
        Timesheet.match_id == Match.id, Timesheet.state.in_(SETTLED)
    )
    credit = sa.select(sa.func.sum(CreditAward.credit)).where(
        CreditAward.match_id == Match.id,
        CreditAward.state.in_((AwardState.APPROVED, AwardState.TRANSCRIPTED)),
    )
    return db.session.execute(
        sa.select(
            Match.student_id,
            Placement.start_date,
            minutes.scalar_subquery().label("minutes"),
            credit.scalar_subquery().label("credit"),
        )
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .where(Site.employer_id == employer_id, Match.state.in_(WORKED))
    ).all()


def _credentials(employer_id: int) -> Sequence[AnyRow]:
    """Give each credential that a student earned while they worked there, once."""
    return db.session.execute(
        sa.select(CredentialAward.id, sa.func.min(Placement.start_date).label("start_date"))
        .join(Match, Match.student_id == CredentialAward.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .where(
            Site.employer_id == employer_id,
            Match.state.in_(WORKED),
            CredentialAward.state.in_((Earned.EARNED, Earned.EXPIRED)),
            CredentialAward.earned_on.between(Placement.start_date, Placement.end_date),
        )
        .group_by(CredentialAward.id)
    ).all()


def _visits(employer_id: int) -> Sequence[AnyRow]:
    return db.session.execute(
        sa.select(Activity.day, sa.func.count(ActivityStudent.id).label("students"))
        .join(ActivityStudent, ActivityStudent.activity_id == Activity.id)
        .where(Activity.employer_id == employer_id, ActivityStudent.state == SignUpState.ATTENDED)
        .group_by(Activity.id, Activity.day)
    ).all()
