"""Families send a photo of a missing paper through their link; staff take it or send it back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Invalid
from app.core.files import LARGEST, File
from app.core.outbox import OutboxMessage
from app.desk.verify import findings
from app.outreach import sending
from app.outreach.models import RequestState
from app.papers import document_asking
from app.papers.models import SentDocument
from app.students.models import Student, StudentDocument
from tests.builders import a_school
from tests.papers.test_papers_before_the_first_day import (
    NOW,
    TODAY,
    accepted,
    link,
    on_file,
    state,
    todos,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"a photo of a permit"
PDF = b"%PDF-1.4 a scan"


def photo(content: bytes = PNG, name: str = "permit.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def sent() -> list[tuple[str, str]]:
    query = sa.select(SentDocument.kind, SentDocument.state).order_by(SentDocument.id)
    return [(kind, str(said)) for kind, said in db.session.execute(query)]


def files() -> list[str]:
    return list(db.session.scalars(sa.select(File.purpose).order_by(File.id)))


@pytest.fixture
def asked(any_app: Flask) -> tuple[int, int, int]:
    """Ask a guardian about a work permit; give the match, the student and the school."""
    with any_app.app_context():
        match = accepted("work_permit")
        on_file(match, "guardian_consent")
        assert document_asking.ask_due(NOW) == 1
        school = sa.select(Student.school_id).where(Student.id == match.student_id)
        return match.id, match.student_id, db.session.scalars(school).one()


def test_a_photo_is_sent_and_staff_note_it_on_file(any_app, visit, submit, staff, asked):
    _match, student_id, school_id = asked
    page = visit(link(any_app))
    page = submit(page, "Send", fields={"said-work_permit": "sent", "file-work_permit": photo()})
    assert "permit.png is at the school." in page
    with any_app.app_context():
        assert state() is RequestState.ANSWERED
        assert todos() == {"documents_handed_in"}
        assert files() == ["document"]
    cora = staff("career_specialist", school_ids=[school_id])
    page = cora.visit(f"/students/{student_id}")
    [address] = {a.attrs["href"] for a in page.all('a[href$="/file"]')}
    opened = cora.client.get(address)
    assert opened.get_data() == PNG
    assert opened.headers["Content-Disposition"].startswith("attachment")
    over = {"expires": (TODAY - timedelta(days=1)).isoformat()}
    assert "This day is over" in cora.submit(page, "Note it on file", fields=over)
    until = TODAY + timedelta(days=200)
    cora.submit(page, "Note it on file", fields={"expires": until.isoformat()})
    with any_app.app_context():
        kept = sa.select(StudentDocument.expires).where(StudentDocument.kind == "work_permit")
        assert db.session.scalars(kept).all() == [until]
        assert sent() == [("work_permit", "accepted")]
        assert todos() == set()
        assert [each.name for each in findings() if each.broken] == []
    assert "All papers are at the school." in visit(link(any_app))


def test_what_cannot_be_read_is_sent_back_with_the_reason(any_app, visit, submit, staff, asked):
    _match, student_id, school_id = asked
    submit(visit(link(any_app)), "Send", fields={"file-work_permit": photo()})
    cora = staff("career_specialist", school_ids=[school_id])
    page = cora.visit(f"/students/{student_id}")
    assert "Say what is wrong with it" in cora.submit(page, "Ask for another")
    cora.submit(page, "Ask for another", fields={"reason": "The date is cut off"})
    with any_app.app_context():
        assert sent() == [("work_permit", "sent_back")]
        assert state() is RequestState.OPEN, "it is asked again"
        assert todos() == set()
        mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        assert mail.kind == "documents-again"
        assert "Work permit: The date is cut off" in mail.text
    page = visit(link(any_app))
    assert "The school could not use what was sent: The date is cut off" in page
    submit(page, "Send", fields={"file-work_permit": photo(PDF, "better.pdf")})
    with any_app.app_context():
        assert sent() == [("work_permit", "sent_back"), ("work_permit", "waiting")]
        assert state() is RequestState.ANSWERED
    twice = cora.submit(cora.visit(f"/students/{student_id}"), "Note it on file")
    assert "The document is noted on file." in twice


def test_a_mistake_elsewhere_keeps_the_photo(any_app, visit, submit):
    with any_app.app_context():
        match = accepted("work_permit", "medical_certificate")
        on_file(match, "guardian_consent")
        document_asking.ask_due(NOW)
    page = visit(link(any_app))
    page = submit(page, "Send", fields={"file-work_permit": photo()}, status=422)
    assert "permit.png is chosen." in page
    assert "Choose what became of it." in page
    page = submit(page, "Send", fields={"said-medical_certificate": "help"})
    assert "permit.png is at the school." in page
    with any_app.app_context():
        assert sent() == [("work_permit", "waiting")]
        assert files() == ["document"], "it was sent once"


@pytest.mark.parametrize(
    ("sent_file", "sentence"),
    [
        ((b"<script>alert(1)</script>", "permit.html"), "permit.html is no PDF and no photo"),
        ((b"", "empty.png"), "empty.png is no PDF and no photo"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_what_is_no_photo_is_refused_and_the_page_stays(
    any_app, visit, submit, sent_file, sentence
):
    fields = {"said-work_permit": "sent", "file-work_permit": photo(*sent_file)}
    page = submit(visit(link(any_app)), "Send", fields=fields, status=422)
    assert sentence in page
    with any_app.app_context():
        assert files() == []
        assert state() is RequestState.OPEN


def test_a_file_larger_than_10_mb_is_refused(app):
    with app.app_context(), pytest.raises(Invalid) as refused:
        sending.keep("big.png", PNG + b"0" * LARGEST, by=SYSTEM, at=NOW)
    assert "big.png is larger than 10 MB" in refused.value.sentence


@pytest.mark.usefixtures("asked")
def test_saying_that_a_photo_comes_without_one_is_asked_again(any_app, visit, submit):
    page = submit(visit(link(any_app)), "Send", fields={"said-work_permit": "sent"}, status=422)
    assert "Choose the photo or scan of it." in page


@pytest.mark.usefixtures("asked")
def test_a_newer_photo_replaces_one_that_nobody_looked_at(any_app, visit, submit):
    page = submit(visit(link(any_app)), "Send", fields={"file-work_permit": photo()})
    page = submit(page, "Change my answer")
    assert "permit.png is at the school." in page
    # pressing again with nothing new changes nothing
    page = submit(page, "Send")
    with any_app.app_context():
        assert sent() == [("work_permit", "waiting")]
    page = submit(page, "Change my answer")
    submit(page, "Send", fields={"file-work_permit": photo(PDF, "new.pdf")})
    with any_app.app_context():
        assert sent() == [("work_permit", "replaced"), ("work_permit", "waiting")]


@pytest.mark.usefixtures("asked")
def test_nobody_of_another_school_opens_it(any_app, visit, submit, staff):
    submit(visit(link(any_app)), "Send", fields={"file-work_permit": photo()})
    with any_app.app_context():
        other = a_school().id
        sent_id = db.session.scalars(sa.select(SentDocument.id)).one()
    staff("career_specialist", school_ids=[other]).visit(f"/documents/{sent_id}/file", status=404)
    staff("employer_engagement").visit(f"/documents/{sent_id}/file", status=403)


def test_a_link_cannot_fill_the_database(any_app, visit, submit):
    with any_app.app_context():
        match = accepted("work_permit", "medical_certificate")
        on_file(match, "guardian_consent")
        document_asking.ask_due(NOW)
    page = visit(link(any_app))
    for _ in range(sending.MOST_KEPT):
        submit(page, "Send", fields={"file-work_permit": photo()}, status=422)
    page = submit(page, "Send", fields={"file-work_permit": photo()}, status=422)
    assert "These are too many files." in page
    with any_app.app_context():
        assert files() == ["sent"] * sending.MOST_KEPT
        assert sending.clear_due(clock.now() + timedelta(days=1)) == 0
        assert sending.clear_due(clock.now() + timedelta(days=3)) == sending.MOST_KEPT
        assert files() == []
