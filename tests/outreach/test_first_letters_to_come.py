"""What is foreseen of first letters is what goes out by itself, day by day, kind by kind."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask, current_app
from msgspec import structs

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.use_case import use_case
from app.matches.models import MatchState
from app.outreach.calendar_queries import AHEAD
from app.outreach.firsts import firsts
from app.outreach.models import LinkRequest
from app.programs import mailing_services
from app.programs.models import Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.programs.rubrics import MASSACHUSETTS
from app.students.models import Guardian, Student
from tests.builders import (
    ZONE,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_sign_up,
    a_site,
    a_student,
    an_activity,
    an_employer,
    every_mail,
)

# a Monday afternoon, after that day's requests went out
AT = datetime(2026, 10, 12, 22, tzinfo=UTC)
RULES = structs.replace(every_mail(SCHOOL_YEAR_INTERNSHIP.rules), rubric=MASSACHUSETTS)
SOON, OVER = date(2026, 10, 20), date(2026, 10, 16)


@use_case
def a_guardian(student: Student) -> None:
    address = f"guardian-{student.id}@example.org"
    values = {"name": "Rosa Reyes", "email": address, "language": "en"}
    db.session.add(Guardian(student_id=student.id, sourced_id=f"g{student.id}", **values))


def working(program: Program, start: date, end: date, state: MatchState = MatchState.ACTIVE):
    """Build a match of a new employer and a student with an address and a guardian."""
    employer, student = an_employer(), a_student(birth_date=date(2010, 3, 1))
    a_guardian(student)
    place = a_placement(
        program,
        a_site(employer),
        a_contact(employer),
        start_date=start,
        end_date=end,
        documents=["work_permit"],
    )
    return a_match(student, place, state=state, moved_at=AT - timedelta(days=14))


def a_season() -> Program:
    """Build a program whose every kind of mail has something to send in the next two weeks."""
    program = a_program(RULES, start_date=date(2026, 9, 1), end_date=OVER)
    for weeks in range(3):
        working(program, date(2026, 9, 21) + timedelta(days=7 * weeks), OVER)
    later = date(2026, 11, 2)
    other = a_program(RULES, start_date=date(2026, 9, 1), end_date=date(2027, 6, 1))
    working(other, date(2026, 9, 28), date(2026, 10, 28))
    for weeks in range(6):
        first = later + timedelta(days=7 * weeks)
        working(other, first, first + timedelta(days=60), MatchState.ACCEPTED)
    host = an_employer()
    visit = an_activity(
        day=SOON, program_id=other.id, employer_id=host.id, contact_id=a_contact(host).id
    )
    a_sign_up(visit)
    return program


def ask_everything(at: datetime) -> None:
    for kind in current_app.extensions["foreseen"]:
        current_app.extensions["askings"][kind](at)


def gone_out() -> Counter[tuple[date, str, int | None]]:
    zone = ZoneInfo(ZONE)
    query = sa.select(LinkRequest).where(LinkRequest.created_at > AT)
    return Counter(
        (each.created_at.astimezone(zone).date(), each.kind, each.program_id)
        for each in db.session.scalars(query)
    )


def test_what_is_foreseen_is_what_goes_out(any_app: Flask):
    with any_app.app_context():
        a_season()
        ask_everything(AT)
        foreseen = Counter(
            {(each.day, each.kind, each.program.id): each.letters for each in firsts(AT)}
        )
        at, until = AT, AT + AHEAD
        while at < until:
            at = min(at + timedelta(hours=4), until)
            ask_everything(at)
        assert foreseen == gone_out()
        kinds = {kind for _day, kind, _program in foreseen}
        assert kinds == set(current_app.extensions["foreseen"])


def test_nothing_is_foreseen_of_a_program_whose_mail_is_paused_or_off(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        assert any(each.program.id == program.id for each in firsts(AT))
        mailing_services.pause(program.id, "hours-week", on=True, by=SYSTEM, at=AT)
        found = [each.kind for each in firsts(AT) if each.program.id == program.id]
        assert "hours-week" not in found
        assert "hours-entry" in found
        off = a_program(RULES, start_date=date(2026, 9, 1), end_date=SOON, mail_on=False)
        working(off, date(2026, 9, 21), SOON)
        assert [each for each in firsts(AT) if each.program.id == off.id] == []


def test_the_page_leads_to_the_wording_and_to_the_pause(any_app: Flask, staff):
    ada = staff("administrator")
    assert "No first letter is foreseen" in ada.visit("/requests/coming/first")
    assert ada.visit("/requests/coming").link("First letters to come") == "/requests/coming/first"
    with any_app.app_context():
        today = clock.today(ZONE)
        program = a_program(
            RULES, start_date=today - timedelta(days=60), end_date=today + timedelta(days=90)
        )
        working(program, today - timedelta(days=50), today + timedelta(days=60))
    page = ada.visit("/requests/coming/first")
    assert "Confirm the week’s hours" in page
    assert page.all('a[href="/settings/letters/hours-week"]')
    assert page.all(f'a[href="/programs/{program.id}/mail"]')
    assert (
        not staff("employer_engagement")
        .visit("/requests/coming/first")
        .all('a[href="/settings/letters/hours-week"]')
    )


def test_many_letters_cost_no_more_statements_than_one(any_app: Flask, query_count):
    with any_app.app_context():
        program = a_program(RULES, start_date=date(2026, 9, 1), end_date=date(2027, 6, 1))
        working(program, date(2026, 9, 21), date(2027, 5, 1))
        with query_count() as one:
            assert firsts(AT)
        for _ in range(5):
            working(program, date(2026, 9, 21), date(2027, 5, 1))
        with query_count(len(one)):
            assert firsts(AT)
