"""The worker as a command: one pass or many, each job on its own, and never on a wrong schema."""

from __future__ import annotations

import json
import os
import signal

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.desk.worker import Worker
from tests.mail import mails
from tests.mail.mails import NOW, queue, states, wait_until


def run(app, *options):
    answer = app.test_cli_runner().invoke(args=["worker", "--once", *options])
    return answer.exit_code, answer.output


@pytest.fixture(autouse=True)
def _signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def set_version(app, version):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_one_pass_sends_what_is_due_and_says_so(app):
    queue(app, *mails.people(70), at=NOW)
    code, said = run(app, "--at", "2026-11-02T14:59:00Z")
    assert (code, states(app).count("queued")) == (0, 70)
    assert "0 sent" in said
    code, said = run(app, "--at", "2026-11-02T15:00:00", "--json")
    assert code == 0
    assert json.loads(said)["mail"] == {
        "sent": 70,
        "failed": 0,
        "retried": 0,
        "held": 0,
        "paused": None,
    }
    assert set(states(app)) == {"sent"}


def test_a_mail_server_in_trouble_is_said_and_is_no_failure_of_ours(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    odd_server.says["BANNER"] = "554 closed"
    queue(app, "ana@example.org", at=NOW)
    code, said = run(app, "--at", NOW.isoformat())
    assert code == 0
    assert "All mail waits: The mail server does not take mail now: 554 closed" in said


def test_a_job_that_fails_stops_neither_the_others_nor_the_mail(app):
    did = []

    def fail(_at):
        raise RuntimeError("broken")

    def twice(at):
        did.append(at)
        return int(len(did) < 3)

    app.extensions["jobs"] = (("fail", fail), ("twice", twice))
    queue(app, "ana@example.org", at=NOW)
    code, said = run(app, "--at", NOW.isoformat(), "--json")
    done = json.loads(said.splitlines()[-1])
    assert code == 1
    assert done["failed_jobs"] == ["fail"]
    assert done["jobs"] == {"twice": 2}
    assert did == [NOW] * 3
    assert states(app) == ["sent"]


def test_a_job_that_never_ends_does_not_stop_the_mail(app):
    app.extensions["jobs"] = (("restless", lambda _at: 1),)
    queue(app, "ana@example.org", at=NOW)
    assert run(app, "--at", NOW.isoformat())[0] == 0
    assert states(app) == ["sent"]


@pytest.mark.parametrize(
    ("version", "words"), [("9999", "newer than this code"), ("0001", "db upgrade")]
)
def test_the_worker_refuses_a_schema_that_it_does_not_know(any_app, version, words):
    set_version(any_app, version)
    code, said = run(any_app)
    assert code == 1
    assert words in said


def test_the_web_server_refuses_a_newer_schema(app, processes):
    set_version(app, "9999")
    with pytest.raises(AssertionError, match="newer than this code"):
        processes.web()


@pytest.mark.parametrize("words", [("--at", "yesterday", "--once"), ("--json",)])
def test_a_wrong_use_ends_with_code_2(app, words):
    assert app.test_cli_runner().invoke(args=["worker", *words]).exit_code == 2


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_sends_what_comes_and_ends_when_told(processes, ending):
    worker = processes.worker(WORKER_INTERVAL="60")
    wait_until(lambda: worker_listens(worker), "the worker hears signals")
    os.kill(worker.pid, ending)
    assert worker.wait(10) == 0, worker.log


def worker_listens(worker):
    with open(f"/proc/{worker.pid}/status", encoding="ascii") as status:  # noqa: PTH123 - proc
        caught = next(line for line in status if line.startswith("SigCgt:")).split()[1]
    return int(caught, 16) & 1 << (signal.SIGTERM - 1)


def test_a_worker_goes_on_after_its_database_was_away(app_pg, processes):
    worker = processes.worker()
    queue(app_pg, "ana@example.org")
    wait_until(lambda: states(app_pg) == ["sent"], "the first mail is sent")
    with app_pg.app_context():
        db.session.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    queue(app_pg, "bo@example.org")
    wait_until(lambda: states(app_pg) == ["sent", "sent"], "the second mail is sent")
    assert worker.stop() == 0


def test_stopping_between_jobs_leaves_the_rest_for_later(app):
    with app.app_context():
        worker = Worker(lambda: NOW)

        def end(_at):
            worker.stop.at = 1.0
            return 1

        app.extensions["jobs"] = (("end", end), ("never", lambda _at: 1 / 0))
        done = worker.one_pass()
    assert done.jobs == {"end": 1}
    assert done.well
