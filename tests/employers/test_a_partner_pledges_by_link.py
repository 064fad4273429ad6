"""A partner pledges seats by link: as many as before, another number, or not this year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.employers import pledge_asking, pledge_services
from app.employers.models import ContactLog, Employer
from app.employers.pledge_models import Pledge, PledgeState
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.placements import services as placements
from tests.builders import (
    ZONE,
    a_contact,
    a_placement,
    a_program,
    a_site,
    an_employer,
    every_mail,
)

S = PledgeState
ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON, LATER = (clock.today(ZONE) + timedelta(days=days) for days in (60, 150))


def a_season(**changes):
    return a_program(every_mail(), **{"start_date": SOON, "end_date": LATER} | changes)


def seasons():
    """Give the season to come and the one before it."""
    return a_season(), a_season(start_date=date(2026, 1, 5), end_date=date(2026, 5, 1))


def a_partner(name: str = "Harbor Bakery", **changes):
    employer = an_employer(name=name, **changes)
    return a_contact(
        employer, name="Dana", email=f"dana@{name.split(maxsplit=1)[0].lower()}.example"
    )


def a_pledge(contact, program, *, promised: bool = True) -> int:
    facts = pledge_services.PledgeFacts(seats=3, answer_by=None, note="")
    when = {"by": ADMIN, "at": clock.now()}
    return pledge_services.ask(contact.employer_id, program.id, facts, promised=promised, **when)


def ask(contact, program, **changes) -> LinkRequest:
    return pledge_asking.ask(
        contact.employer_id, program.id, **{"by": ADMIN, "at": clock.now()} | changes
    )


def link(app: Flask) -> str:
    with app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id.desc())).first()
        return f"/r/{asked.link.token()}"


def pledge() -> Pledge:
    """Give the newest pledge."""
    return db.session.scalars(sa.select(Pledge).order_by(Pledge.id.desc())).first()


def employer() -> Employer:
    return db.session.get_one(Employer, pledge().employer_id)


def stands(app: Flask) -> tuple[int, PledgeState, RequestState]:
    with app.app_context():
        state = db.session.scalars(sa.select(LinkRequest.state)).one()
        return pledge().seats, pledge().state, state


@pytest.fixture
def asked(any_app: Flask) -> str:
    """Ask Harbor Bakery, which pledged three seats the season before; give the link."""
    with any_app.app_context():
        this, last = seasons()
        dana = a_partner()
        a_pledge(dana, last)
        ask(dana, this)
    return link(any_app)


# -- the partner


def test_one_press_pledges_as_many_as_before(any_app: Flask, visit, submit, asked):
    with any_app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert "Last season you pledged 3 seats" in mail.text
    page = submit(visit(asked), "Same as last season: 3")
    assert "Your pledge is noted: 3." in page
    assert stands(any_app) == (3, S.PLEDGED, RequestState.ANSWERED)
    with any_app.app_context():
        assert [each.name for each in findings() if each.broken] == []


def test_another_number_is_pledged_and_changed(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    for wrong in ("", "0", "many", "501"):
        again = submit(page, "Pledge this number", seats=wrong, status=422)
        assert "Enter how many students you can take" in again
    page = submit(page, "Pledge this number", seats="5")
    assert stands(any_app) == (5, S.PLEDGED, RequestState.ANSWERED)
    page = submit(page, "Change my answer")
    submit(page, "Pledge this number", seats="4")
    assert stands(any_app) == (4, S.PLEDGED, RequestState.ANSWERED)


def test_not_this_year_says_when_to_ask_again(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    today = clock.today(ZONE).isoformat()
    again = submit(page, "We take nobody this year", again_on=today, status=422)
    assert "Enter a day to come" in again
    submit(page, "We take nobody this year", again_on=LATER.isoformat(), note="We move house.")
    assert stands(any_app)[1:] == (S.DECLINED, RequestState.ANSWERED)
    with any_app.app_context():
        entry = db.session.scalars(sa.select(ContactLog)).one()
        assert "We move house." in entry.said
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["partner_without_owner"]
    # a change of mind by the same link
    submit(submit(visit(asked), "Change my answer"), "Same as last season: 3")
    assert stands(any_app)[1] is S.PLEDGED


def test_the_owner_gets_the_day_to_ask_again_as_a_next_step(any_app: Flask, staff, visit, submit):
    emil = staff("employer_engagement")
    with any_app.app_context():
        ask(a_partner(owner_id=emil.actor.id), a_season())
    page = visit(link(any_app))
    submit(page, "We take nobody this year", again_on=LATER.isoformat())
    with any_app.app_context():
        entry = db.session.scalars(sa.select(ContactLog)).one()
        assert (entry.due_on, entry.next_step) == (LATER, "Ask again for a pledge")
        assert entry.assignee_id == emil.actor.id


def test_fewer_seats_than_are_posted_are_refused(any_app: Flask, visit, submit, asked):
    submit(visit(asked), "Same as last season: 3")
    with any_app.app_context():
        own = pledge()
        pledge_services.raise_pledge(own.employer_id, own.program_id, 2, by=ADMIN, at=clock.now())
    page = visit(f"{asked}?change=1")
    for button, typed in (
        ("Pledge this number", {"seats": "1"}),
        ("We take nobody this year", {}),
    ):
        assert "2 seats of yours are posted" in submit(page, button, status=422, **typed)
    assert stands(any_app)[:2] == (3, S.PLEDGED)


def test_an_older_page_does_not_undo_what_staff_noted(any_app: Flask, visit, submit, asked):
    page = visit(asked)
    with any_app.app_context():
        pledge_services.move_pledge(pledge().id, "decline", by=ADMIN, at=clock.now(), reason="no")
    assert stands(any_app)[2] is RequestState.ANSWERED
    again = submit(page, "Same as last season: 3", status=409)
    assert "Something changed since you looked." in again
    assert stands(any_app)[1] is S.DECLINED


def test_somebody_else_is_asked_instead(any_app: Flask, visit, submit, asked):
    with any_app.app_context():
        a_contact(employer(), name="Lou", email="lou@harbor.example")
    page = visit(asked)
    known = page.all('input[name="to"]')[0].attrs["value"]
    submit(page, "Pass to a colleague", to=known)
    with any_app.app_context():
        states = list(db.session.scalars(sa.select(LinkRequest.state).order_by(LinkRequest.id)))
        assert states == [RequestState.REPLACED, RequestState.OPEN]
        assert list(db.session.scalars(sa.select(Todo.role))) == ["employer_engagement"]


def test_it_reads_in_spanish(any_app: Flask, visit, submit):
    with any_app.app_context():
        this, _last = seasons()
        employer = an_employer(name="Panadería")
        rosa = a_contact(employer, name="Rosa", email="rosa@pan.example", language="es")
        ask(rosa, this)
    page = visit(link(any_app))
    assert "Este año no" in page
    submit(page, "Prometer este número", seats="2")
    assert stands(any_app)[:2] == (2, S.PLEDGED)


# -- staff


def test_staff_enter_what_was_said_by_telephone(any_app: Flask, staff, asked):
    with any_app.app_context():
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    assert asked
    emil = staff("employer_engagement")
    page = emil.visit(f"/requests/{request_id}/answer")
    emil.submit(page, "Pledge this number", seats="6", method="phone")
    assert stands(any_app) == (6, S.PLEDGED, RequestState.ANSWERED)
    assert "Same as last season" in emil.visit(f"/requests/{request_id}/print")


def test_a_posting_answers_the_question(any_app: Flask):
    with any_app.app_context():
        this, _last = seasons()
        dana = a_partner()
        ask(dana, this)
        site = a_site(employer())
        place = a_placement(this, site, dana, state="draft", seats=2)
        placements.publish(place.id, by=ADMIN, at=clock.now())
    assert stands(any_app) == (2, S.PLEDGED, RequestState.ANSWERED)


def test_all_who_pledged_before_are_asked_once_and_staff_hear_of_silence(any_app: Flask):
    with any_app.app_context():
        this, last = seasons()
        a_pledge(a_partner(), last)
        a_pledge(a_partner("Quiet Yard", do_not_contact=True), last)
        a_pledge(a_partner("Old Mill"), last, promised=False)
        answered = a_partner("Print Shop")
        a_pledge(answered, last)
        a_pledge(answered, this)
        now = clock.now()
        assert pledge_asking.ask_all(now, this.id) == 1
        assert pledge_asking.ask_all(now, this.id) == 0
        outreach.remind_due(now + timedelta(days=30))
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["pledge_not_answered"]


def test_nobody_is_asked_where_this_mail_is_off_or_after_an_answer(any_app: Flask):
    with any_app.app_context():
        dana, off = a_partner(), a_program(end_date=LATER)
        with pytest.raises(Conflict, match="off or paused"):
            ask(dana, off)
        this = a_season()
        a_pledge(dana, this)
        with pytest.raises(Conflict, match="answered"):
            ask(dana, this)


def test_many_are_asked_from_the_board_with_a_preview_and_taken_back(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        this, last = seasons()
        a_pledge(a_partner("Harbor Bakery", owner_id=emil.actor.id), last)
        a_pledge(a_partner("Quiet Yard", do_not_contact=True), last)
        a_pledge(a_partner("Old Mill"), last)
        a_pledge(a_partner("Print Shop"), this)
        assert this.id
    page = emil.visit(f"/pledges/bulk?program={this.id}&do=ask")
    assert "dana@harbor.example" in page
    for said in ("must not be contacted", "has pledged already", "has no owner"):
        assert said in page, said
    done = emil.submit(page, "Ask by mail 2 employers")
    with any_app.app_context():
        told = set(db.session.scalars(sa.select(OutboxMessage.to_address)))
        assert told == {"dana@harbor.example", "dana@old.example"}
        [mail] = db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.to_address == "dana@harbor.example")
        )
        assert mail.reply_to == emil.email
    emil.submit(done, "Undo")
    with any_app.app_context():
        assert set(db.session.scalars(sa.select(LinkRequest.state))) == {RequestState.CANCELLED}
        mine = sa.select(Pledge.state).where(Pledge.program_id == this.id).order_by(Pledge.id)
        assert list(db.session.scalars(mine)) == [S.PLEDGED, S.LAPSED, S.LAPSED]


def test_who_was_asked_and_does_not_answer_is_nudged_from_the_board(any_app: Flask, staff):
    with any_app.app_context():
        this, last = seasons()
        asked_one, unasked = a_partner("Harbor Bakery"), a_partner("Old Mill")
        a_pledge(asked_one, last)
        a_pledge(unasked, last)
        ask(asked_one, this, at=clock.now() - timedelta(days=2))
        before = db.session.query(OutboxMessage).count()
    ada = staff("administrator")
    page = ada.visit(f"/pledges/bulk?program={this.id}&do=nudge")
    assert "nobody is asked about it at the moment" in page
    assert "1 person nudged" in ada.submit(page, "Nudge 1 person")
    with any_app.app_context():
        assert db.session.query(OutboxMessage).count() == before + 1
    assert "Nudge 0 people" in ada.visit(f"/pledges/bulk?program={this.id}&do=nudge")
