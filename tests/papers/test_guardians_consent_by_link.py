"""Guardians consent to a program by link, in their language; the student's file follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict
from app.core.frozen import hash_of, versions
from app.core.journal import Event
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.core.use_case import transaction
from app.desk.verify import findings
from app.matches.models import MatchState
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.outreach.shapes import Evidence
from app.papers import consent_asking, consent_services, queries
from app.papers.consent_services import Said
from app.papers.models import Consent, ConsentForm
from app.students import record_services as file
from app.students.models import Guardian, Student, StudentDocument
from app.students.privacy import CONSENT_KIND, Basis, grounds
from tests.builders import a_match, a_placement, a_program, a_student, every_mail, kept
from tests.hours.world import ADMIN

AT = datetime(2026, 9, 14, 17, tzinfo=UTC)
START = date(2026, 10, 5)
LINK = Evidence(method="link", address="203.0.113.9", agent="a phone")


def a_guardian(student, **changes) -> Guardian:
    values = {"name": "María Reyes", "email": "maria@example.org", "language": "es"} | changes
    number = db.session.scalar(sa.select(sa.func.count(Guardian.id)))
    return kept(Guardian(student_id=student.id, sourced_id=f"g{number}", **values))


def a_placed_student(*, born=date(2010, 3, 14), guardian=True, start=START, **changes):
    student = a_student(birth_date=born)
    if guardian:
        a_guardian(student)
    dates = {"start_date": start, "end_date": start + timedelta(days=150)}
    program = a_program(
        every_mail(), start_date=start, end_date=dates["end_date"] + timedelta(days=30)
    )
    placement = a_placement(program, **dates)
    a_match(student, placement, state=changes.pop("state", MatchState.ACCEPTED))
    return student, program


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def give(said: Said, request: LinkRequest | None = None, at=AT, **evidence) -> Consent:
    asked = request or requests()[-1]
    how = replace(LINK, by=SYSTEM, **evidence)
    return consent_services.give(asked, said, "María Reyes", how, at=at)


def on_file(student) -> StudentDocument | None:
    own = (StudentDocument.student_id == student.id, StudentDocument.kind == CONSENT_KIND)
    return db.session.scalar(sa.select(StudentDocument).where(*own))


def broken() -> list[str]:
    return [each.name for each in findings() if each.broken]


def test_a_guardian_is_asked_six_weeks_ahead_once_in_their_own_language(any_app: Flask):
    with any_app.app_context():
        student, program = a_placed_student()
        assert consent_asking.ask_for_consents(AT - timedelta(days=40)) == 0
        assert consent_asking.ask_for_consents(AT) == 1
        assert consent_asking.ask_for_consents(AT + timedelta(days=9)) == 0
        [mail] = db.session.scalars(sa.select(OutboxMessage))
        assert (mail.to_address, mail.language) == ("maria@example.org", "es")
        assert student.family_name not in mail.subject
        form = queries.newest_form(student.id, program.id)
        assert form.text_hash == hash_of(form.text)
        assert program.name in versions(form.text)["en"]
        assert "Información de directorio" in versions(form.text)["es"]
        assert broken() == []


def test_a_yes_is_filed_until_the_programs_end_and_a_no_to_employers_opts_out(any_app: Flask):
    with any_app.app_context():
        student, program = a_placed_student()
        consent_asking.ask_for_consents(AT)
        given = give(Said(takes_part=True, directory=False))
        assert on_file(student).expires == program.end_date
        assert db.session.get(Student, student.id).directory_opt_out
        assert grounds([student.id], START) == {student.id: Basis.CONSENT}
        assert requests()[0].state is RequestState.ANSWERED
        assert (given.text_hash, given.language) == (
            queries.form_of(given.form_id).text_hash,
            "es",
        )
        actions = db.session.scalars(sa.select(Event.action).where(Event.record == "student")).all()
        assert {"consent_answered", "document_noted", "directory_opted_out"} <= set(actions)
        assert broken() == []


def test_a_changed_answer_is_one_more_and_staff_are_told_of_a_no(any_app: Flask):
    with any_app.app_context():
        student, _program = a_placed_student()
        consent_asking.ask_for_consents(AT)
        yes = Said(takes_part=True, directory=True)
        assert give(yes).id == give(yes).id
        give(Said(takes_part=False, directory=True), at=AT + timedelta(days=1))
        assert on_file(student) is None
        rows = db.session.scalars(sa.select(Consent.takes_part).order_by(Consent.id)).all()
        assert rows == [True, False]
        [todo] = db.session.scalars(sa.select(Todo).where(Todo.done_at.is_(None)))
        assert "said no" in todo.sentence
        assert consent_asking.ask_for_consents(AT + timedelta(days=2)) == 0
        give(yes, at=AT + timedelta(days=3))
        assert on_file(student) is not None
        assert broken() == []


@pytest.mark.parametrize("table", [ConsentForm, Consent])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_what_was_agreed_to_cannot_be_rewritten_in_the_database(any_app: Flask, table, verb):
    with any_app.app_context():
        a_placed_student()
        consent_asking.ask_for_consents(AT)
        give(Said(takes_part=True, directory=True))
        change = sa.update(table).values(at=AT + timedelta(days=1))
        with pytest.raises(Conflict), transaction():
            db.session.execute(change if verb == "update" else sa.delete(table))


def test_of_age_the_student_consents_and_the_guardian_is_not_asked(app: Flask):
    with app.app_context():
        a_placed_student(born=date(2008, 9, 14))
        assert consent_asking.ask_for_consents(AT) == 1
        assert [each.recipient_kind for each in requests()] == ["student"]


def test_without_a_guardian_staff_are_told_once_and_can_ask_after_adding_one(app: Flask):
    with app.app_context():
        student, _program = a_placed_student(guardian=False)
        assert consent_asking.ask_for_consents(AT) == 0
        consent_asking.ask_for_consents(AT + timedelta(hours=1))
        [todo] = db.session.scalars(sa.select(Todo))
        assert "no guardian" in todo.sentence
        a_guardian(student)
        assert consent_asking.ask_for_consents(AT + timedelta(hours=2)) == 1


def test_a_consent_on_paper_settles_the_request_and_one_that_ends_is_asked_again(app: Flask):
    with app.app_context():
        student, program = a_placed_student()
        consent_asking.ask_for_consents(AT)
        early = START + timedelta(days=60)
        file.note_document(student.id, CONSENT_KIND, program.end_date, by=ADMIN, at=AT)
        assert requests()[0].state is RequestState.ANSWERED
        file.remove_document(student.id, CONSENT_KIND, by=ADMIN, at=AT)
        assert requests()[0].state is RequestState.OPEN

        other, program = a_placed_student()
        file.note_document(other.id, CONSENT_KIND, early, by=ADMIN, at=AT)
        asked = len(requests())
        assert consent_asking.ask_for_consents(AT) == 0
        late = AT + (early - AT.date()) - timedelta(days=30)
        assert consent_asking.ask_for_consents(late) == 1
        give(Said(takes_part=True, directory=True), requests()[asked], at=late)
        assert on_file(other).expires == program.end_date
        assert consent_asking.ask_for_consents(late + timedelta(days=1)) == 0


def test_asked_anew_the_earlier_links_die_and_its_answers_stay(app: Flask):
    with app.app_context():
        student, program = a_placed_student()
        consent_asking.ask_for_consents(AT)
        give(Said(takes_part=False, directory=True))
        consent_asking.ask(student.id, program.id, by=ADMIN, at=AT + timedelta(days=1))
        assert [each.state for each in requests()] == [RequestState.REPLACED, RequestState.OPEN]
        assert db.session.scalar(sa.select(sa.func.count(Consent.id))) == 1
        assert broken() == []


def test_the_command_line_asks_now_and_for_nobody_twice(app: Flask):
    with app.app_context():
        _student, program = a_placed_student(start=clock.now().date() + timedelta(days=10))
        code = program.code
    runner = app.test_cli_runner()
    told = [runner.invoke(args=["requests", "send", "consent", "--program", code]) for _ in "12"]
    assert [each.output.split()[0] for each in told] == ["1", "0"]


# -- by link


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        a_placed_student(start=clock.now().date() + timedelta(days=10))
        consent_asking.ask_for_consents(clock.now())
        return f"/r/{requests()[-1].link.token()}"


def test_nothing_is_chosen_beforehand_and_enter_sends_nothing(app: Flask, link, visit, submit):
    page = visit(link)
    assert "checked" not in page.html
    again = submit(page, "Revise de nuevo", name="María", takes_part="yes")
    assert again.one("input[name=name]").attrs["value"] == "María"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Consent.id))) == 0


def test_what_is_missing_is_said_and_what_was_typed_stays(link, visit, submit):
    page = submit(visit(link), "Firmar y enviar", status=422, takes_part="yes", phone="555 0100")
    assert "Elija sí o no" in page.alert
    assert "Escriba su nombre completo" in page.alert
    assert page.one("input[name=phone]").attrs["value"] == "555 0100"


def test_a_guardian_answers_and_changes_the_answer_by_the_same_link(
    app: Flask, link, visit, submit
):
    both = {"takes_part": "yes", "directory": "yes"}
    page = submit(visit(link), "Firmar y enviar", name="María Reyes", **both)
    assert "Su respuesta quedó anotada" in page
    page = submit(visit(f"{link}?change=1"), "Firmar y enviar", name="M. Reyes", directory="no")
    with app.app_context():
        rows = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        assert [(each.number, each.takes_part, each.directory) for each in rows] == [
            (1, True, True),
            (2, True, False),
        ]
        assert {each.method for each in rows} == {"link"}
        assert len(db.session.scalars(sa.select(LinkAnswer)).all()) == 2
        assert db.session.scalar(sa.select(Student.directory_opt_out))
        assert broken() == []


# -- staff


@pytest.mark.usefixtures("link")
def test_staff_enter_paper_and_by_telephone_only_a_no(app: Flask, staff):
    admin = staff("administrator")
    with app.app_context():
        request_id = requests()[-1].id
    page = admin.visit(f"/requests/{request_id}/answer")
    said = {"name": "María Reyes", "takes_part": "yes", "directory": "yes"}
    page = admin.submit(page, "Sign and send", status=422, method="phone", **said)
    assert "given in writing" in page.alert
    page = admin.submit(page, "Sign and send", method="paper", evidence_note="Folder 3", **said)
    assert "is entered" in page
    with app.app_context():
        given = db.session.scalar(sa.select(Consent))
        assert (given.method, given.note) == ("paper", "Folder 3")
    assert "Teléfono en caso de emergencia" in admin.visit(f"/requests/{request_id}/print")


def test_staff_see_every_answer_and_ask_anew_after_a_preview(app: Flask, staff):
    with app.app_context():
        student, program = a_placed_student(start=clock.now().date() + timedelta(days=10))
        student_id, program_id = student.id, program.id
    admin = staff("administrator")
    page = admin.visit(f"/students/{student_id}/consents/ask?program={program_id}")
    assert "maria@example.org, in Spanish" in page
    page = admin.submit(page, "Ask for consent")
    assert "1 person asked" in page
    with app.app_context():
        give(Said(takes_part=False, directory=False), at=clock.now())
    page = admin.visit(f"/students/{student_id}/consents")
    assert "Refused" in page
    assert "opted out" in page
    other = staff("career_specialist", school_ids=[])
    other.visit(f"/students/{student_id}/consents", status=404)


def test_staff_opt_a_student_out_with_a_reason_and_in_again(app: Flask, staff):
    with app.app_context():
        student_id = a_student().id
    admin = staff("administrator")
    page = admin.visit(f"/students/{student_id}")
    page = admin.submit(page, "Opt out", reason="")
    assert "Say who asked for it" in page
    page = admin.submit(page, "Opt out", reason="letter of Sep 3")
    assert "Opted out." in page
    page = admin.submit(page, "Take the opt-out back", reason="telephone, Sep 9")
    with app.app_context():
        said = db.session.scalars(
            sa.select(Event.action).where(Event.action.startswith("directory"))
        ).all()
        assert said == ["directory_opted_out", "directory_opted_in"]
