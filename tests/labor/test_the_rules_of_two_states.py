"""Work of minors is judged by federal and state rules together, and the stricter one governs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.labor.checking import ORDER, Finding, check
from app.labor.person import Document, Person, SchoolHours, Shift
from app.labor.rules import PACKS, read_pack, season_day

MONDAY = date(2026, 10, 5)
SCHOOL = tuple(MONDAY + timedelta(days=n) for n in range(-21, 60) if n % 7 < 5)
TACOMA, BOSTON = ("US", "WA"), ("US", "MA")
PAPERS = tuple(
    map(
        Document,
        (
            "parent_school_authorization",
            "minor_work_permit",
            "youth_employment_permit",
            "medical_certificate",
        ),
    )
)


def shift(day: date, start: str, end: str, rest: int = 0) -> Shift:
    return Shift(day, start, end, rest)


def days_of(*hours: int, monday: date = MONDAY) -> tuple[Shift, ...]:
    """Give a shift from 15:00 for each number of hours, day after day; 0 is a day off."""
    return tuple(
        shift(monday + timedelta(days=n), "15:00", f"{15 + number}:00")
        for n, number in enumerate(hours)
        if number
    )


def person(years: int, *shifts: Shift, day: date = MONDAY, **more: object) -> Person:
    told: dict[str, object] = {
        "birth_date": date(day.year - years, 1, 15),
        "school_days": SCHOOL,
        "documents": PAPERS,
        "shifts": shifts,
    }
    return Person(**(told | more))  # type: ignore[arg-type]


def of_rule(findings: list[Finding], rule: str) -> Finding:
    found = [each for each in findings if each.rule == rule]
    assert len(found) == 1, findings
    return found[0]


def blocked(findings: list[Finding]) -> set[str]:
    return {each.rule for each in findings if each.level == "block"}


def test_seventeen_hours_of_a_school_week_are_legal_federally_but_not_in_tacoma():
    minor = person(15, *days_of(3, 3, 3, 3, 2), shift(MONDAY + timedelta(days=5), "10:00", "13:00"))
    federal = check(minor)
    assert blocked(federal) == set()
    week = of_rule(federal, "us-14-school-week")
    assert (week.level, week.value, week.limit) == ("pass", 17 * 60, 18 * 60)
    tacoma = check(replace(minor, jurisdictions=TACOMA))
    assert tacoma[0] == Finding("block", "wa-14-school-week", 960, 1020, MONDAY, "WAC 296-125-027")
    assert blocked(tacoma) == {"wa-14-school-week"}


def test_half_past_eight_on_a_june_evening_is_legal_federally_but_not_in_boston():
    june = date(2026, 6, 10)
    minor = person(15, shift(june, "18:00", "20:30"), school_days=(june, june + timedelta(days=1)))
    assert of_rule(check(minor), "us-14-clock-summer").level == "pass"
    assert blocked(check(replace(minor, jurisdictions=BOSTON))) == {"ma-14-clock"}
    july = replace(minor, shifts=(shift(date(2026, 7, 1), "18:00", "20:30"),), school_days=())
    assert blocked(check(replace(july, jurisdictions=BOSTON))) == set()


def test_a_birthday_within_a_placement_changes_the_rules_from_that_day():
    minor = Person(
        birth_date=date(2010, 10, 8),
        school_days=SCHOOL,
        documents=PAPERS,
        jurisdictions=TACOMA,
        shifts=days_of(4, 0, 0, 4, 0),
    )
    findings = check(minor)
    assert {(each.rule, each.on) for each in findings if each.level == "block"} == {
        ("us-14-school-day", MONDAY),
        ("wa-14-school-day", MONDAY),
    }
    assert of_rule(findings, "wa-16-eve-day").on == date(2026, 10, 8)
    forklift = replace(minor, birth_date=date(2008, 10, 8), duties=("HO-7",), documents=())
    assert of_rule(check(forklift), "HO-7").on == MONDAY
    later = replace(forklift, shifts=days_of(0, 0, 0, 8, 8))
    assert check(later) == [], "at 18 the child-labor rules end"


def test_no_agreement_puts_a_minor_on_a_forklift_but_a_credential_course_is_no_work_duty():
    papers = (*PAPERS, Document("student_learner_agreement"), Document("li_consultation"))
    minor = person(
        17,
        *days_of(2),
        jurisdictions=TACOMA,
        duties=("HO-7", "WA-FORKLIFT"),
        relationship="student_learner",
        student_learner=True,
        documents=papers,
    )
    assert blocked(check(minor)) == {"HO-7", "WA-FORKLIFT"}
    course = check(replace(minor, relationship="credential_training"))
    assert [(each.level, each.rule) for each in course] == [("pass", "no-employment")]


def test_forest_fire_fighting_is_barred_at_seventeen():
    assert blocked(check(person(17, *days_of(2), duties=("HO-4",)))) == {"HO-4"}
    assert blocked(check(person(18, *days_of(2), duties=("HO-4",)))) == set()


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ((), "missing student_learner_agreement, li_consultation"),
        (("student_learner_agreement",), "missing li_consultation"),
        (("student_learner_agreement", "li_consultation"), ""),
    ],
)
def test_roofing_waits_for_the_papers_of_a_student_learner(papers, told):
    minor = person(
        17,
        *days_of(2),
        jurisdictions=TACOMA,
        duties=("HO-16",),
        student_learner=True,
        documents=(*PAPERS, *map(Document, papers)),
    )
    found = of_rule(check(minor), "HO-16")
    assert (found.level, found.value) == (
        ("block", told) if told else ("pass", "allowed as a student-learner")
    )


def test_washington_asks_for_the_consultation_only_since_july_2026():
    minor = person(
        17,
        *days_of(2, monday=date(2026, 6, 29)),
        jurisdictions=TACOMA,
        duties=("HO-16",),
        student_learner=True,
        documents=(*PAPERS, Document("student_learner_agreement")),
    )
    assert blocked(check(minor)) == set()
    july = replace(minor, shifts=days_of(0, 0, 2, monday=date(2026, 6, 29)))
    assert blocked(check(july)) == {"HO-16"}


def test_a_second_job_takes_the_week_over_the_limit():
    minor = person(16, *days_of(4, 4, 4), jurisdictions=TACOMA)
    assert blocked(check(minor)) == set()
    other = replace(minor, other_jobs=days_of(0, 0, 0, 4, 5))
    found = check(other)
    assert blocked(found) == {"wa-16-school-week"}
    assert of_rule(found, "wa-16-school-week").value == 21 * 60


def test_a_variance_raises_the_week_until_it_expires():
    minor = person(16, *days_of(5, 5, 5, 5, 5), jurisdictions=TACOMA)
    assert {"wa-16-school-week", "wa-16-eve-day"} <= blocked(check(minor))
    until = MONDAY + timedelta(days=6)
    held = replace(minor, documents=(*PAPERS, Document("special_variance", until)))
    assert blocked(check(held)) == set()
    over = replace(minor, documents=(*PAPERS, Document("special_variance", MONDAY)))
    assert "wa-16-eve-day" in blocked(check(over))


@pytest.mark.parametrize(
    ("years", "places", "work", "rule"),
    [
        (13, ("US",), shift(MONDAY, "15:00", "16:00"), "us-minimum-age"),
        (15, ("US",), shift(MONDAY, "06:30", "08:00"), "us-14-clock"),
        (15, TACOMA, shift(MONDAY + timedelta(days=5), "09:00", "14:00", 20), "wa-14-meal"),
        (17, TACOMA, shift(MONDAY, "20:00", "22:30"), "wa-16-clock-eve"),
        (17, BOSTON, shift(MONDAY + timedelta(days=4), "20:00", "00:30"), "ma-16-clock-free-eve"),
        (16, TACOMA, shift(MONDAY, "13:00", "15:00"), "wa-school-hours"),
    ],
)
def test_each_kind_of_rule_finds_what_breaks_it(years, places, work, rule):
    minor = person(years, work, jurisdictions=places, school_hours=SchoolHours("08:00", "14:30"))
    assert rule in blocked(check(minor))


def test_seven_days_in_a_row_are_one_too_many_in_both_states():
    minor = person(17, *days_of(1, 1, 1, 1, 1, 1, 1))
    assert of_rule(check(replace(minor, jurisdictions=TACOMA)), "wa-days").value == 7
    assert blocked(check(replace(minor, jurisdictions=BOSTON))) == {"ma-days"}


def test_a_missing_or_expired_paper_warns_and_does_not_block():
    late = (Document("youth_employment_permit", MONDAY - timedelta(days=1)),)
    minor = person(17, *days_of(2), jurisdictions=BOSTON, documents=late)
    found = of_rule(check(minor), "ma-permit")
    assert (found.level, found.on) == ("warn", MONDAY)


@pytest.mark.parametrize(("year", "day"), [(2025, 1), (2026, 7), (2027, 6)])
def test_labor_day_is_the_first_monday_of_september(year, day):
    assert season_day("labor_day", year) == date(year, 9, day)


def test_every_rule_names_its_source_and_the_template_is_a_pack_too():
    every = [rule for pack in PACKS.values() for rule in pack.rules]
    assert len({rule.code for rule in every}) == len(every)
    assert all(rule.citation for rule in every)
    assert read_pack("template").jurisdiction not in PACKS


SHIFTS = st.builds(
    lambda day, start, hours, rest: Shift(
        MONDAY + timedelta(days=day),
        f"{start:02}:00",
        f"{(start + hours) % 24:02}:00",
        rest,
    ),
    st.integers(0, 20),
    st.integers(0, 23),
    st.integers(1, 10),
    st.integers(0, 45),
)
WORK = st.lists(SHIFTS, max_size=12)
YEARS = st.integers(13, 19)
PLACES = st.sampled_from([("US",), TACOMA, BOSTON, ("US", "WA", "MA")])


def broken(findings: list[Finding]) -> set[tuple[str, date | None]]:
    return {(each.rule, each.on) for each in findings if each.level != "pass"}


@given(years=YEARS, work=WORK, more=SHIFTS, places=PLACES)
def test_another_shift_never_loosens(years, work, more, places):
    before = person(years, *work, jurisdictions=places, documents=())
    after = replace(before, shifts=(*before.shifts, more))
    named = {rule for rule, _ in broken(check(before))}
    assert named <= {rule for rule, _ in broken(check(after))}


@given(years=YEARS, work=WORK, places=PLACES)
def test_another_jurisdiction_never_loosens(years, work, places):
    federal = person(years, *work)
    assert broken(check(federal)) <= broken(check(replace(federal, jurisdictions=places)))


@given(years=YEARS, work=WORK, places=PLACES, data=st.data())
def test_the_order_of_shifts_and_states_does_not_matter(years, work, places, data):
    minor = person(years, *work, jurisdictions=places)
    other = replace(
        minor,
        shifts=tuple(data.draw(st.permutations(work))),
        jurisdictions=tuple(data.draw(st.permutations(places))),
    )
    assert check(minor) == check(other)


@given(years=st.integers(18, 30), work=WORK, places=PLACES)
def test_adults_are_bound_by_none_of_it(years, work, places):
    minor = person(years, *work, jurisdictions=places, duties=("HO-4", "WA-FORKLIFT"))
    assert check(minor) == []


@given(years=YEARS, work=WORK, places=PLACES)
def test_the_strictest_comes_first(years, work, places):
    levels = [ORDER.index(each.level) for each in check(person(years, *work, jurisdictions=places))]
    assert levels == sorted(levels)
