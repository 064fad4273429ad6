"""Staff note visits to workplaces, and a problem there reaches those who must know at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.matches.side_models import MatchNote
from tests.builders import a_match, a_school, a_student


@pytest.fixture
def match(any_app: Flask) -> tuple[int, int]:
    """Give a match and its school."""
    with any_app.app_context():
        school = a_school()
        found = a_match(a_student(school, given_name="Mia", family_name="Tran"))
        return found.id, school.id


def mails() -> list[tuple[str, str]]:
    query = sa.select(OutboxMessage.to_address, OutboxMessage.subject)
    return [tuple(row) for row in db.session.execute(query.order_by(OutboxMessage.id))]


def todos() -> list[str]:
    query = sa.select(Todo.sentence).where(Todo.kind == "workplace_issue", Todo.done_at.is_(None))
    return list(db.session.scalars(query.order_by(Todo.id)))


def test_a_visit_is_noted_with_its_day(any_app: Flask, staff, match):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    page = cora.visit(f"/matches/{match_id}")
    with any_app.app_context():
        day = clock.district_day(clock.now()) - timedelta(days=2)
    said = "She runs the till by herself."
    fields = {"text": said, "kind": "visit", "visited_on": day.isoformat()}
    page = cora.submit(page, "Note it", fields=fields)
    assert "Visit on" in page
    assert "She runs the till by herself." in page
    for wrong in ("", (day + timedelta(days=9)).isoformat()):
        again = cora.submit(page, "Note it", fields=fields | {"visited_on": wrong}, status=422)
        assert (
            "Enter the day of the visit, today or earlier."
            in again.one("#visited_on-error").to_text()
        )
        assert again.one("#text").to_text().strip() == said, "what was typed is kept"
    with any_app.app_context():
        assert db.session.scalars(sa.select(MatchNote.visited_on)).all() == [day]
        assert todos() == []
        assert mails() == []


def test_an_empty_note_is_asked_again(staff, match):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    page = cora.submit(cora.visit(f"/matches/{match_id}"), "Note it", status=422)
    assert "Write what is to be noted." in page.one("#text-error").to_text()


def test_each_problem_has_a_to_do_of_its_own(any_app: Flask, staff, match):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    page = cora.visit(f"/matches/{match_id}")
    for text in ("A guard is missing.", "The radio is loud."):
        cora.submit(page, "Note it", fields={"text": text, "kind": "issue"})
    with any_app.app_context():
        assert [said.rpartition(": ")[2] for said in todos()] == [
            "A guard is missing.",
            "The radio is loud.",
        ]


def test_a_problem_is_a_to_do_and_mails_nobody(any_app: Flask, staff, match):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    fields = {"text": "The shifts change every day.", "kind": "issue"}
    page = cora.submit(cora.visit(f"/matches/{match_id}"), "Note it", fields=fields)
    assert "Problem at work" in page
    with any_app.app_context():
        [said] = todos()
        assert "The shifts change every day." in said
        assert mails() == []


def test_an_urgent_problem_is_mailed_at_once_to_those_who_must_know(any_app: Flask, staff, match):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    colleague = staff("career_specialist", school_ids=[school])
    admin = staff("administrator")
    with any_app.app_context():
        elsewhere = a_school().id
    staff("career_specialist", school_ids=[elsewhere])
    staff("employer_engagement")
    fields = {"text": "A guard is missing on the saw.", "kind": "issue", "urgent": True}
    page = cora.submit(cora.visit(f"/matches/{match_id}"), "Note it", fields=fields)
    assert "Urgent problem" in page
    with any_app.app_context():
        told = mails()
        assert {address for address, _ in told} == {colleague.email, admin.email}
        assert all("Tran" not in subject and "Mia" not in subject for _, subject in told)
        text = db.session.scalars(sa.select(OutboxMessage.text)).first()
        assert "A guard is missing on the saw." in text
        assert f"/matches/{match_id}" in text
    assert "A guard is missing on the saw." in admin.visit("/")


@pytest.mark.parametrize("kind", ["note", "visit"])
def test_who_ticks_urgent_means_a_problem_whatever_else_is_chosen(
    any_app: Flask, staff, match, kind
):
    match_id, school = match
    cora = staff("career_specialist", school_ids=[school])
    colleague = staff("career_specialist", school_ids=[school])
    fields = {"text": "He was hurt.", "kind": kind, "urgent": True}
    page = cora.submit(cora.visit(f"/matches/{match_id}"), "Note it", fields=fields)
    assert "Urgent problem" in page
    with any_app.app_context():
        assert [address for address, _ in mails()] == [colleague.email]
        assert len(todos()) == 1
