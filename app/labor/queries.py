"""Read the district's own rules, what was allowed against a rule, and the schools' days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.labor.models import LaborOverride, LaborRule
from app.labor.person import SchoolHours
from app.labor.planning import Schooling
from app.labor.rules import Rule
from app.schools.models import Calendar, School
from app.schools.queries import is_school_day

OWN = "district-"


def kept_rules() -> Sequence[LaborRule]:
    """Give every rule of the district itself, those that ended too, by age and kind."""
    query = sa.select(LaborRule).order_by(LaborRule.from_age, LaborRule.kind, LaborRule.id)
    return db.session.scalars(query).all()


def kept_rule(rule_id: int) -> LaborRule:
    """Give one rule of the district itself; raise NotFound."""
    found = db.session.get(LaborRule, rule_id)
    if found is None:
        raise NotFound
    return found


def own_rules() -> tuple[Rule, ...]:
    """Give the rules of the district itself in the shape of those of a state."""
    return tuple(as_rule(each) for each in kept_rules())


def as_rule(kept: LaborRule) -> Rule:
    """Give a kept rule in the shape of a state's."""
    return Rule(
        code=f"{OWN}{kept.id}",
        kind=kept.kind,  # type: ignore[arg-type]
        from_age=kept.from_age,
        below_age=kept.below_age,
        citation=kept.citation,
        confirmed=True,
        when=tuple(kept.when),  # type: ignore[arg-type]
        limit=kept.limit,
        start=kept.start,
        end=kept.end,
        effective_from=kept.effective_from,
        effective_to=kept.effective_to or date.max,
    )


def overrides(placement_ids: Collection[int]) -> Sequence[LaborOverride]:
    """Give what is allowed against a rule at some placements, the oldest first."""
    query = sa.select(LaborOverride).where(
        LaborOverride.placement_id.in_(placement_ids), LaborOverride.taken_back_at.is_(None)
    )
    return db.session.scalars(query.order_by(LaborOverride.id)).all()


def override(override_id: int) -> LaborOverride:
    """Give one override; raise NotFound."""
    found = db.session.get(LaborOverride, override_id)
    if found is None:
        raise NotFound
    return found


def schoolings() -> dict[int, Schooling]:
    """Give the days and bells of each school, by school; schools alike share one: 3 statements."""
    years = db.session.scalars(
        sa.select(Calendar).options(sa.orm.selectinload(Calendar.days_off))
    ).all()
    days: dict[str, frozenset[date]] = {}
    for code in {year.code for year in years}:
        own = [year for year in years if year.code == code]
        days[code] = frozenset(
            day
            for year in own
            for number in range((year.last_day - year.first_day).days + 1)
            if is_school_day(year, day := date.fromordinal(year.first_day.toordinal() + number))
        )
    rows = db.session.execute(
        sa.select(School.id, School.calendar_code, School.bell_start, School.bell_end)
    )
    return {
        row.id: Schooling(
            days.get(row.calendar_code, frozenset()),
            SchoolHours(f"{row.bell_start:%H:%M}", f"{row.bell_end:%H:%M}"),
        )
        for row in rows
    }
