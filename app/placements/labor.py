"""Ask the child-labor rules whether anybody of the least age could do a placement's work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Final, NamedTuple, Protocol

from app.core.access import Actor
from app.core.ages import latest_birth_date
from app.core.db import db
from app.core.errors import Invalid
from app.labor import queries as rules
from app.labor import saying
from app.labor import services as labor
from app.labor.checking import Finding
from app.labor.models import LaborOverride
from app.labor.person import EMPLOYED, SchoolHours
from app.labor.planning import ADULT, YOUNGEST, Plan, PlannedSlot, Schooling, bars
from app.labor.rules import PACKS, Rule
from app.placements import queries
from app.placements.models import Placement, PlacementState
from app.students.models import Student

# whoever is released from school then is barred by none of these; matching asks each student
AT_SCHOOL: Final = frozenset(
    rule.code for pack in PACKS.values() for rule in pack.rules if rule.kind == "school_hours"
)
# where no school is known, every day is judged as one without school
NO_SCHOOL: Final = Schooling(frozenset(), SchoolHours("08:00", "14:30"))


class Stretch(Protocol):
    """Be a planned stretch of one weekday, as placements keep it and as matching reads it."""

    @property
    def weekday(self) -> int:
        """Give the weekday, 0 being Monday."""

    @property
    def start(self) -> time:
        """Give the local time at which it begins."""

    @property
    def end(self) -> time:
        """Give the local time at which it ends."""

    @property
    def break_minutes(self) -> int:
        """Give the minutes without work."""


class Verdict(NamedTuple):
    """Be what the rules say of one age: what bars somebody, and at how many of the schools."""

    age: int
    barred: Sequence[Finding]
    schools: int
    of_schools: int

    @property
    def nobody(self) -> bool:
        """Tell whether nobody of that age may do the work, whatever their school."""
        return self.schools == self.of_schools


class Bar(NamedTuple):
    """Be a rule that bars somebody, and the ages it bars at one school at least."""

    finding: Finding
    ages: Sequence[int]


def plan_of(
    placement: Placement, own: tuple[Rule, ...] = (), waived: Iterable[LaborOverride] = ()
) -> Plan:
    """Give the plan of a placement that came with site, program and slots.

    Of what is allowed against rules, that which holds for everybody is left out of the judgement.
    """
    return Plan(
        placement.start_date,
        placement.end_date,
        planned(placement.slots),
        tuple(placement.hazards),
        state_of(placement),
        placement.relationship_type.value,
        own,
        frozenset(each.rule for each in waived if each.student_id is None),
    )


def planned(slots: Iterable[Stretch]) -> tuple[PlannedSlot, ...]:
    """Give a weekly schedule as the rules read it."""
    return tuple(
        PlannedSlot(each.weekday, f"{each.start:%H:%M}", f"{each.end:%H:%M}", each.break_minutes)
        for each in slots
    )


def state_of(placement: Placement) -> str:
    """Give the state whose rules bind at a placement that came with site and program."""
    return placement.site.jurisdiction or placement.site.state or placement.program.jurisdiction


def least_age(placement: Placement) -> int:
    """Give the age that program and placement ask for, or the one below which all is barred."""
    asked = max(placement.minimum_age, placement.program.rules.eligibility.minimum_age)
    return max(asked, YOUNGEST)


def verdicts(placement: Placement) -> list[Verdict]:
    """Give what the rules say of each age under 18 that the placement admits: five statements."""
    if placement.relationship_type.value not in EMPLOYED or not placement.slots:
        return []
    plan = plan_of(placement, rules.own_rules(), rules.overrides([placement.id]))
    plan = plan._replace(waived=plan.waived | AT_SCHOOL)
    known = list(rules.schoolings().values()) or [NO_SCHOOL]
    ages = range(least_age(placement), ADULT)
    return [verdict for age in ages if (verdict := _verdict(plan, known, age)).barred]


def bars_of(placement: Placement, student: Student) -> list[Finding]:
    """Give what bars one student from a placement, nothing where their birth date is unknown."""
    standing = [
        each for each in rules.overrides([placement.id]) if each.student_id in (None, student.id)
    ]
    plan = plan_of(placement, rules.own_rules())
    plan = plan._replace(waived=frozenset(each.rule for each in standing))
    schooling = rules.schoolings().get(student.school_id, NO_SCHOOL)
    return bars(plan, schooling, student.birth_date) if student.birth_date else []


def _verdict(plan: Plan, known: Sequence[Schooling], age: int) -> Verdict:
    born = latest_birth_date(age, plan.first_day)
    found = [barred for each in known if (barred := bars(plan, each, born))]
    first = {each.rule: each for barred in reversed(found) for each in reversed(barred)}
    return Verdict(age, tuple(reversed(first.values())), len(found), len(known))


def by_rule(found: Sequence[Verdict]) -> list[Bar]:
    """Give each rule that bars somebody once, with the ages that it bars."""
    first = {each.rule: each for verdict in reversed(found) for each in verdict.barred}
    return [
        Bar(finding, [v.age for v in found if rule in {each.rule for each in v.barred}])
        for rule, finding in sorted(first.items())
    ]


def barred_ages(placement: Placement) -> list[tuple[int, bool]]:
    """Give the ages that are barred, and whether at every school."""
    return [(each.age, each.nobody) for each in verdicts(placement)]


def check(placement: Placement) -> None:
    """Raise Invalid when nobody of the least age may do the work, with the rule and its source."""
    found = verdicts(placement)
    if not found or found[0].age != least_age(placement) or not found[0].nobody:
        return
    words = saying.finding_words(found[0].barred[0], rules.own_rules())
    sentence = (
        f"Nobody of {found[0].age} may be employed for this: {words}. Raise the youngest age, or"
        " change schedule or duties; an administrator can allow it with a reason."
    )
    raise Invalid(sentence, {"minimum_age": sentence})


def judge_again(placement: Placement, *, by: Actor, at: datetime) -> None:
    """Forget what was allowed at a placement whose work changed; an open one must still be lawful.

    Raises Invalid as `check` does.
    """
    db.session.flush()
    labor.forget(placement.id, by=by, at=at)
    if placement.state in (PlacementState.OPEN, PlacementState.PAUSED):
        # a site or program that was exchanged is not the one that came with the placement
        db.session.expire(placement)
        check(queries.detail(placement.id))
