"""Guessing is slowed for strangers, and nobody can lock another person out by it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import limits, queries, sessions
from app.accounts.models import SignInTry, StaffSession
from app.core import clock
from app.core.db import db
from app.core.errors import TooMany

ANA = "ana@example.org"
PEER = "203.0.113.9"


def tries_until_refused(limit: list[limits.Limit], most: int = 400) -> int:
    at = clock.now()
    for number in range(most):
        try:
            limits.take(limit, at=at)
        except TooMany:
            return number
    return most


def test_a_stranger_has_ten_tries_for_an_account_in_a_quarter_of_an_hour(any_app):
    with any_app.app_context():
        assert tries_until_refused(limits.for_sign_in(ANA, PEER, "")) == 10
        later = clock.now() + timedelta(minutes=21)
        limits.take(limits.for_sign_in(ANA, PEER, ""), at=later)


def test_a_hundred_forgetful_people_share_one_address(any_app):
    at = clock.now()
    with any_app.app_context():
        for number in range(100):
            for _ in range(3):
                limits.take(limits.for_sign_in(f"person{number}@example.org", PEER, ""), at=at)
        with pytest.raises(TooMany):
            limits.take(limits.for_sign_in("one.more@example.org", PEER, ""), at=at)
        limits.take(limits.for_sign_in("one.more@example.org", "203.0.113.10", ""), at=at)


def test_a_device_that_signed_in_before_has_a_count_of_its_own(any_app):
    with any_app.app_context():
        device = limits.mark_device(ANA)
        tries_until_refused(limits.for_sign_in(ANA, PEER, ""))
        assert tries_until_refused(limits.for_sign_in(ANA, PEER, device)) == 10


@pytest.mark.parametrize("change", ["", "x", "other", "cut"])
def test_a_forged_device_mark_is_a_stranger_s(app, change):
    with app.app_context():
        mark = limits.mark_device("bo@example.org" if change == "other" else ANA)
        forged = {"": "", "x": f"{mark}x", "other": mark, "cut": mark[:-4]}[change]
        assert not limits.is_known(forged, ANA)


def test_a_neighbor_in_the_same_ipv6_network_is_the_same_client(app):
    with app.app_context():
        one, same, other = (
            limits.for_sign_in(ANA, address, "")[1]
            for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
        )
    assert one == same
    assert one != other


@pytest.mark.parametrize("address", ["", "unix:", "127.0.0.1%lo", "evil\n"])
def test_an_address_that_is_none_counts_too(app, address):
    with app.app_context():
        assert tries_until_refused(limits.for_sign_in(ANA, address, "")) == 10


def test_tries_in_parallel_do_not_slip_by(any_app):
    refused = []

    def guess() -> None:
        with any_app.app_context():
            try:
                limits.take(limits.for_sign_in(ANA, PEER, ""), at=at)
            except TooMany:
                refused.append(1)

    at = clock.now()
    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 10


def test_a_right_password_costs_no_try(any_app, staff):
    ana = staff("finance", signed_in=False)
    with any_app.app_context():
        for _ in range(12):
            assert sessions.try_sign_in(
                ana.email, staff.password, client=PEER, device="", at=clock.now()
            )
        subject = limits.for_sign_in(ana.email, PEER, "")[0].subject
        assert queries.tries_since(subject, clock.now() - limits.WINDOW) == 0


def test_old_tries_and_long_ended_sessions_are_forgotten(any_app, staff):
    ana = staff("finance", signed_in=False)
    with any_app.app_context():
        old = clock.now() - timedelta(days=50)
        sessions.try_sign_in(ana.email, "wrong", client=PEER, device="", at=old)
        sessions.try_sign_in(ana.email, staff.password, client=PEER, device="", at=old)
        sessions.try_sign_in(ana.email, staff.password, client=PEER, device="", at=clock.now())
        assert sessions.tidy(clock.now()) == 3
        assert db.session.scalar(sa.select(sa.func.count(StaffSession.id))) == 1
        assert set(db.session.scalars(sa.select(SignInTry.subject))) == {
            limit.subject for limit in limits.for_sign_in(ana.email, PEER, "")
        }
