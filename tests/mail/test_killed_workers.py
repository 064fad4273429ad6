"""Workers killed, stopped and doubled at every stage: none lost, at most one copy more a crash."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sqlite3
import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from app.core.db import db
from tests.mail import mails
from tests.mail.mails import queue, rows, states, wait_until

FIFTH = 5


class Database:
    """Hold the outbox so that nobody can note anything, and tell when somebody waits for it."""

    def __init__(self, app):
        self.app = app
        with app.app_context():
            self.url = db.engine.url

    @contextlib.contextmanager
    def held(self):
        if self.url.get_backend_name() == "sqlite":
            with contextlib.closing(
                sqlite3.connect(self.url.database, isolation_level=None)
            ) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield
                connection.execute("ROLLBACK")
            return
        engine = sa.create_engine(self.url)
        with engine.connect() as connection:
            connection.execute(sa.text("LOCK TABLE outbox_message IN ACCESS EXCLUSIVE MODE"))
            yield
        engine.dispose()

    def somebody_waits(self):
        if self.url.get_backend_name() == "sqlite":
            with open(f"{self.url.database}.lock", "a") as lock:  # noqa: PTH123 - to be locked
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
            return False
        with self.app.app_context():
            count = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return db.session.scalar(count) > 0


def count_mails(app, server, *, crashes: int):
    """Prove that nothing was lost, and that only a crash doubled, with the same Message-ID."""
    copies = Counter(str(message["Message-ID"]) for message in server.mails)
    promised = {each.message_id for each in rows(app)}
    assert set(states(app)) == {"sent"}
    assert set(copies) == promised
    doubled = sum(count - 1 for count in copies.values())
    assert doubled <= crashes, f"{doubled} doubled by {crashes} crashes"
    return doubled


def all_sent(app):
    return lambda: set(states(app)) == {"sent"}


STAGES = {"leased": "RCPT", "handing": "DATA", "before the answer": "END"}


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_killed_before_the_answer_loses_nothing(any_app, processes, odd_server, stage):
    queue(any_app, *mails.people(10))
    settings = {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": "3"}
    reached = threading.Event()
    seen = []

    def kill(_words):
        seen.append(1)
        if len(seen) == FIFTH:
            worker.kill()
            reached.set()

    odd_server.on[STAGES[stage]] = kill
    worker = processes.worker(**settings)
    assert reached.wait(mails.PATIENCE), worker.log
    odd_server.on.clear()
    assert {"leased"} <= set(states(any_app)) <= {"leased", "handing", "sent"}
    again = processes.worker(**settings)
    wait_until(all_sent(any_app), "every mail is sent")
    assert again.stop() == 0
    doubled = count_mails(any_app, odd_server, crashes=1)
    assert doubled == (1 if stage == "before the answer" else 0)


def test_a_worker_killed_between_answer_and_commit_doubles_one_mail(any_app, processes, odd_server):
    queue(any_app, *mails.people(10))
    settings = {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": "3"}
    database = Database(any_app)
    hold, held, release = threading.Event(), threading.Event(), threading.Event()

    def hold_database():
        assert hold.wait(mails.PATIENCE)
        with database.held():
            held.set()
            assert release.wait(mails.PATIENCE)

    holder = threading.Thread(target=hold_database)
    holder.start()
    seen = []

    def stop_notes(_words):
        seen.append(1)
        if len(seen) == FIFTH:
            hold.set()
            assert held.wait(mails.PATIENCE)

    odd_server.on["END"] = stop_notes
    worker = processes.worker(**settings)
    assert held.wait(mails.PATIENCE), worker.log
    wait_until(database.somebody_waits, "the worker tries to note that it was sent")
    worker.kill()
    release.set()
    holder.join()
    odd_server.on.clear()
    assert states(any_app).count("handing") == 1
    processes.worker(**settings)
    wait_until(all_sent(any_app), "every mail is sent")
    assert count_mails(any_app, odd_server, crashes=1) == 1
    assert sorted(Counter(each.attempts for each in rows(any_app)).items()) == [(1, 9), (2, 1)]


def test_a_mail_in_doubt_after_a_crash_is_held_where_the_district_so_chose(
    any_app, processes, odd_server
):
    queue(any_app, *mails.people(3))
    settings = {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": "3", "OUTBOX_UNKNOWN": "hold"}
    reached = threading.Event()

    def kill(_words):
        worker.kill()
        reached.set()

    odd_server.on["END"] = kill
    worker = processes.worker(**settings)
    assert reached.wait(mails.PATIENCE), worker.log
    odd_server.on.clear()
    processes.worker(**settings)
    wait_until(lambda: sorted(states(any_app)) == ["held", "sent", "sent"], "one held, two sent")
    assert len(odd_server.mails) == 3
    (todo,) = mails.todos(any_app)
    assert "held" in todo.sentence


def test_a_stopped_worker_finishes_the_mail_in_hand_and_doubles_nothing(
    any_app, processes, odd_server
):
    queue(any_app, *mails.people(10))
    settings = {"SMTP_URL": odd_server.url}
    reached = threading.Event()

    def stop(_words):
        if not reached.is_set():
            os.kill(worker.pid, signal.SIGTERM)
            reached.set()

    odd_server.on["END"] = stop
    worker = processes.worker(**settings)
    assert reached.wait(mails.PATIENCE), worker.log
    assert worker.wait() == 0, worker.log
    assert Counter(states(any_app)) == {"sent": 1, "queued": 9}
    processes.worker(**settings)
    wait_until(all_sent(any_app), "every mail is sent")
    assert count_mails(any_app, odd_server, crashes=0) == 0


def test_a_worker_stops_within_seconds_although_the_server_hangs(app, processes, odd_server):
    queue(app, "ana@example.org")
    odd_server.says["RCPT"] = "hang"
    worker = processes.worker(SMTP_URL=odd_server.url)
    wait_until(lambda: "RCPT" in odd_server.steps, "the server hangs")
    assert worker.stop() == 0
    assert states(app) == ["queued"]
    assert rows(app)[0].attempts == 0


def test_two_workers_never_send_the_same_mail(any_app, processes, odd_server):
    queue(any_app, *mails.people(150))
    both = [processes.worker(SMTP_URL=odd_server.url) for _ in range(2)]
    wait_until(all_sent(any_app), "every mail is sent", seconds=90)
    assert [worker.stop() for worker in both] == [0, 0]
    assert count_mails(any_app, odd_server, crashes=0) == 0
    assert {each.attempts for each in rows(any_app)} == {1}


def test_many_kills_lose_nothing_and_double_at_most_one_mail_each(app, processes, odd_server):
    queue(app, *mails.people(60))
    settings = {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": "3"}
    kills = 0
    while kills < 4:
        enough = len(odd_server.mails) + 8
        worker = processes.worker(**settings)
        wait_until(lambda n=enough: len(odd_server.mails) >= n, "some more mails")
        worker.kill()
        kills += 1
    processes.worker(**settings)
    wait_until(all_sent(app), "every mail is sent")
    count_mails(app, odd_server, crashes=kills)
