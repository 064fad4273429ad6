"""A rule forbids a placement, and says so in words; where none does, the student is eligible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.ages import age_on
from app.matches.eligibility import (
    Engagement,
    PlacementFacts,
    Slot,
    StudentFacts,
    Term,
    clash,
    failing,
)

AFTERNOON = Slot(0, time(15), time(18))
TERM = Term(time(8), time(14, 30), date(2026, 9, 2), date(2027, 6, 16))
ANA = StudentFacts(id=1, birth_date=date(2009, 3, 14), grade="11", terms=(TERM,))
DOCK = PlacementFacts(
    id=7,
    program_id=3,
    first_day=date(2026, 10, 5),
    last_day=date(2027, 1, 29),
    minimum_age=16,
    grades=("11", "12"),
    matches_per_student=1,
    slots=(AFTERNOON,),
)


def codes(student: StudentFacts = ANA, placement: PlacementFacts = DOCK) -> list[str]:
    return [rule.code for rule in failing(student, placement)]


def test_a_student_whom_no_rule_forbids_is_eligible():
    assert codes() == []


def test_each_rule_says_in_words_what_is_wrong():
    young = replace(ANA, birth_date=date(2011, 1, 1), grade="09")
    assert [rule.words for rule in failing(young, DOCK)] == [
        "15 years old on the first day; 16 is asked",
        "grade 9; asked: 11, 12",
    ]


def test_without_a_birth_date_nobody_is_eligible():
    assert codes(replace(ANA, birth_date=None)) == ["birth_date"]


def test_the_birthday_itself_counts():
    first = DOCK.first_day
    assert codes(replace(ANA, birth_date=date(first.year - 16, first.month, first.day))) == []
    born_a_day_later = date(first.year - 16, first.month, first.day + 1)
    assert codes(replace(ANA, birth_date=born_a_day_later)) == ["age"]


def test_who_left_school_is_not_eligible():
    assert codes(replace(ANA, left=True)) == ["left"]


def test_work_in_school_hours_is_refused_only_while_there_is_school():
    morning = replace(DOCK, slots=(Slot(0, time(9), time(12)),))
    assert codes(placement=morning) == ["school_hours"]
    summer = replace(morning, first_day=date(2027, 7, 5), last_day=date(2027, 8, 20))
    assert codes(placement=summer) == []
    saturdays = replace(DOCK, slots=(Slot(5, time(9), time(12)),))
    assert codes(placement=saturdays) == []


def test_a_placement_whose_only_school_mondays_are_days_off_is_no_clash():
    one_monday = replace(DOCK, last_day=DOCK.first_day, slots=(Slot(0, time(9), time(12)),))
    off = replace(TERM, days_off=frozenset({DOCK.first_day}))
    assert codes(replace(ANA, terms=(off,)), one_monday) == []


def test_a_second_match_at_the_same_time_is_refused_and_named():
    other = Engagement(8, 4, "Library aide", DOCK.first_day, DOCK.last_day, (AFTERNOON,))
    [rule] = failing(replace(ANA, engagements=(other,)), DOCK)
    assert rule.words == "at the same time as Library aide"
    tuesdays = replace(other, slots=(replace(AFTERNOON, weekday=1),))
    assert codes(replace(ANA, engagements=(tuesdays,))) == []


def test_the_cap_of_the_program_is_kept():
    assert codes(replace(ANA, matches_in_program=1)) == ["cap"]
    assert codes(replace(ANA, matches_in_program=1), replace(DOCK, matches_per_student=2)) == []


def test_a_lifetime_of_experiences_has_a_cap_where_the_program_sets_one():
    assert codes(replace(ANA, experiences=9)) == []
    assert codes(replace(ANA, experiences=1), replace(DOCK, lifetime_cap=2)) == []
    [rule] = failing(replace(ANA, experiences=2), replace(DOCK, lifetime_cap=2))
    assert rule.code == "lifetime_cap"
    assert rule.words == "had 2 experiences in all seasons; the program’s cap is 2"


def test_born_on_29_february_a_year_is_full_on_1_march():
    leap = date(2008, 2, 29)
    assert age_on(leap, date(2026, 2, 28)) == 17
    assert age_on(leap, date(2026, 3, 1)) == 18


days = st.dates(date(2026, 8, 1), date(2027, 8, 1))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
slots = st.builds(Slot, st.integers(0, 6), times, times).filter(lambda s: s.start < s.end)
stretches = st.tuples(days, st.integers(0, 120)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


@given(stretches, st.lists(slots, max_size=4), stretches, st.lists(slots, max_size=4))
def test_two_schedules_clash_the_same_whichever_is_named_first(one, one_slots, two, two_slots):
    assert clash(one, one_slots, two, two_slots) == clash(two, two_slots, one, one_slots)


@given(stretches, slots)
def test_a_schedule_clashes_with_itself(stretch, slot):
    assert clash(stretch, [slot], stretch, [slot])


@given(st.dates(date(1990, 1, 1), date(2020, 1, 1)), days)
def test_an_age_rises_by_one_on_each_birthday(born, day):
    age = age_on(born, day)
    assert age_on(born, day + timedelta(days=366)) in {age + 1, age + 2}
    assert 0 <= age_on(born, day + timedelta(days=1)) - age <= 1
