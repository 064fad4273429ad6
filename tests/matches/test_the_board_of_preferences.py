"""Staff see what the students of a program want, and ask many of them at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.matches import preference_asking, preference_services
from app.outreach.models import LinkRequest
from tests.builders import a_placement, a_program, a_school, a_student, every_mail

ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON = clock.now().date() + timedelta(days=90)


def a_season():
    return a_program(every_mail(), end_date=SOON)


def rank(student, program, *placements) -> None:
    ids = [each.id for each in placements]
    preference_services.keep(
        student.id, program.id, ids, shown=0, method="phone", by=ADMIN, at=clock.now()
    )


def rows(page) -> list[str]:
    return [" ".join(row.to_text().split()) for row in page.all("#preferences tbody tr")]


def test_each_student_is_said_to_wait_to_want_or_to_want_none(any_app: Flask, staff):
    with any_app.app_context():
        program, school = a_season(), a_school()
        docks = a_placement(program, title="Docks")
        asked, listed, none, fresh = (
            a_student(school, given_name="Mia", family_name=name)
            for name in ("Asked", "Listed", "None", "Unasked")
        )
        a_student(a_school(), given_name="Elsewhere")
        preference_asking.ask(asked.id, program.id, by=ADMIN, at=clock.now())
        rank(listed, program, docks)
        rank(none, program)
        assert fresh
    ana = staff("career_specialist", school_ids=[school.id])
    first, second, third, fourth = rows(ana.visit(f"/preferences?program={program.id}"))
    assert "asked, waits" in first
    assert "has a list" in second
    assert second.endswith("1 Docks")
    assert "wants none" in third
    assert "not asked" in fourth
    for standing, found in (("waiting", 1), ("said", 1), ("none", 1), ("unasked", 1)):
        page = ana.visit(f"/preferences?program={program.id}&standing={standing}")
        assert len(rows(page)) == found, standing
    told = ana.visit(f"/students/{listed.id}").one("section#preferences").to_text()
    assert "Docks" in told
    assert "Entered by staff" in told
    assert "1. Docks" in ana.client.get(f"/students/{listed.id}/record.csv").text


def test_many_are_asked_with_a_preview_and_taken_back(any_app: Flask, staff):
    with any_app.app_context():
        program, school = a_season(), a_school()
        a_student(school, given_name="Mia", email="mia@example.org")
        a_student(school, given_name="Leo", email="")
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/preferences/bulk?program={program.id}&do=ask")
    assert "mia@example.org" in page
    assert "has no address" in page
    done = ana.submit(page, "Ask 1 student")
    assert "1 student" in done
    with any_app.app_context():
        assert list(db.session.scalars(sa.select(OutboxMessage.kind))) == ["preferences"]
    ana.submit(done, "Undo")
    with any_app.app_context():
        assert list(db.session.scalars(sa.select(LinkRequest.state))) == ["cancelled"]
        assert list(db.session.scalars(sa.select(OutboxMessage.state))) != ["queued"]


def test_a_program_that_mails_nothing_of_it_asks_nobody(any_app: Flask, staff):
    with any_app.app_context():
        program, school = a_program(end_date=SOON), a_school()
        a_student(school, given_name="Mia")
    page = staff("administrator").visit(f"/preferences/bulk?program={program.id}&do=ask")
    assert "off or paused for the program" in page


def test_without_a_program_the_page_says_what_comes_first(app: Flask, staff):
    assert "no program yet" in staff("administrator").visit("/preferences")
    staff("administrator").visit("/preferences?program=999", status=200)
    with app.app_context():
        a_season()
    staff("administrator").visit("/preferences?program=999", status=404)


@pytest.mark.parametrize("number", [1, 20])
def test_the_board_costs_the_same_however_many(any_app: Flask, staff, query_count, number):
    with any_app.app_context():
        program, school = a_season(), a_school()
        docks = a_placement(program, title="Docks")
        for _ in range(number):
            student = a_student(school)
            preference_asking.ask(student.id, program.id, by=ADMIN, at=clock.now())
            rank(student, program, docks)
    ada = staff("administrator")
    ada.visit("/matches")
    with query_count(8):
        ada.visit(f"/preferences?program={program.id}")
