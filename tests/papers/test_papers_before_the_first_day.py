"""Guardians and students say by link what became of the papers that a placement still misses."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.core.use_case import use_case
from app.desk.verify import findings
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.papers import document_asking
from app.papers.models import DocumentWord
from app.students.models import Guardian
from app.students.record_services import note_document
from tests.builders import ZONE, a_match, a_placement, a_program, a_student, every_mail

ADMIN = Actor("staff", 1, "Ada", "administrator")
TODAY = clock.today(ZONE)
SOON = TODAY + timedelta(days=20)
NOW = clock.now()


@use_case
def a_guardian(student, language: str = "en") -> None:
    db.session.add(
        Guardian(
            student_id=student.id,
            sourced_id="g1",
            name="Rosa Reyes",
            email="rosa@example.org",
            language=language,
        )
    )


def accepted(*documents: str, language: str = "en", age: int = 16, **changes):
    """Build an accepted match that begins soon and asks for documents."""
    program = changes.pop("program", None) or a_program(every_mail())
    student = a_student(given_name="Mia", birth_date=TODAY - timedelta(days=age * 366))
    a_guardian(student, language)
    dates = {"start_date": SOON, "end_date": SOON + timedelta(days=60)} | changes
    wanted = list(documents or ("work_permit", "medical_certificate"))
    place = a_placement(program, title="Docks", documents=wanted, **dates)
    return a_match(student, place, state=MatchState.ACCEPTED)


def on_file(match, *kinds: str) -> None:
    for kind in kinds:
        note_document(match.student_id, kind, None, by=ADMIN, at=NOW)


def link(app: Flask) -> str:
    with app.app_context():
        return f"/r/{db.session.scalars(sa.select(LinkRequest)).one().link.token()}"


def state() -> RequestState:
    return db.session.scalars(sa.select(LinkRequest.state)).one()


def todos() -> set[str]:
    return set(db.session.scalars(sa.select(Todo.kind).where(Todo.done_at.is_(None))))


@pytest.fixture
def asked(any_app: Flask) -> tuple[int, int]:
    """Ask a guardian about a work permit and a certificate; give the match and the student."""
    with any_app.app_context():
        match = accepted()
        on_file(match, "guardian_consent")
        assert document_asking.ask_due(NOW) == 1
        return match.id, match.student_id


def test_the_guardian_says_what_became_of_each_and_staff_get_their_work(
    any_app: Flask, visit, submit, asked
):
    with any_app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.to_address == "rosa@example.org"
        assert "- Work permit" in mail.text
        assert document_asking.ask_due(NOW) == 0
    page = visit(link(any_app))
    lacking = submit(page, "Send", fields={"said-work_permit": "coming"}, status=422)
    assert "Enter the day by which it comes" in lacking
    assert "Choose what became of it." in lacking
    by = (TODAY + timedelta(days=5)).isoformat()
    said = {
        "said-work_permit": "coming",
        "on-work_permit": by,
        "said-medical_certificate": "handed_in",
    }
    page = submit(lacking, "Send", fields=said)
    assert "We noted what you said." in page
    with any_app.app_context():
        assert state() is RequestState.ANSWERED
        assert todos() == {"documents_handed_in"}
        assert [each.name for each in findings() if each.broken] == []
    # the paper came: staff note it, and that is done
    with any_app.app_context():
        note_document(asked[1], "medical_certificate", None, by=ADMIN, at=NOW)
        assert todos() == set()
        # the other was promised by a day that passes
        document_asking.ask_due(NOW + timedelta(days=7))
        document_asking.ask_due(NOW + timedelta(days=8))
        assert todos() == {"documents_late"}
        note_document(asked[1], "work_permit", None, by=ADMIN, at=NOW)
    assert "All papers are at the school." in visit(link(any_app))


@pytest.mark.usefixtures("asked")
def test_an_answer_is_changed_and_every_word_is_kept(any_app: Flask, visit, submit):
    said = {"said-work_permit": "help", "said-medical_certificate": "help"}
    page = submit(visit(link(any_app)), "Send", fields=said)
    with any_app.app_context():
        assert todos() == {"documents_help"}
    page = submit(page, "Change my answer")
    submit(page, "Send", fields={"said-work_permit": "handed_in"})
    with any_app.app_context():
        words = sa.select(DocumentWord.said).where(DocumentWord.kind == "work_permit")
        assert list(db.session.scalars(words.order_by(DocumentWord.id))) == ["help", "handed_in"]
        assert db.session.query(DocumentWord).count() == 3


@pytest.mark.usefixtures("asked")
def test_silence_reaches_the_specialist(any_app: Flask):
    with any_app.app_context():
        outreach.remind_due(NOW + timedelta(days=5))
        outreach.remind_due(NOW + timedelta(days=11))
        assert todos() == {"documents_not_answered"}


def test_a_paper_noted_by_staff_answers_the_question(any_app: Flask, asked):
    _match, student_id = asked
    with any_app.app_context():
        for kind in ("work_permit", "medical_certificate"):
            note_document(student_id, kind, None, by=ADMIN, at=NOW)
        assert state() is RequestState.ANSWERED


def test_a_student_of_age_is_asked_alone_and_a_consent_is_asked_by_itself(any_app: Flask):
    with any_app.app_context():
        program = a_program(every_mail())
        match = accepted("work_permit", age=19, program=program)
        on_file(match, "guardian_consent")
        only_consent = accepted("guardian_consent", program=program)
        on_file(only_consent, "work_permit")
        later = accepted(start_date=TODAY + timedelta(days=50), end_date=TODAY + timedelta(days=90))
        assert later.id
        assert document_asking.ask_due(NOW) == 1
        assert list(db.session.scalars(sa.select(LinkRequest.recipient_kind))) == ["student"]


def test_nobody_is_asked_where_this_mail_is_off_or_nothing_is_missing(any_app: Flask):
    with any_app.app_context():
        off = accepted(program=a_program())
        with pytest.raises(Conflict, match="off or paused"):
            document_asking.ask(off.id, by=ADMIN, at=NOW)
        whole = accepted("work_permit")
        on_file(whole, "guardian_consent", "work_permit")
        with pytest.raises(Conflict, match="No document is missing"):
            document_asking.ask(whole.id, by=ADMIN, at=NOW)


def test_staff_ask_after_a_preview_in_spanish_and_enter_the_answer(any_app: Flask, staff, visit):
    with any_app.app_context():
        match = accepted("work_permit", language="es")
        on_file(match, "guardian_consent")
    ada = staff("administrator")
    page = ada.visit(f"/matches/{match.id}")
    page = ada.visit(page.link("Ask for them"))
    assert "rosa@example.org" in page
    ada.submit(page, "Ask for documents")
    assert "La escuela ya lo tiene" in visit(link(any_app))
    with any_app.app_context():
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    page = ada.visit(f"/requests/{request_id}/answer")
    ada.submit(page, "Send", method="phone", fields={"said-work_permit": "help"})
    with any_app.app_context():
        assert db.session.scalars(sa.select(LinkAnswer.method)).one() == "phone"
        assert todos() == {"documents_help"}
    ada.visit(f"/requests/{request_id}/print")


def test_the_page_is_clean_on_a_phone(app: Flask, browse, axe):
    with app.app_context():
        on_file(accepted("work_permit"), "guardian_consent")
        document_asking.ask_due(NOW)
    page = browse(phone=True)
    page.goto(link(app))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
