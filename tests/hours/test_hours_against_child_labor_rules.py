"""Hours that a minor should not have worked are kept, told to staff, and shown on the week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.todos import Todo
from app.core.use_case import use_case
from app.hours import labor, queries
from app.hours.figures import Figure
from app.labor.services import Allowing, allow
from app.matches.models import Match
from app.placements.vocabulary import PayBasis, RelationshipType
from app.schools.models import Calendar
from app.students.models import Student
from tests.builders import MONDAY, a_match, a_placement, a_school, a_site, a_student, kept
from tests.hours.world import ADMIN, BY_LINK, SUNDAY_NIGHT, day, enter, settle, work

WAGE = {
    "pay_basis": PayBasis.EMPLOYER_WAGE,
    "pay_cents": 1713,
    "relationship_type": RelationshipType.EMPLOYMENT,
}
SERVICE = {
    "relationship_type": RelationshipType.SERVICE,
    "pay_basis": PayBasis.STIPEND,
    "pay_cents": None,
}
FIFTEEN, SEVENTEEN = date(2011, 3, 1), date(2009, 3, 1)


@use_case
def a_year() -> None:
    first, last = date(2026, 9, 2), date(2027, 6, 18)
    kept(Calendar(code="district", school_year=2027, first_day=first, last_day=last))


def working(born: date | None, student=None, **changes) -> Match:
    """Give an active match of somebody in Washington, employed unless said otherwise."""
    student = student or a_student(a_school(), given_name="Ana", birth_date=born)
    site = a_site(state="WA", jurisdiction="WA")
    return a_match(student, a_placement(site=site, **WAGE | changes))


def broken(sheet_id: int) -> set[str]:
    db.session.expire_all()
    return {each.rule for each in labor.findings(queries.sheet(sheet_id)) if each.level == "block"}


def todos() -> list[str]:
    query = sa.select(Todo.sentence).where(Todo.done_at.is_(None), Todo.kind == labor.TODO)
    return list(db.session.scalars(query))


@pytest.fixture
def tacoma(any_app: Flask):
    with any_app.app_context():
        a_year()
    return any_app


def test_four_hours_on_a_school_day_are_too_many_at_fifteen(tacoma):
    with tacoma.app_context():
        sheet_id = enter(working(FIFTEEN).id, work(0, "15:00", "19:00"))
        assert broken(sheet_id) == {"us-14-school-day", "wa-14-school-day"}
        [sentence] = todos()
        assert "Ana" in sentence
        assert "at most 3 h a day on a school day; 4 h on" in sentence
        # three hours are right, and nobody is called any longer
        enter(queries.sheet(sheet_id).match_id, work(0, "15:00", "18:00"), shown=2)
        assert broken(sheet_id) == set()
        assert todos() == []


@pytest.mark.parametrize(
    ("born", "changes"),
    [
        (SEVENTEEN, {}),
        (date(2000, 1, 1), {}),
        (None, {}),
        (
            FIFTEEN,
            {
                "relationship_type": RelationshipType.SERVICE,
                "pay_basis": PayBasis.STIPEND,
                "pay_cents": None,
            },
        ),
    ],
    ids=["seventeen", "adult", "no birth date", "service"],
)
def test_whom_the_rules_do_not_bind_works_on(tacoma, born, changes):
    with tacoma.app_context():
        sheet_id = enter(working(born, **changes).id, work(0, "15:00", "19:00"))
        assert broken(sheet_id) == set()
        assert todos() == []


def test_the_hours_of_two_jobs_count_together_where_both_are_employment(tacoma):
    with tacoma.app_context():
        first = working(SEVENTEEN)
        afternoons = [work(each, "15:00", "18:30") for each in range(5)]
        assert broken(enter(first.id, *afternoons)) == set()
        ana = db.session.get_one(Student, first.student_id)
        help_out = working(
            None,
            ana,
            relationship_type=RelationshipType.SERVICE,
            pay_basis=PayBasis.STIPEND,
            pay_cents=None,
        )
        service = enter(help_out.id, work(5, "9:00", "14:00", 30))
        assert broken(service) == set()
        second = working(None, ana)
        sheet_id = enter(second.id, work(6, "9:00", "12:00"))
        # 17 h 30 min and 3 h are more than the 20 of a week with school
        assert broken(sheet_id) == {"wa-16-school-week"}


def test_a_partners_figure_without_times_is_judged_by_its_amount_alone(tacoma):
    with tacoma.app_context():
        match = working(FIFTEEN)
        sheet_id = enter(match.id, work(5, "9:00", "12:00"))
        assert broken(sheet_id) == set()
        settle(sheet_id, changes={day(5): Figure(540)}, evidence=BY_LINK)
        assert broken(sheet_id) == {"us-14-free-day", "wa-14-free-day"}
        assert len(todos()) == 1


def test_what_an_administrator_allowed_calls_nobody(tacoma):
    with tacoma.app_context():
        match = working(SEVENTEEN)
        wanted = Allowing(match.placement_id, "wa-16-clock-eve", "Variance 26-7", match.student_id)
        allow(wanted, by=ADMIN, at=SUNDAY_NIGHT)
        late = enter(match.id, work(0, "19:00", "22:30"))
        assert broken(late) == set()
        other = working(SEVENTEEN)
        assert broken(enter(other.id, work(0, "19:00", "22:30"))) == {"wa-16-clock-eve"}


def test_the_week_says_what_was_broken_and_stays_as_it_was_worked(tacoma, staff):
    with tacoma.app_context():
        match = working(FIFTEEN)
        enter(match.id, work(0, "15:00", "19:00"))
        school = queries.match_for(match.id, ADMIN).student.school_id
    sue = staff("career_specialist", school_ids=[school])
    assert "worked against the child-labor rules in the week of" in sue.visit("/")
    page = sue.visit(f"/matches/{match.id}/hours?week={MONDAY.isoformat()}")
    assert "Against the child-labor rules" in page
    assert "at most 3 h a day on a school day; 4 h on Oct 5, 2026 (29 CFR 570.35" in page
    assert "What was worked stays on record and is paid." in page
    before = sue.visit(f"/matches/{match.id}/hours?week={(MONDAY - timedelta(days=7)).isoformat()}")
    assert "Against the child-labor rules" not in before
