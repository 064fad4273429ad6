"""Staff see for each week which supervisor answered, who waits, disputed or cannot be reached."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.outbox import MessageState, OutboxMessage
from app.core.use_case import use_case
from app.hours.weekly import ask_for_hours, last_due_week
from app.outreach.models import LinkRequest
from app.programs.mailing import plan_in
from app.programs.models import Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.schools.models import School
from tests.builders import (
    ZONE,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)
from tests.hours.test_budget_of_a_nudge import mailed_since
from tests.hours.world import dispute, settle

RULES = SCHOOL_YEAR_INTERNSHIP.rules


def asked_at() -> datetime:
    return clock.now() - timedelta(days=2)


def asked_week() -> date:
    return last_due_week(plan_in(RULES, "hours-week"), ZONE, asked_at())


def a_season() -> Program:
    return a_program(RULES, start_date=asked_week(), end_date=asked_week() + timedelta(days=90))


def weeks_of(name: str, program: Program, school: School, students: int = 1, **contact) -> list:
    """Give the submitted weeks of so many students of a new supervisor."""
    employer, week = an_employer(name=f"{name}’s Yard"), asked_week()
    placement = a_placement(
        program,
        a_site(employer),
        a_contact(employer, name=name, **contact),
        seats=students,
        start_date=week,
        end_date=week + timedelta(days=90),
    )
    return [
        a_week(a_match(a_student(school), placement), {0: 60}, week=week).id
        for _ in range(students)
    ]


@use_case
def lose_mail_to(name: str) -> None:
    """Let the newest mail to somebody have failed."""
    query = sa.select(LinkRequest.id).where(LinkRequest.recipient_name == name)
    asked = query.scalar_subquery()
    db.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.record == "request", OutboxMessage.record_id == asked.scalar_subquery()
        )
        .values(state=MessageState.FAILED)
    )


def rows(page) -> dict[str, str]:
    """Give the rows by their supervisors."""
    return {
        row.query("th")[0].to_text().strip(): " ".join(row.to_text(separator=" ").split())
        for row in page.all("#supervisors tbody tr")
    }


@pytest.fixture
def lincoln(any_app: Flask) -> int:
    """Give a school whose supervisors answered, wait, disputed, cannot be reached, were not asked.

    Returns its id; another school has a supervisor of its own, and a student with Will.
    """
    with any_app.app_context():
        program, school, other = a_season(), a_school(name="Lincoln"), a_school(name="Mission")
        [answered] = weeks_of("Ann Answers", program, school)
        weeks_of("Will Wait", program, school, students=2)
        said, _ = weeks_of("Dee Dispute", program, school, students=2)
        weeks_of("Una Reachable", program, school)
        weeks_of("Olga Other", program, other)
        ask_for_hours(asked_at())
        weeks_of("Nils Never", program, school)
        settle(answered, at=clock.now())
        dispute(said)
        lose_mail_to("Una Reachable")
        return school.id


@pytest.mark.usefixtures("lincoln")
def test_each_supervisor_has_one_row_a_week_that_says_how_it_stands(staff):
    found = rows(staff("administrator").visit("/hours/supervisors"))
    assert len(found) == 6
    assert "Answered –" in found["Ann Answers"]
    assert "2 0 2 0 0 Waits for an answer Nudge, or telephone" in found["Will Wait"]
    assert "2 0 1 1 0 Disputed Look into what was said" in found["Dee Dispute"]
    assert "Cannot be delivered Telephone" in found["Una Reachable"]
    assert "Nobody is asked" in found["Nils Never"]


@pytest.mark.usefixtures("lincoln")
@pytest.mark.parametrize(
    ("standing", "found"),
    [
        ("answered", {"Ann Answers"}),
        ("waiting", {"Will Wait", "Olga Other"}),
        ("disputed", {"Dee Dispute"}),
        ("undeliverable", {"Una Reachable"}),
        ("unasked", {"Nils Never"}),
        ("nonsense", set()),
    ],
)
def test_the_board_is_narrowed_by_how_it_stands(staff, standing, found):
    page = staff("administrator").visit(f"/hours/supervisors?standing={standing}")
    assert set(rows(page)) == found


def test_the_board_is_narrowed_by_week_school_and_name(staff, lincoln):
    admin, week = staff("administrator"), asked_week()
    for query, found in {
        f"week={week.isoformat()}": 6,
        f"week={(week + timedelta(days=7)).isoformat()}": 0,
        "week=nonsense": 0,
        f"school={lincoln}": 5,
        "q=wait": 1,
        "q=other%E2%80%99s+yard": 1,
        "q=%25": 0,
    }.items():
        assert len(rows(admin.visit(f"/hours/supervisors?{query}"))) == found, query


def test_a_specialist_sees_the_supervisors_of_their_own_students_only(staff, lincoln):
    cora = staff("career_specialist", school_ids=[lincoln])
    page = cora.visit("/hours/supervisors")
    assert "Olga Other" not in page
    assert len(rows(page)) == 5
    assert len(page.all('#supervisors th a[href^="/requests/"]')) == 4, "Nils was never asked"


def test_those_who_wait_are_nudged_from_the_board_once_a_day(app, staff):
    with app.app_context():
        program, school = a_season(), a_school()
        [answered] = weeks_of("Ann Answers", program, school)
        weeks_of("Will Wait", program, school, students=2)
        weeks_of("Ned Gone", program, school)
        ask_for_hours(asked_at())
        weeks_of("Nils Never", program, school)
        settle(answered, at=clock.now())
        now = clock.now()
    cora = staff("career_specialist", school_ids=[school.id])
    preview = cora.visit("/hours/supervisors/bulk?do=nudge")
    assert "Will Wait" in preview.all("ul.named")[0].to_text()
    assert "the week is answered" in preview
    assert "nobody is asked at the moment" in preview
    done = cora.submit(preview, "Nudge 2 supervisors")
    assert "2 supervisors nudged" in done
    assert len(mailed_since(app, now)) == 2
    again = cora.visit("/hours/supervisors/bulk?do=nudge")
    assert "Nudge 0 supervisors" in again


@pytest.mark.parametrize("number", [1, 20])
def test_the_board_costs_the_same_however_many(any_app, staff, query_count, number):
    with any_app.app_context():
        program, school = a_season(), a_school()
        for each in range(number):
            weeks_of(f"Sam {each}", program, school, students=2)
        ask_for_hours(asked_at())
    ada = staff("administrator")
    ada.visit("/matches")
    with query_count(6):
        ada.visit("/hours/supervisors")


@pytest.mark.parametrize("day", ["9999-12-27", "0001-01-01", "2100-01-04"])
def test_a_week_beyond_the_calendar_is_an_empty_list(staff, day):
    admin = staff("administrator")
    assert rows(admin.visit(f"/hours/supervisors?week={day}")) == {}
    admin.visit(f"/hours?until={day}")
