"""Who holds a row, for how long, and what becomes of it when the holder or the database is gone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core import leases
from app.core.db import db
from app.core.delivery import Delivery
from app.core.errors import Unavailable
from app.core.leases import Lease
from app.core.outbox import MessageState, OutboxMessage
from tests.mail import mails
from tests.mail.mails import NOW, deliver, queue, row, rows, states

ONE, OTHER = Lease("one", 60), Lease("other", 60)


def claim(app, lease, most=50):
    with app.app_context():
        return [each.id for each in leases.claim(lease, at=NOW, most=most)]


def age(app, delta):
    """Move the end of every lease, as if time had passed."""
    with app.app_context(), db.engine.begin() as connection:
        end = datetime.now(UTC) + delta
        connection.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.leased_by.is_not(None))
            .values(leased_until=end)
        )


def recover(app, *, hold=False):
    with app.app_context():
        return leases.recover(ONE, hold=hold, at=NOW)


def test_a_row_is_claimed_once(any_app):
    ids = queue(any_app, *mails.people(5))
    assert claim(any_app, ONE, 3) == ids[:3]
    assert claim(any_app, OTHER) == ids[3:]
    assert claim(any_app, ONE) == []
    assert {each.leased_by for each in rows(any_app)} == {"one", "other"}


def test_many_claiming_at_once_never_share_a_row(any_app):
    ids = queue(any_app, *mails.people(200))
    got, start = [], threading.Barrier(4)

    def work(name):
        start.wait()
        while found := claim(any_app, Lease(name, 60), 7):
            got.extend(found)

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == ids


def test_what_waits_longest_goes_first(any_app):
    late = queue(any_app, "late@example.org", at=NOW)
    early = queue(any_app, "early@example.org", at=NOW - timedelta(hours=1))
    assert claim(any_app, ONE) == early + late


def test_a_lease_that_ran_out_is_queued_again(any_app):
    queue(any_app, "ana@example.org")
    claim(any_app, ONE)
    assert recover(any_app) == 0
    age(any_app, timedelta(seconds=-1))
    assert recover(any_app) == 1
    assert claim(any_app, OTHER)


def test_a_lease_from_before_the_clock_was_put_back_is_given_up(any_app):
    queue(any_app, "ana@example.org")
    claim(any_app, ONE)
    age(any_app, timedelta(hours=3))
    assert recover(any_app) == 1


def test_a_moved_clock_of_the_app_ends_no_lease(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "ana@example.org")
    claim(any_app, OTHER)
    assert deliver(any_app, minutes=8 * 24 * 60).moved == 0
    assert states(any_app) == ["leased"]


@pytest.mark.parametrize(("hold", "state"), [(False, "queued"), (True, "held")])
def test_a_mail_left_in_handing_is_queued_or_held_with_its_message_id(any_app, hold, state):
    (message_id,) = queue(any_app, "ana@example.org")
    before = row(any_app, message_id).message_id
    claim(any_app, ONE)
    with any_app.app_context():
        assert leases.begin_handing(row(any_app, message_id), ONE)
    age(any_app, timedelta(seconds=-1))
    assert recover(any_app, hold=hold) == 1
    left = row(any_app, message_id)
    assert (str(left.state), left.attempts, left.message_id) == (state, 1, before)
    assert "nobody knows" in str(left.last_error)
    assert len(mails.todos(any_app)) == int(hold)


def test_a_worker_that_lost_its_lease_hands_nothing_over(any_app):
    (message_id,) = queue(any_app, "ana@example.org")
    claim(any_app, ONE)
    age(any_app, timedelta(seconds=-1))
    recover(any_app)
    claim(any_app, OTHER)
    with any_app.app_context():
        message = row(any_app, message_id)
        assert not leases.begin_handing(message, ONE)
        leases.stop_trying(message, ONE, MessageState.FAILED, reason="late", at=NOW)
        leases.release(ONE)
    assert states(any_app) == ["leased"]
    assert mails.todos(any_app) == []


def test_a_mail_that_could_not_be_noted_as_sent_is_noted_later_and_never_doubled(
    any_app, odd_server
):
    any_app.config |= {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": 1}
    queue(any_app, "ana@example.org", "bo@example.org")
    broken = threading.Event()

    def refuse_notes(_connection, _cursor, statement, *_):
        if broken.is_set() and statement.startswith("UPDATE outbox_message"):
            raise sa.exc.OperationalError(statement, None, Exception("disk full"))

    odd_server.on["END"] = lambda _words: broken.set()
    sa.event.listen(sa.Engine, "before_cursor_execute", refuse_notes)
    try:
        with any_app.app_context():
            delivery = Delivery(lambda: NOW)
            for _ in range(2):
                with pytest.raises(Unavailable):
                    delivery.run()
            assert states(any_app) == ["handing", "leased"]
            broken.clear()
            odd_server.on.clear()
            age(any_app, timedelta(seconds=-1))
            delivery.run()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", refuse_notes)
    assert states(any_app) == ["sent", "sent"]
    assert len(odd_server.mails) == 2
