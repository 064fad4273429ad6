"""An administrator looks after users: journaled, and in force from the next request on."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from app.accounts import queries, services
from app.accounts.models import Role, StaffSchool, StaffUser
from app.core import clock, journal
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused, StaleView
from tests.accounts.world import mails_to, some_schools, token_in, user_of


def events_of(user_id: int) -> list[tuple]:
    query = (
        sa.select(journal.Event.action, journal.Event.actor, journal.Event.changes)
        .where(journal.Event.record == "user", journal.Event.record_id == user_id)
        .order_by(journal.Event.seq)
    )
    return [tuple(row) for row in db.session.execute(query)]


def invite(email: str = "bo@example.org", **more) -> int:
    values = {"name": "Bo", "role": Role.FINANCE, "by": SYSTEM, "at": clock.now()} | more
    return services.invite(email=email, **values)


def change(user_id: int, **more) -> None:
    user = queries.get_user(user_id)
    values = {
        "shown": user.version,
        "name": user.name,
        "role": user.role,
        "school_ids": queries.school_ids_of(user_id),
        "by": SYSTEM,
        "at": clock.now(),
    } | more
    services.change_user(user_id=user_id, **values)


def test_an_invitation_makes_a_user_without_a_password_and_one_mail(any_app):
    with any_app.app_context():
        user_id = invite("Bo.Vang@Example.ORG", name="Bo\n [[Click]]  Vang")
        actions = [event[0] for event in events_of(user_id)]
    user = user_of(any_app, "bo.vang@example.org")
    (mail,) = mails_to(any_app, user.email)
    assert (user.name, user.password_hash, actions) == (
        "Bo [[Click]] Vang",
        None,
        ["created", "invited"],
    )
    assert (mail.kind, mail.record, mail.record_id) == ("invite", "user", user.id)
    assert token_in(any_app, mail) not in mail.text + mail.html


def test_an_address_is_invited_once_however_it_is_written(any_app):
    with any_app.app_context():
        invite("bo@example.org")
        with pytest.raises(Invalid) as refusal:
            invite(" BO@Example.org ")
        assert "email" in refusal.value.fields


def test_an_invitation_can_be_sent_again_until_it_is_answered(any_app):
    with any_app.app_context():
        user_id = invite()
        services.send_invitation(user_id=user_id, by=SYSTEM, at=clock.now())
        services.disable(user_id=user_id, by=SYSTEM, at=clock.now())
        with pytest.raises(Conflict, match="disabled"):
            services.send_invitation(user_id=user_id, by=SYSTEM, at=clock.now())
    assert len(mails_to(any_app, "bo@example.org")) == 2


def test_who_has_a_password_is_not_invited_again(any_app, staff):
    ana = staff("finance", signed_in=False)
    with any_app.app_context(), pytest.raises(Conflict):
        services.send_invitation(user_id=ana.id, by=SYSTEM, at=clock.now())


def test_a_change_is_journaled_with_what_was_and_what_is(any_app, staff):
    first, second = some_schools(any_app, "Lincoln", "Stadium")
    ana = staff("finance", school_ids=[first], signed_in=False)
    with any_app.app_context():
        change(ana.id, role=Role.CAREER_SPECIALIST, school_ids=[second])
        change(ana.id)
        action, actor, changes = events_of(ana.id)[-1]
        assert queries.school_ids_of(ana.id) == {second}
    assert (action, actor) == ("changed", "system")
    assert changes == {
        "role": {"from": "finance", "to": "career_specialist"},
        "schools": {"from": [first], "to": [second]},
    }


def test_the_later_of_two_changes_is_refused(any_app, staff):
    ana = staff("finance", signed_in=False)
    with any_app.app_context():
        shown = queries.get_user(ana.id).version
        change(ana.id, name="Ana A")
        with pytest.raises(StaleView):
            change(ana.id, name="Ana B", shown=shown)
    assert user_of(any_app, ana.email).name == "Ana A"


def test_a_school_that_is_none_changes_nothing(any_app, staff):
    ana = staff("finance", signed_in=False)
    with any_app.app_context():
        with pytest.raises(Conflict):
            change(ana.id, name="Ana A", school_ids=[4711])
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSchool)) == 0
    assert user_of(any_app, ana.email).name == ana.actor.name


def test_the_last_administrator_stays_one(any_app, staff):
    ana = staff("administrator", signed_in=False)
    with any_app.app_context():
        invite(role=Role.ADMINISTRATOR)  # has not answered, so cannot sign in
        with pytest.raises(Refused):
            services.disable(user_id=ana.id, by=ana.actor, at=clock.now())
        with pytest.raises(Refused):
            change(ana.id, role=Role.FINANCE, by=ana.actor)
        change(ana.id, name="Ana Lopez", by=ana.actor)
    user = user_of(any_app, ana.email)
    assert (user.role, user.disabled_at, user.name) == (Role.ADMINISTRATOR, None, "Ana Lopez")


def test_two_administrators_cannot_demote_each_other_at_once(any_app, staff):
    both = [staff("administrator", signed_in=False) for _ in range(2)]
    outcomes = []

    def disable(one, other) -> None:
        with any_app.app_context():
            try:
                services.disable(user_id=other.id, by=one.actor, at=clock.now())
                outcomes.append("disabled")
            except Refused:
                outcomes.append("refused")

    threads = [threading.Thread(target=disable, args=pair) for pair in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["disabled", "refused"]


def test_disabling_twice_is_once_and_enabling_brings_back_the_password(any_app, staff):
    staff("administrator", signed_in=False)
    ana = staff("finance", signed_in=False)
    before = user_of(any_app, ana.email).password_hash
    with any_app.app_context():
        for service in (services.disable, services.disable, services.enable, services.enable):
            service(user_id=ana.id, by=SYSTEM, at=clock.now())
        actions = [event[0] for event in events_of(ana.id)]
    assert actions == ["created", "disabled", "enabled"]
    assert user_of(any_app, ana.email).password_hash == before


def test_what_is_done_to_nobody_is_not_found(any_app):
    with any_app.app_context():
        for service in (services.disable, services.enable, services.end_sessions):
            with pytest.raises(NotFound):
                service(user_id=99, by=SYSTEM, at=clock.now())


def test_the_journal_chain_of_users_holds(any_app, staff):
    staff("administrator", signed_in=False)
    with any_app.app_context():
        user_id = invite()
        services.disable(user_id=user_id, by=SYSTEM, at=clock.now())
        assert journal.broken_chains() == []
        assert db.session.get(StaffUser, user_id).version == 2
