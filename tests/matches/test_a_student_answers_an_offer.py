"""A student accepts or declines an offer by link; without a word it lapses and frees the seat."""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import AppError
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.core.use_case import use_case
from app.desk.verify import findings
from app.matches import offer_asking, services
from app.matches.models import Match, MatchState
from app.outreach import answers
from app.outreach import services as outreach
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.outreach.shapes import Evidence
from app.placements.models import Placement
from app.students.models import Guardian, Student
from tests.builders import a_match, a_placement, a_program, a_student, every_mail

S = MatchState
ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON = clock.now().date() + timedelta(days=30)


@use_case
def a_guardian(student, language: str = "es") -> None:
    db.session.add(
        Guardian(
            student_id=student.id,
            sourced_id="g1",
            name="Rosa Reyes",
            email="rosa@example.org",
            language=language,
        )
    )


def a_place(*, days: tuple[int, ...] = (0,), **changes) -> Placement:
    weekdays = dict.fromkeys(days, (time(15), time(18), 0))
    dates = {"start_date": SOON, "end_date": SOON + timedelta(days=60)}
    program = changes.pop("program", None) or a_program(every_mail())
    return a_placement(program, weekdays=weekdays, title="Dock hand", **dates | changes)


def offered(student=None, **changes) -> Match:
    match = a_match(student or minor(), a_place(**changes), state=S.INTERVIEWING)
    services.move(match.id, S.OFFERED, by=ADMIN, at=clock.now() - timedelta(hours=2))
    return match


def minor(**changes):
    return a_student(birth_date=SOON - timedelta(days=17 * 365), **changes)


def ask(after: timedelta = timedelta(hours=-1)) -> int:
    return offer_asking.ask_for_answers(clock.now() + after)


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def link(app: Flask) -> str:
    with app.app_context():
        return f"/r/{requests()[-1].link.token()}"


def state(app: Flask, match: Match) -> MatchState:
    with app.app_context():
        return db.session.get_one(Match, match.id).state


def seats(app: Flask, match: Match) -> int:
    with app.app_context():
        return db.session.get_one(Placement, match.placement_id).seats_taken


def mails() -> list[tuple[str, str]]:
    rows = db.session.execute(
        sa.select(OutboxMessage.kind, OutboxMessage.to_address)
        .where(OutboxMessage.state == "queued")
        .order_by(OutboxMessage.id)
    )
    return [(row.kind, row.to_address) for row in rows]


def todos() -> list[str]:
    return list(db.session.scalars(sa.select(Todo.kind).where(Todo.done_at.is_(None))))


@pytest.fixture
def offer(app: Flask) -> Match:
    with app.app_context():
        match = offered(minor(given_name="Mia", family_name="Torres", email="mia@example.org"))
        assert ask() == 1
        return match


# -- asking


def test_the_student_is_asked_once_and_a_minors_guardian_is_told(any_app: Flask):
    with any_app.app_context():
        student = minor(email="mia@example.org")
        a_guardian(student)
        offered(student)
        assert ask() == 1
        assert ask() == 0
        assert mails() == [
            ("offer-answer", "mia@example.org"),
            ("offer-guardian", "rosa@example.org"),
        ]
        told = db.session.scalars(sa.select(OutboxMessage.language)).all()
        assert told == ["en", "es"]


def test_the_guardian_of_an_adult_student_is_not_told(app: Flask):
    with app.app_context():
        student = a_student(birth_date=SOON - timedelta(days=19 * 365))
        a_guardian(student)
        offered(student)
        ask()
        assert [kind for kind, _to in mails()] == ["offer-answer"]


def test_nobody_is_asked_where_this_mail_is_off(app: Flask):
    with app.app_context():
        offered(program=a_program())
        assert ask() == 0


def test_an_offer_that_was_taken_back_and_made_again_is_asked_again(app: Flask, offer: Match):
    with app.app_context():
        services.move(offer.id, S.REFERRED, by=ADMIN, at=clock.now(), reason="a mistake")
        assert [each.state for each in requests()] == [RequestState.CANCELLED]
        services.move(offer.id, S.OFFERED, by=ADMIN, at=clock.now())
        assert ask(timedelta(minutes=1)) == 1


@pytest.mark.usefixtures("offer")
def test_a_request_that_staff_withdrew_is_not_sent_again_by_itself(app: Flask):
    with app.app_context():
        outreach.cancel(requests()[0].id, reason="we telephone", by=ADMIN, at=clock.now())
        assert ask(timedelta(minutes=1)) == 0


def test_without_an_address_the_specialist_is_told_to_telephone(app: Flask):
    with app.app_context():
        offered(minor(email=""))
        assert ask() == 1
        assert mails() == []
        assert todos() == ["offer_not_answered"]


# -- the student's word


def test_the_student_accepts_with_one_press_and_is_told_so(app: Flask, visit, submit, offer):
    with app.app_context():
        a_guardian(db.session.get_one(Student, offer.student_id))
    page = visit(link(app))
    assert page.h1 == "An offer for you"
    assert "Dock hand" in page
    page = submit(page, "Accept the offer")
    assert "You accepted." in page
    assert state(app, offer) is S.ACCEPTED
    with app.app_context():
        assert requests()[0].state is RequestState.ANSWERED
        assert mails() == [
            ("offer-receipt", "mia@example.org"),
            ("offer-answered-guardian", "rosa@example.org"),
        ]
        assert [each.name for each in findings() if each.broken] == []


def test_opening_the_link_and_pressing_enter_changes_nothing(app: Flask, visit, submit, offer):
    page = submit(visit(link(app)), "Look again")
    assert page.h1 == "An offer for you"
    assert state(app, offer) is S.OFFERED


def test_declining_wants_a_reason_and_frees_the_seat(app: Flask, visit, submit, offer):
    page = submit(visit(link(app)), "Decline the offer", note="too early", status=422)
    assert "Choose why you decline." in page
    assert 'value="too early"' in page.html
    assert seats(app, offer) == 1
    page = submit(page, "Decline the offer", reason="schedule")
    assert "You declined" in page
    assert state(app, offer) is S.DECLINED_BY_STUDENT
    assert seats(app, offer) == 0
    with app.app_context():
        match = db.session.get_one(Match, offer.id)
        assert match.reason == "The days or times do not fit: too early"
        assert todos() == ["offer_declined"]


@pytest.mark.usefixtures("offer")
def test_pressing_twice_says_the_same_and_notes_one_move(app: Flask, visit, submit):
    page = visit(link(app))
    submit(page, "Accept the offer")
    again = submit(page, "Accept the offer")
    assert "You accepted." in again
    with app.app_context():
        assert [kind for kind, _to in mails()] == ["offer-receipt"]


def test_who_declined_cannot_accept_from_an_old_page(app: Flask, visit, submit, offer):
    page = visit(link(app))
    submit(page, "Decline the offer", reason="way")
    late = submit(page, "Accept the offer", status=409)
    assert "You declined" in late
    assert state(app, offer) is S.DECLINED_BY_STUDENT


def test_who_accepted_may_still_say_no(app: Flask, visit, submit, offer):
    page = submit(visit(link(app)), "Accept the offer")
    page = submit(page, "Change my answer")
    assert "You accepted this place." in page
    submit(page, "Decline the offer", reason="home")
    assert state(app, offer) is S.DECLINED_BY_STUDENT
    assert seats(app, offer) == 0


def test_terms_that_changed_since_the_page_was_opened_are_read_first(
    app: Flask, visit, submit, offer
):
    page = visit(link(app))
    with app.app_context():
        change_duties(offer.placement_id)
    page = submit(page, "Accept the offer", status=409)
    assert "The offer changed since you opened this page" in page
    assert "Sweeping" in page
    assert state(app, offer) is S.OFFERED
    submit(page, "Accept the offer")
    assert state(app, offer) is S.ACCEPTED


@use_case
def change_duties(placement_id: int) -> None:
    db.session.get_one(Placement, placement_id).duties = "Sweeping"


def test_accepting_says_first_what_it_ends_at_the_same_time(app: Flask, visit, submit):
    with app.app_context():
        student = minor()
        other = a_match(student, a_place(), state=S.INTERVIEWING)
        mine = offered(student)
        ask()
    page = visit(link(app))
    assert "these end for you" in page
    submit(page, "Accept the offer")
    assert (state(app, mine), state(app, other)) == (S.ACCEPTED, S.WITHDRAWN)


def test_something_accepted_at_the_same_time_stands_in_the_way(app: Flask, visit, submit, offer):
    page = visit(link(app))
    with app.app_context():
        student = db.session.get_one(Student, offer.student_id)
        a_match(student, a_place(), state=S.ACCEPTED)
    page = submit(page, "Accept the offer", status=409)
    assert "cannot be accepted any more" in page
    assert state(app, offer) is S.OFFERED


def test_the_page_speaks_the_students_language(app: Flask, visit):
    with app.app_context():
        offered(minor(language="es"))
        ask()
    page = visit(link(app))
    assert page.h1 == "Una oferta para usted"
    assert "Aceptar la oferta" in page
    assert "Rechazar la oferta" in page


# -- time and staff


def test_reminded_then_telephoned_then_lapsed_with_the_seat_free(any_app: Flask):
    with any_app.app_context():
        match = offered()
        ask()
        now = clock.now()
        for days in (1.5, 2.5):
            assert outreach.remind_due(now + timedelta(days=days)) == 1
        outreach.remind_due(now + timedelta(days=3.2))
        assert todos() == ["offer_not_answered"]
        outreach.expire_due(now + timedelta(days=7))
        kept = db.session.get_one(Match, match.id)
        assert kept.state is S.EXPIRED
        assert kept.reason.startswith("no answer by")
        assert db.session.get_one(Placement, match.placement_id).seats_taken == 0
        assert "offer_lapsed" in todos()
        assert [each.state for each in requests()] == [RequestState.EXPIRED]
        assert [each.name for each in findings() if each.broken] == []


def test_what_staff_note_on_the_match_settles_the_request_and_undo_opens_it(app: Flask, offer):
    with app.app_context():
        services.move(offer.id, S.ACCEPTED, by=ADMIN, at=clock.now())
        assert requests()[0].state is RequestState.ANSWERED
        services.move(offer.id, S.OFFERED, by=ADMIN, at=clock.now(), reason="a mistake")
        assert requests()[0].state is RequestState.OPEN


def test_staff_enter_the_answer_that_came_by_telephone(app: Flask, staff, offer):
    ada = staff("administrator")
    with app.app_context():
        number = requests()[0].id
    page = ada.visit(f"/requests/{number}/answer")
    ada.submit(page, "Accept the offer", method="phone", evidence_note="Mia, 4 pm")
    assert state(app, offer) is S.ACCEPTED
    with app.app_context():
        kept = db.session.scalars(sa.select(LinkAnswer)).one()
        assert (kept.method, kept.action) == ("phone", "accept")


@pytest.mark.usefixtures("offer")
def test_the_offer_prints_for_who_has_no_mail(app: Flask, staff):
    ada = staff("administrator")
    with app.app_context():
        number = requests()[0].id
    page = ada.visit(f"/requests/{number}/print")
    assert "I accept the offer" in page


# -- together


@pytest.mark.parametrize("days", [(0, 0), (0, 1)], ids=["at the same time", "one too many"])
def test_of_two_offers_that_exclude_each_other_one_is_accepted(any_app: Flask, days):
    with any_app.app_context():
        student, program = minor(), a_program(every_mail())
        both = [offered(student, program=program, days=(each,)) for each in days]
        ask()
        asked = [each.id for each in requests()]
    start = Barrier(2)

    def accept(request_id: int) -> None:
        with any_app.app_context():
            one = db.session.get_one(LinkRequest, request_id)
            match = db.session.get_one(Match, one.subject_id)
            place = db.session.get_one(Placement, match.placement_id)
            typed = MultiDict({"answer": "accept", "shown": f"{match.version}.{place.version}"})
            by = Actor("student", one.recipient_id, "Mia")
            start.wait()
            with suppress(AppError):
                answers.answer(request_id, typed, Evidence(by=by), at=clock.now())

    threads = [Thread(target=accept, args=(each,)) for each in asked]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with any_app.app_context():
        states = [db.session.get_one(Match, each.id).state for each in both]
        assert states.count(S.ACCEPTED) == 1
        assert [each.name for each in findings() if each.broken] == []
