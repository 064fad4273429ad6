"""The host of a visit says by a link who came; students, staff and the books follow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import MessageState, OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.outreach import services as outreach
from app.outreach.models import Disclosure, LinkAnswer, LinkRequest, RequestState
from app.placements import activity_services, attendance_asking, roster_services
from app.placements.activity_facts import ActivityFacts
from app.placements.activity_models import Activity, ActivityState, ActivityStudent, SignUpState
from app.placements.attendance_models import ActivityGuest, HostReport
from tests.builders import (
    ZONE,
    a_contact,
    a_program,
    a_school,
    a_sign_up,
    a_student,
    an_activity,
    an_employer,
    every_mail,
)
from tests.support.pages import words

ADMIN = Actor("staff", 1, "Ada", "administrator")
U = SignUpState


def today() -> date:
    return clock.today(ZONE) - timedelta(days=1)


def a_visit(*, language: str = "en", students: tuple[str, ...] = ("Mia", "Theo", "Zoe"), **changes):
    day = changes.pop("day", None) or today()
    program = changes.pop("program", None) or a_program(
        every_mail(), start_date=day - timedelta(days=60), end_date=day + timedelta(days=60)
    )
    employer = an_employer()
    contact = a_contact(employer, name="Petra", email="petra@port.example", language=language)
    activity = an_activity(
        title="A day at the port",
        day=day,
        program_id=program.id,
        employer_id=employer.id,
        contact_id=contact.id,
        **changes,
    )
    school = a_school()
    for name in students:
        student = a_student(given_name=name, family_name="Tran", school_id=school.id)
        a_sign_up(activity, student)
    return activity


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def marks() -> dict[str, U]:
    query = sa.select(ActivityStudent).options(sa.orm.joinedload(ActivityStudent.student))
    return {each.student.given_name: each.state for each in db.session.scalars(query)}


def todos() -> list[tuple[str, str]]:
    query = sa.select(Todo.kind, Todo.role).where(Todo.done_at.is_(None))
    return [(row.kind, row.role) for row in db.session.execute(query)]


def box(page, name: str, field: str = "absent") -> str:
    card = next(each for each in page.all("div.card") if f"{name} T." in words(each))
    return str(card.attrs["id"]).replace("student", field)


@pytest.fixture
def asked(any_app: Flask) -> str:
    """Ask Petra who came to a day at the port; give the link."""
    with any_app.app_context():
        a_visit()
        assert attendance_asking.ask_hosts(clock.now()) == 1
        return f"/r/{requests()[-1].link.token()}"


# -- when


def test_a_host_is_asked_once_when_the_visit_is_over(any_app: Flask):
    day = date(2026, 11, 18)
    with any_app.app_context():
        a_visit(day=day)
        over = datetime(2026, 11, 19, 1, tzinfo=UTC)
        # it ends at five, after the plan's three o'clock
        assert attendance_asking.ask_hosts(over - timedelta(minutes=1)) == 0
        assert attendance_asking.ask_hosts(over) == 1
        assert attendance_asking.ask_hosts(over + timedelta(days=1)) == 0
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.kind == "shadow-attendance"
        assert "Tran" not in mail.subject + mail.text


def test_nobody_is_asked_of_what_needs_no_answer(app: Flask):
    with app.app_context():
        a_visit(students=())
        a_visit(state=ActivityState.PLANNED)
        a_visit(day=today() - timedelta(days=90))
        a_visit(program=a_program(start_date=today(), end_date=today()))
        assert attendance_asking.ask_hosts(clock.now()) == 0


def test_asked_before_the_day_the_letter_waits_and_the_sheet_can_be_printed(app: Flask, staff):
    with app.app_context():
        day = today() + timedelta(days=8)
        activity = a_visit(day=day)
        school_id = db.session.scalars(sa.text("select school_id from student")).first()
    emil, ana = staff("employer_engagement"), staff("career_specialist", school_ids=[school_id])
    page = emil.visit(f"/activities/{activity.id}/ask-host")
    assert "Who came on" in page
    emil.submit(page, "Ask the host")
    with app.app_context():
        waiting = db.session.scalars(sa.select(OutboxMessage)).one()
        assert waiting.next_at.date() >= day
        request_id = requests()[0].id
    sheet = ana.visit(f"/requests/{request_id}/print")
    assert "Mia T." in sheet
    assert "Tran" not in sheet
    page = emil.visit(f"/activities/{activity.id}/ask-host")
    assert "The host was asked already" in page


def test_another_day_asks_anew_and_a_cancelled_visit_nobody(app: Flask):
    with app.app_context():
        activity = a_visit(day=today() + timedelta(days=8))
        attendance_asking.ask_now(activity.id, by=ADMIN, at=clock.now())
        facts = {
            name: getattr(activity, name)
            for name in ("title", "kind", "day", "start", "end", "timezone", "capacity", "place")
        } | {name: getattr(activity, name) for name in ("program_id", "employer_id", "contact_id")}
        later = ActivityFacts(**{**facts, "day": activity.day + timedelta(days=1)})
        activity_services.save(activity.id, later, by=ADMIN, at=clock.now())
        states = [each.state for each in requests()]
        assert states == [RequestState.CANCELLED, RequestState.OPEN]
        activity_services.cancel(activity.id, reason="storm", by=ADMIN, at=clock.now())
        assert {each.state for each in requests()} == {RequestState.CANCELLED}
        mails = db.session.scalars(sa.select(OutboxMessage.state)).all()
        assert set(mails) == {MessageState.CANCELLED}


# -- what


def test_everybody_came_with_one_press(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    assert page.h1 == "Who came?"
    assert "Mia T." in page
    assert "Tran" not in page
    page = submit(page, "All came")
    assert "it is noted who came" in page
    with any_app.app_context():
        assert set(marks().values()) == {U.ATTENDED}
        activity = db.session.scalars(sa.select(Activity)).one()
        assert activity.state is ActivityState.HELD
        assert requests()[0].state is RequestState.ANSWERED
        shown = db.session.scalars(sa.select(Disclosure.purpose)).all()
        assert shown
        assert set(shown) == {"shadow-attendance"}
        assert [each.name for each in findings() if each.broken] == []


def test_who_did_not_come_is_marked_with_a_note_and_can_be_changed(
    any_app: Flask, visit, submit, asked
):
    page = visit(asked)
    ticked = {box(page, "Theo"): True, box(page, "Zoe", "note"): "left early"}
    refused = submit(page, "All came", status=422, fields=ticked)
    assert "You marked somebody as absent" in refused
    assert refused.one(f"#{box(page, 'Zoe', 'note')}").attrs["value"] == "left early"
    submit(refused, "Send with these absences")
    with any_app.app_context():
        assert marks() == {"Mia": U.ATTENDED, "Theo": U.ABSENT, "Zoe": U.ATTENDED}
    page = visit(f"{asked}?change=1")
    submit(page, "All came", fields={box(page, "Theo"): False})
    with any_app.app_context():
        assert set(marks().values()) == {U.ATTENDED}
        assert [each.name for each in findings() if each.broken] == []


def test_the_same_answer_twice_changes_nothing(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    submit(page, "All came")
    submit(page, "All came")
    with any_app.app_context():
        moved = sa.text("select count(*) from event where action = 'attended'")
        assert db.session.scalar(moved) == 3
        assert set(marks().values()) == {U.ATTENDED}


def test_a_roster_that_changed_is_never_noted_unseen(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    with any_app.app_context():
        activity = db.session.scalars(sa.select(Activity)).one()
        a_sign_up(activity, a_student(given_name="Lee", family_name="Tran"))
    page = submit(page, "All came", status=409)
    assert "The list changed since you looked" in page
    assert "Lee T." in page
    with any_app.app_context():
        assert set(marks().values()) == {U.SIGNED_UP}
    submit(page, "All came")
    with any_app.app_context():
        assert set(marks().values()) == {U.ATTENDED}


def test_somebody_who_was_not_listed_is_named_to_their_school_alone(
    any_app: Flask, visit, submit, staff, asked
):
    with any_app.app_context():
        school_id = db.session.scalars(sa.text("select school_id from student")).first()
        other = a_school(name="Bayview Academy")
    page = visit(asked)
    told = {"other-0": "Noor K.", "school-0": str(school_id), "other-1": "Kai"}
    submit(page, "All came", fields=told)
    with any_app.app_context():
        activity_id = db.session.scalars(sa.select(Activity.id)).one()
        roles = {role for kind, role in todos() if kind.startswith("guest_came")}
        assert roles == {"career_specialist", "administrator"}
    ana = staff("career_specialist", school_ids=[school_id])
    page = ana.visit(f"/activities/{activity_id}")
    assert "Noor K." in page
    assert "Kai" not in page
    bo = staff("career_specialist", school_ids=[other.id])
    assert "Noor K." not in bo.visit(f"/activities/{activity_id}")
    ana.submit(page, "Seen to")
    with any_app.app_context():
        left = db.session.scalars(
            sa.select(ActivityGuest.name).where(ActivityGuest.settled_at.is_(None))
        )
        assert list(left) == ["Kai"]


def test_a_visit_that_did_not_take_place_is_told_to_engagement(
    any_app: Flask, visit, submit, asked
):
    refused = submit(visit(asked), "Say that it did not take place", status=422)
    assert "Say in a few words why" in refused
    page = submit(refused, "Say that it did not take place", words="The pier was closed")
    assert "it did not take place" in page
    with any_app.app_context():
        assert ("not_held", "employer_engagement") in todos()
        assert set(marks().values()) == {U.SIGNED_UP}
        assert not db.session.scalars(sa.select(HostReport.took_place)).one()
        assert [each.name for each in findings() if each.broken] == []


def test_who_opted_out_is_not_named_to_the_host(app: Flask, visit):
    with app.app_context():
        activity = a_visit()
        hidden = a_student(given_name="Quinn", family_name="Tran", directory_opt_out=True)
        a_sign_up(activity, hidden)
        attendance_asking.ask_hosts(clock.now())
        link = f"/r/{requests()[-1].link.token()}"
    page = visit(link)
    assert "Quinn" not in page
    assert "1 more have a place" in page


def test_the_page_speaks_spanish(app: Flask, visit, submit):
    with app.app_context():
        a_visit(language="es")
        attendance_asking.ask_hosts(clock.now())
        link = f"/r/{requests()[-1].link.token()}"
    page = visit(link)
    assert page.h1 == "¿Quién vino?"
    assert "está anotado quién vino" in submit(page, "Vinieron todos")


# -- staff


@pytest.mark.usefixtures("asked")
def test_a_specialist_enters_what_the_host_said_by_telephone(any_app: Flask, staff):
    with any_app.app_context():
        school_id = db.session.scalars(sa.text("select school_id from student")).first()
        activity = db.session.scalars(sa.select(Activity)).one()
        a_sign_up(activity, a_student(given_name="Lee", family_name="Elsewhere"))
        request_id = requests()[0].id
    ana = staff("career_specialist", school_ids=[school_id])
    page = ana.visit(f"/requests/{request_id}/answer")
    assert "Lee" not in page
    ana.submit(page, "All came", method="phone")
    with any_app.app_context():
        assert marks() == {
            "Mia": U.ATTENDED,
            "Theo": U.ATTENDED,
            "Zoe": U.ATTENDED,
            "Lee": U.SIGNED_UP,
        }
        # the other school's student is still to be marked
        assert requests()[0].state is RequestState.OPEN
        assert db.session.scalars(sa.select(LinkAnswer.method)).one() == "phone"
    assert "phone, entered by staff" in ana.visit(f"/activities/{activity.id}")


@pytest.mark.usefixtures("asked")
def test_staff_who_take_attendance_settle_the_request(any_app: Flask):
    with any_app.app_context():
        activity = db.session.scalars(sa.select(Activity)).one()
        places = db.session.scalars(sa.select(ActivityStudent)).all()
        seen = {place.id: (U.ATTENDED, place.version) for place in places}
        roster_services.take_attendance(activity.id, seen, by=ADMIN, at=clock.now())
        assert requests()[0].state is RequestState.ANSWERED


def test_the_list_of_activities_narrows_to_hosts_who_have_not_answered(
    any_app: Flask, visit, submit, staff, asked
):
    with any_app.app_context():
        an_activity(title="Welding talk", day=today() + timedelta(days=9))
    emil = staff("employer_engagement")
    for standing in ("missing", "waiting"):
        page = emil.visit(f"/activities?attendance={standing}")
        assert "A day at the port" in page
        assert "Welding talk" not in page
    assert "No activity fits." in emil.visit("/activities?attendance=said")
    submit(visit(asked), "All came")
    assert "A day at the port" in emil.visit("/activities?attendance=said")
    assert "No activity fits." in emil.visit("/activities?attendance=waiting")


@pytest.mark.usefixtures("asked")
def test_a_silent_host_becomes_a_thing_to_do(any_app: Flask):
    with any_app.app_context():
        outreach.remind_due(clock.now() + timedelta(days=6))
        assert [role for kind, role in todos() if kind.startswith("attendance_")] == [
            "career_specialist"
        ]


def test_without_a_contact_or_program_it_says_what_is_missing(app: Flask):
    with app.app_context():
        activity = an_activity()
        with pytest.raises(Conflict, match="belongs to no program"):
            attendance_asking.ask_now(activity.id, by=ADMIN, at=clock.now())
