"""A student plans a credential, tries for it, earns it, and it expires; each step is told."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.todos import Todo, open_todos, put_away
from app.core.use_case import use_case
from app.credentials import catalogue_services, queries, services
from app.credentials.checks import CHECKS
from app.credentials.expiring import follow_due
from app.credentials.facts import CredentialFacts, Result
from app.credentials.models import AwardState, CredentialAward
from app.credentials.services import Noted
from app.students.models import Student
from tests.builders import a_school, a_student
from tests.support.counting import query_count

S = AwardState
ADA = Actor("staff", 901, "Ada", "administrator")
FORKLIFT = CredentialFacts(name="Forklift operator", issuer="OSHA", lasts_months=36)


def today() -> date:
    return clock.today("America/Los_Angeles")


def a_credential(facts: CredentialFacts = FORKLIFT) -> int:
    return catalogue_services.add(facts, by=ADA, at=clock.now())


def note(student, credential_id, state=S.EARNED, on=None, by=ADA, **said):
    if on is None and state is not S.PLANNED:
        on = today()
    result = Result(state=state, on=on, **said)
    return services.note(Noted(student.id, credential_id), result, by=by, at=clock.now()).id


def award(award_id) -> CredentialAward:
    db.session.expire_all()
    return db.session.get_one(CredentialAward, award_id)


def broken():
    return [check.name for check in CHECKS if check.broken()]


# -- one try after another


def test_a_plan_becomes_a_try_and_then_a_credential(any_app):
    with any_app.app_context():
        student, forklift = a_student(), a_credential()
        first = note(student, forklift, S.PLANNED)
        assert note(student, forklift, S.ATTEMPTED) == first
        assert note(student, forklift, S.EARNED, number="FK-7") == first
        kept = award(first)
        assert (kept.state, kept.number) == (S.EARNED, "FK-7")
        assert kept.expires_on == date(today().year + 3, today().month, today().day)
        assert queries.holders(forklift, [student.id], today()) == {student.id}
        assert broken() == []


def test_who_did_not_pass_tries_again_and_both_tries_stay(any_app):
    with any_app.app_context():
        student, forklift = a_student(), a_credential()
        failed = note(student, forklift, S.FAILED, on=today() - timedelta(days=9))
        earned = note(student, forklift)
        assert [award(failed).state, award(earned).state] == [S.FAILED, S.EARNED]
        assert [row.id for row in queries.of_student(student.id)] == [earned, failed]


def test_the_same_credential_of_the_same_day_is_noted_once(any_app):
    with any_app.app_context():
        student, forklift = a_student(), a_credential()
        note(student, forklift)
        with pytest.raises(Invalid, match="noted already"):
            note(student, forklift)
        planned = note(student, forklift, S.PLANNED)
        with pytest.raises(Invalid, match="open already"):
            note(student, forklift, S.PLANNED)
        with pytest.raises(Invalid, match="noted already"):
            services.note_result(
                planned, Result(state=S.EARNED, on=today()), by=ADA, at=clock.now()
            )
        assert award(planned).state == S.PLANNED


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": date(2100, 1, 1)}, "on"),
        ({"expires_on": date(2001, 1, 1)}, "expires_on"),
        ({"number": "123-45-6789"}, "number"),
        ({"score": "SSN 123456789"}, "score"),
        ({"state": S.EXPIRED}, "result"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(app, said, field):
    with app.app_context():
        student, forklift = a_student(), a_credential()
        with pytest.raises(Invalid) as refused:
            note(student, forklift, **said)
        assert field in refused.value.fields
        assert queries.of_student(student.id) == []


def test_a_retired_credential_is_noted_no_more_but_what_was_earned_stays(app):
    with app.app_context():
        student, forklift = a_student(), a_credential()
        earned = note(student, forklift, on=today() - timedelta(days=2))
        catalogue_services.retire(forklift, by=ADA, at=clock.now())
        with pytest.raises(Invalid) as refused:
            note(student, forklift)
        assert "retired" in refused.value.fields["credential"]
        corrected = Result(state=S.EARNED, on=today() - timedelta(days=3))
        services.note_result(earned, corrected, by=ADA, at=clock.now())
        assert award(earned).earned_on == today() - timedelta(days=3)


# -- taking back


def test_a_result_is_taken_back_with_a_reason_and_noted_again(any_app):
    with any_app.app_context():
        student, forklift = a_student(), a_credential()
        earned = note(student, forklift)
        with pytest.raises(Invalid):
            services.take_result_back(earned, "", by=ADA, at=clock.now())
        services.take_result_back(earned, "Another student's", by=ADA, at=clock.now())
        kept = award(earned)
        assert (kept.state, kept.earned_on, kept.expires_on) == (S.PLANNED, None, None)
        assert queries.holders(forklift, [student.id], today()) == set()
        assert note(student, forklift) == earned
        assert broken() == []


def test_a_result_is_not_taken_back_beside_an_open_try(app):
    with app.app_context():
        student, forklift = a_student(), a_credential()
        earned = note(student, forklift)
        note(student, forklift, S.PLANNED)
        with pytest.raises(Conflict, match="open already"):
            services.take_result_back(earned, "wrong", by=ADA, at=clock.now())


def test_what_was_noted_in_error_is_withdrawn_and_may_be_noted_anew(any_app):
    with any_app.app_context():
        student, forklift = a_student(), a_credential()
        wrong = note(student, forklift)
        services.withdraw(wrong, "Another student's", by=ADA, at=clock.now())
        assert queries.of_student(student.id) == []
        assert note(student, forklift) != wrong
        assert broken() == []


def test_another_schools_student_is_not_found(app):
    with app.app_context():
        student, forklift = a_student(), a_credential()
        earned = note(student, forklift)
        stranger = Actor("staff", 903, "Sue", "career_specialist", frozenset({a_school().id}))
        for act in (
            lambda: note(student, forklift, S.PLANNED, by=stranger),
            lambda: services.withdraw(earned, "no", by=stranger, at=clock.now()),
            lambda: queries.award_for(earned, stranger),
        ):
            with pytest.raises(NotFound):
                act()


# -- days go by


def test_what_is_past_its_last_day_expires_and_what_soon_is_opens_a_todo(any_app):
    with any_app.app_context():
        student, forklift, now = a_student(), a_credential(), clock.now()
        past, soon, late = (
            note(student, forklift, on=today() - timedelta(days=900 + each), expires_on=day)
            for each, day in enumerate(
                (today() - timedelta(days=1), today(), today() + timedelta(days=61))
            )
        )
        assert follow_due(now) == 1
        assert follow_due(now) == 0
        assert [award(each).state for each in (past, soon, late)] == [S.EXPIRED, S.EARNED, S.EARNED]
        # the later one renewed the earlier
        assert db.session.scalars(sa.select(Todo.record_id)).all() == []
        services.withdraw(late, "wrong", by=ADA, at=now)
        follow_due(now)
        assert db.session.scalars(sa.select(Todo.record_id)).all() == [soon]
        put_away(db.session.scalars(sa.select(Todo.id)).one(), by=ADA, at=now)
        assert follow_due(now) == 0
        assert open_todos(ADA) == []
        corrected = Result(
            state=S.EARNED, on=today() - timedelta(days=5), expires_on=today() + timedelta(days=400)
        )
        services.note_result(past, corrected, by=ADA, at=now)
        follow_due(now)
        assert award(past).state == S.EARNED
        assert broken() == []


def test_a_student_who_left_asks_nothing_of_anybody(app):
    @use_case
    def leave():
        db.session.get_one(Student, student.id).left_at = clock.now()

    with app.app_context():
        student, forklift = a_student(), a_credential()
        note(student, forklift, expires_on=today() + timedelta(days=3))
        leave()
        follow_due(clock.now())
        assert db.session.scalars(sa.select(Todo.id)).all() == []


# -- on the pages


def test_a_specialist_notes_it_on_the_students_page_with_the_certificate(staff, app):
    with app.app_context():
        school = a_school()
        student = a_student(school)
        forklift = a_credential()
        student_id, school_id = student.id, school.id
    person = staff("career_specialist", school_ids=[school_id])
    page = person.visit(person.visit(f"/students/{student_id}").link("Note a credential"))
    wrong = person.submit(
        page, "Note it", fields={"result": "earned", "number": "123-45-6789"}, status=422
    )
    assert "Choose a credential" in wrong.text or "Enter the day." in wrong.text
    assert wrong.one("input[name=number]").attrs["value"] == "123-45-6789"
    told = person.submit(
        page,
        "Note it",
        fields={
            "credential": str(forklift),
            "result": "earned",
            "on": today().isoformat(),
            "number": "FK-9",
            "file": (io.BytesIO(b"%PDF-1.4 certificate"), "card.pdf"),
        },
    )
    assert "Forklift operator of" in told.h1
    answer = person.client.get(told.link("The certificate"))
    assert answer.data == b"%PDF-1.4 certificate"
    assert "attachment" in answer.headers["Content-Disposition"]
    again = {
        "credential": str(forklift),
        "result": "earned",
        "on": today().isoformat(),
        "number": "FK-10",
    }
    refused = person.submit(page, "Note it", fields=again, status=422)
    assert "earned on this day is noted already" in refused.alert
    assert refused.one("input[name=number]").attrs["value"] == "FK-10"
    assert "FK-9" in person.visit(f"/students/{student_id}/record").text
    sheet = person.client.get(f"/students/{student_id}/record.csv").text
    assert "Forklift operator,,,earned" in sheet


def test_the_list_takes_the_same_statements_for_one_and_for_many(staff, any_app):
    person = staff("administrator")
    with any_app.app_context():
        forklift = a_credential()
        note(a_student(), forklift)
    person.visit("/credentials")
    with query_count() as one:
        person.visit("/credentials")
    with any_app.app_context():
        for _ in range(12):
            note(a_student(), forklift)
    with query_count() as many:
        page = person.visit("/credentials")
    assert len(page.all("tbody tr")) == 13
    assert len(one) == len(many) == 7
