"""A weekly plan is judged for every birth date at once, as each person's own shifts would be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ages import age_on
from app.labor.checking import check
from app.labor.person import Document, Person, SchoolHours
from app.labor.planning import Plan, PlannedSlot, Schooling, barred_births, bars, shifts_of, weeks
from app.labor.rules import PACKS, Rule

MONDAY = date(2026, 9, 7)
HOURS = SchoolHours("08:00", "14:30")
DAYS = frozenset(
    day
    for n in range(-30, 300)
    if (day := MONDAY + timedelta(days=n)).weekday() < 5 and day.month not in (7, 8)
)
SCHOOL = Schooling(DAYS, HOURS)
PAPERS = tuple(
    Document(paper.document) for pack in PACKS.values() for paper in pack.learner_documents
)


def plan(*slots: PlannedSlot, weeks_long: int = 6, **changes: object) -> Plan:
    last = MONDAY + timedelta(weeks=weeks_long, days=-1)
    whole = Plan(MONDAY, last, slots, (), "WA", "employment")
    return whole._replace(**changes)  # type: ignore[arg-type]


def evenings(end: str, *weekdays: int) -> tuple[PlannedSlot, ...]:
    return tuple(PlannedSlot(day, "16:00", end, 30) for day in weekdays)


def whole(own: Plan, school: Schooling, born: date) -> list[str]:
    """Give what bars one person when each planned shift is judged by itself."""
    person = Person(
        birth_date=born,
        school_days=tuple(school.days),
        school_hours=school.hours,
        student_learner=own.relationship == "student_learner",
        jurisdictions=own.jurisdictions,
        relationship=own.relationship,
        duties=own.duties,
        documents=PAPERS,
        shifts=tuple(shifts_of(own)),
    )
    return [each.rule for each in check(person, own.own) if each.level == "block"]


def test_evenings_that_end_at_nine_are_open_to_sixteen_and_not_to_fifteen():
    own = plan(*evenings("20:00", 0, 2), relationship="employment")
    fifteen, sixteen = date(2011, 1, 1), date(2010, 1, 1)
    assert bars(own, SCHOOL, sixteen) == []
    barred = bars(own, SCHOOL, fifteen)
    assert {each.rule for each in barred} == {
        *("us-14-clock", "us-14-school-day", "wa-14-clock", "wa-14-clock-summer-eve"),
        "wa-14-school-day",
    }
    assert all(each.citation for each in barred)


def test_whoever_turns_sixteen_only_after_the_first_evening_that_is_too_late_may_not_begin():
    # until Labor Day, which is the first of these Mondays, evenings may end at nine
    own = plan(PlannedSlot(0, "18:00", "20:00", 0), weeks_long=4, state="OR")
    sixteen_then = date(2010, 9, 14)
    assert barred_births(own, SCHOOL) == ((sixteen_then, date.max),)
    assert bars(own, SCHOOL, sixteen_then) == []
    assert bars(own, SCHOOL, sixteen_then + timedelta(days=1))


@pytest.mark.parametrize("relationship", ["unpaid_training", "service", "credential_training"])
def test_the_rules_bind_only_where_there_is_employment(relationship):
    own = plan(*evenings("23:30", 0, 1, 2, 3, 4), relationship=relationship)
    assert barred_births(own, SCHOOL) == ()
    assert bars(own, SCHOOL, date(2014, 1, 1)) == []


def test_a_state_without_rules_here_is_judged_by_the_federal_ones():
    late = plan(*evenings("23:30", 0), state="OR")
    assert bars(late, SCHOOL, date(2010, 1, 1)) == []
    barred = bars(late, SCHOOL, date(2011, 12, 1))
    assert barred
    assert all(each.rule.startswith("us-") for each in barred)


def test_a_rule_of_the_district_bars_where_no_state_does():
    rule = Rule(
        code="district-evening",
        kind="clock",
        from_age=16,
        below_age=18,
        citation="Board policy 5.2",
        confirmed=True,
        end="19:00",
    )
    own = plan(*evenings("20:00", 0))
    assert bars(own, SCHOOL, date(2010, 1, 1)) == []
    [barred] = bars(own._replace(own=(rule,)), SCHOOL, date(2010, 1, 1))
    assert (barred.rule, barred.citation) == ("district-evening", "Board policy 5.2")
    waived = own._replace(own=(rule,), waived=frozenset({"district-evening"}))
    assert bars(waived, SCHOOL, date(2010, 1, 1)) == []


def test_a_school_year_is_judged_by_a_handful_of_weeks():
    own = plan(*evenings("18:00", 0, 1, 2, 3, 4), weeks_long=40)
    assert len(list(shifts_of(own))) == 200
    assert len(weeks(own, SCHOOL)) <= 12


SLOTS = st.dictionaries(
    st.integers(0, 6),
    st.tuples(st.integers(5, 22), st.integers(1, 8), st.sampled_from([0, 30])),
    min_size=1,
).map(
    lambda grid: tuple(
        PlannedSlot(day, f"{start:02}:00", f"{(start + hours) % 24:02}:00", rest)
        for day, (start, hours, rest) in sorted(grid.items())
    )
)
PLANS = st.builds(
    lambda slots, first, length, duties, state, relationship: Plan(
        MONDAY + timedelta(days=first),
        MONDAY + timedelta(days=first + length),
        slots,
        duties,
        state,
        relationship,
    ),
    SLOTS,
    st.integers(0, 250),
    st.integers(0, 60),
    st.sampled_from([(), ("HO-7",), ("HO-16",)]),
    st.sampled_from(["WA", "MA", "OR", ""]),
    st.sampled_from(["employment", "student_learner", "apprenticeship", "service"]),
)
BORN = st.dates(date(2007, 1, 1), date(2014, 1, 1))


@given(own=PLANS, born=BORN)
def test_the_plan_says_what_the_shifts_one_by_one_say(own, born):
    each_by_itself = whole(own, SCHOOL, born)
    barred = bars(own, SCHOOL, born)
    rules = {each.rule for each in barred}
    assert rules >= set(each_by_itself)
    same_age = age_on(born, own.first_day) == age_on(born, own.last_day)
    if same_age:
        assert rules == set(each_by_itself)


@given(own=PLANS, born=BORN)
def test_stretches_of_birth_dates_part_those_who_may_from_those_who_may_not(own, born):
    within = any(after < born <= through for after, through in barred_births(own, SCHOOL))
    assert bool(bars(own, SCHOOL, born)) == within


def test_a_rule_for_sixteen_and_seventeen_leaves_those_who_are_fifteen_throughout():
    rule = Rule(
        code="district-clock",
        kind="clock",
        from_age=16,
        below_age=18,
        citation="Board policy 5.3",
        confirmed=True,
        start="17:00",
    )
    own = plan(PlannedSlot(5, "10:00", "12:00", 0), own=(rule,))
    fifteen, turning, sixteen = date(2011, 5, 1), date(2010, 9, 20), date(2010, 5, 1)
    barred = [bool(bars(own, SCHOOL, born)) for born in (fifteen, turning, sixteen)]
    assert barred == [False, True, True]
