"""Confirmed hours count toward credit, and the page says what is still missing."""

from __future__ import annotations

import pytest

from app.core.filters import credit as in_credits
from app.credit.progress import progress
from app.credit.queries import progress_of
from app.hours.figures import Figure
from app.matches.models import MatchState
from app.programs.credit_rules import HoursCredit, NoCredit
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import ProgramRules
from tests.builders import (
    a_course,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_student,
    a_week,
)
from tests.hours.world import day, reverse, settle

JOBS_253, INTERNSHIP = JOBS_253_SERVICE.rules, SCHOOL_YEAR_INTERNSHIP.rules
FORTY_HOURS = dict.fromkeys(range(5), 8 * 60)
COURSE = "Next Move Intro"


def a_match_under(rules: ProgramRules, student=None):
    return a_match(student, a_placement(a_program(rules)))


# -- the rules, as the districts published them


def test_jobs_253_gives_half_a_credit_for_40_hours_and_the_course():
    done = progress(JOBS_253.credit, 40 * 60, frozenset({"next move intro"}))
    assert (done.earned, done.cap, done.missing) == (50, 50, ())
    assert in_credits(done.earned) == "0.5"


def test_jobs_253_without_the_course_gives_nothing_and_says_so():
    done = progress(JOBS_253.credit, 60 * 60, frozenset({"Welding"}))
    assert (done.earned, done.missing) == (0, ("the course Next Move Intro",))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "40 h more until the next 0.5 credit"),
        (2399, "1 min more until the next 0.5 credit"),
        (2010, "6 h 30 min more until the next 0.5 credit"),
    ],
)
def test_one_minute_short_of_40_hours_is_short(minutes, words):
    done = progress(JOBS_253.credit, minutes, frozenset({"next move intro"}))
    assert (done.earned, done.missing) == (0, (words,))


@pytest.mark.parametrize(
    ("hours", "earned"), [(89, 0), (90, 50), (179, 50), (180, 100), (400, 100)]
)
def test_an_internship_gives_a_credit_for_180_hours_by_halves_and_no_more(hours, earned):
    assert progress(INTERNSHIP.credit, hours * 60, frozenset()).earned == earned


def test_a_program_without_credit_has_none_to_miss():
    assert progress(NoCredit(), 6000, frozenset()).missing == ()


def test_a_cap_that_is_no_whole_number_of_steps_is_still_a_cap():
    rule = HoursCredit(credit=50, minutes=60, cap=75)
    done = progress(rule, 600, frozenset())
    assert (done.earned, done.target_minutes, done.missing) == (75, 120, ())


# -- from confirmed weeks


def test_confirmed_hours_and_the_course_make_the_credit(any_app):
    with any_app.app_context():
        student = a_student()
        match = a_match_under(JOBS_253, student)
        settle(a_week(match, FORTY_HOURS).id)
        (before,) = progress_of([match.id]).values()
        a_course(student, "NEXT MOVE INTRO")
        (after,) = progress_of([match.id]).values()
        assert (before.minutes, before.earned, before.missing) == (
            2400,
            0,
            (f"the course {COURSE}",),
        )
        assert (after.earned, after.missing) == (50, ())


def test_hours_that_wait_or_were_taken_back_do_not_count(app):
    with app.app_context():
        match = a_match_under(INTERNSHIP)
        a_week(match, FORTY_HOURS)
        later = a_week(match, FORTY_HOURS, week=day(-7))
        settle(later.id)
        settle(later.id, {day(-7): Figure(60)})
        assert progress_of([match.id])[match.id].minutes == 4 * 480 + 60
        reverse(later.id)
        assert progress_of([match.id])[match.id].minutes == 0


def test_many_matches_cost_as_many_statements_as_one(any_app, query_count):
    with any_app.app_context():
        ids = [a_match_under(JOBS_253).id for _ in range(5)]
        with query_count() as one:
            progress_of(ids[:1])
        with query_count(len(one)):
            assert len(progress_of(ids)) == 5


# -- the page


def test_the_page_shows_the_progress_and_what_is_missing(app, staff):
    with app.app_context():
        student = a_student(given_name="Ana", family_name="Reyes", preferred_name="Ani")
        settle(a_week(a_match_under(JOBS_253, student), FORTY_HOURS).id)
    page = staff("administrator").visit("/credit")
    row = page.one("tbody tr").to_text(separator=" ")
    for words in ("Ani Reyes", "40 h of 40 h", "0 of 0.5", f"the course {COURSE}"):
        assert words in " ".join(row.split())
    assert JOBS_253.credit.source in page


def test_a_match_without_hours_yet_is_there_and_one_not_at_work_is_not(app, staff):
    with app.app_context():
        a_match_under(INTERNSHIP)
        a_match(state=MatchState.SUGGESTED)
        a_match_under(ProgramRules(target_minutes=60))
    page = staff("district_lead").visit("/credit")
    assert len(page.all("tbody tr")) == 1
    assert "90 h more until the next 0.5 credit" in page


def test_a_specialist_sees_the_students_of_their_own_schools_only(app, staff):
    with app.app_context():
        here, there = a_school(name="Here"), a_school(name="There")
        for school, name in ((here, "Mine"), (there, "Theirs")):
            a_match_under(INTERNSHIP, a_student(school, family_name=name))
    page = staff("career_specialist", school_ids=[here.id]).visit("/credit")
    assert "Mine" in page
    assert "Theirs" not in page
    assert "There" not in page
    other = staff("career_specialist", school_ids=[here.id]).visit(f"/credit?school={there.id}")
    assert "No match fits." in other
    assert "No matches yet." in staff("career_specialist").visit("/credit")


@pytest.mark.parametrize("role", ["finance", "employer_engagement"])
def test_roles_without_students_have_no_such_page(staff, role):
    staff(role).visit("/credit", status=403)


def test_the_page_is_filtered_by_name_and_school(app, staff):
    with app.app_context():
        school = a_school()
        a_match_under(INTERNSHIP, a_student(school, given_name="Ñusta", family_name="O’Neil"))
        a_match_under(INTERNSHIP, a_student(family_name="Brown"))
    admin = staff("administrator")
    assert "Brown" not in admin.visit("/credit?q=nusta oneil")
    assert "Brown" not in admin.visit(f"/credit?school={school.id}")
    fragment = admin.visit("/credit?q=brown", htmx=True)
    assert fragment in admin.visit("/credit?q=brown")
    assert "No match fits." in admin.visit("/credit?q=nobody%")
    assert len(admin.visit("/credit?school=³&page=9999999999&sort=nonsense").all("main")) == 1


def test_the_page_costs_a_fixed_number_of_statements(any_app, staff, query_count):
    admin = staff("administrator")
    with any_app.app_context():
        a_match_under(JOBS_253)
    with query_count() as one:
        admin.visit("/credit")
    with any_app.app_context():
        for _ in range(4):
            settle(a_week(a_match_under(INTERNSHIP), FORTY_HOURS).id)
    with query_count(len(one)):
        assert len(admin.visit("/credit").all("tbody tr")) == 5
