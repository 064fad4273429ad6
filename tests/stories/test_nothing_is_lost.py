"""Web and worker are killed at any moment: a week of five is confirmed whole or not at all."""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.mail.mails import PATIENCE, wait_until
from tests.stories.conftest import CLOCK
from tests.stories.town import ASKED, Asked, Town

MOMENTS = 16
VERSIONS = re.compile(r'name="(v-\d+)" value="(\d+)"')


class Supervisor:
    """Be a browser with a link, which only asks and posts."""

    def __init__(self, town: Town, asked: Asked, port: int) -> None:
        self.link, self.port = town.link(asked.id), port

    def send(self, method: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, self.link, body or None, kind | headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def answer(self) -> str:
        """Open the link and give what "Confirm all hours" would send."""
        _status, _headers, page = self.send("GET")
        fields = dict(VERSIONS.findall(page))
        assert fields, page
        return urlencode(fields | {"answer": "confirm-all"})


@pytest.fixture
def mortal(processes):
    """Give a web server whose worker processes die when told to; its master starts new ones."""
    settings = {"CLOCK": CLOCK, "WEB_CONCURRENCY": "2", "GUNICORN_CMD_ARGS": "--preload"}
    return processes.web(of="tests.stories.dying:app", **settings)


def of_at_least(town: Town, students: int) -> list[Asked]:
    """Give every request about so many students or more."""
    return [
        Asked(*row)
        for row in town.rows(
            ASKED.replace("order by", "having count(*) >= :students order by"), students=students
        )
    ]


def states(town: Town, asked: Asked) -> set[str]:
    return {sheet.state for sheet in town.sheets(asked.id)}


def test_a_confirmation_killed_at_any_statement_is_whole_or_nothing(town, mortal):
    first, *_ = fives = [town.asked(students=5, number=number) for number in range(2)]
    supervisor = Supervisor(town, first, mortal.port)
    status, headers, _ = supervisor.send("POST", supervisor.answer())
    assert status == 303
    count = int(headers["Statements"])
    assert count > MOMENTS
    supervisor = Supervisor(town, fives[1], mortal.port)
    body = supervisor.answer()
    moments = [str(1 + round(number * (count - 1) / MOMENTS)) for number in range(MOMENTS)]
    for moment in [*moments, "commit"]:
        with contextlib.suppress(ConnectionError, http.client.HTTPException):
            supervisor.send("POST", body, **{"Die-At": moment})
        assert states(town, fives[1]) == {"submitted"}, f"killed at {moment} of {count}"
    assert town.broken() == []
    with contextlib.suppress(ConnectionError, http.client.HTTPException):
        supervisor.send("POST", body, **{"Die-At": "answer"})
    assert states(town, fives[1]) == {"confirmed"}, "what was committed stays"
    assert supervisor.send("POST", body)[0] == 303, "and pressing again is harmless"
    receipts = (
        "select count(*) from outbox_message where kind = 'hours-receipt' and record_id = :id"
    )
    assert town.one(receipts, id=fives[1].id) == 1
    assert town.broken() == []


def test_a_web_server_killed_again_and_again_while_many_answer(town, processes):
    everybody = of_at_least(town, 3)
    assert len(everybody) > 10
    server = processes.web(CLOCK=CLOCK, WEB_CONCURRENCY="2")
    supervisors = [Supervisor(town, asked, server.port) for asked in everybody]
    bodies = [supervisor.answer() for supervisor in supervisors]
    for answers_before_the_kill in (1, 4):
        answered = threading.Semaphore(0)

        def post(number: int, answered: threading.Semaphore = answered) -> None:
            with contextlib.suppress(ConnectionError, http.client.HTTPException, TimeoutError):
                supervisors[number].send("POST", bodies[number])
            answered.release()

        waiting = [
            number for number, asked in enumerate(everybody) if states(town, asked) == {"submitted"}
        ]
        threads = [threading.Thread(target=post, args=(number,)) for number in waiting[:8]]
        for thread in threads:
            thread.start()
        for _ in range(answers_before_the_kill):
            assert answered.acquire(timeout=20)
        server.kill()
        for thread in threads:
            thread.join()
        for asked in everybody:
            assert len(states(town, asked)) == 1, f"{asked.name}: {town.sheets(asked.id)}"
        assert town.broken() == []
        server.start()
    for supervisor, body in zip(supervisors, bodies, strict=True):
        assert supervisor.send("POST", body)[0] == 303
    assert {state for asked in everybody for state in states(town, asked)} == {"confirmed"}
    assert town.broken() == []


def test_a_worker_killed_while_asking_and_sending_asks_everybody_once(
    new_town, smtp_sink, processes
):
    settings = {"SMTP_URL": smtp_sink.url, "OUTBOX_LEASE": "3"}
    before = new_town.one("select count(*) from link_request")
    asking = new_town.worker(**settings)
    asked = "select count(*) from link_request"
    wait_until(lambda: new_town.one(asked) > before + 3, "a few are asked")
    asking.kill()
    assert new_town.broken() == []
    kills = 0
    for number in (2, 20):
        worker = new_town.worker(**settings)
        wanted, reached = number, threading.Event()

        def kill(_mail: object, worker=worker, wanted=wanted, reached=reached) -> None:
            if len(smtp_sink.mails) >= wanted and not reached.is_set():
                worker.kill()
                reached.set()

        smtp_sink.on_data = kill
        assert reached.wait(PATIENCE), worker.log
        kills += 1
        assert new_town.broken() == []
    smtp_sink.on_data = lambda _mail: None
    last = new_town.worker(**settings)
    waiting = "select count(*) from outbox_message where state not in ('sent', 'cancelled')"
    asked_now = "select count(*) from link_request where created_at >= '2026-11-18 18:00'"
    wait_until(
        lambda: new_town.one(asked_now) >= 45 and new_town.one(waiting) == 0, "every mail is sent"
    )
    assert last.stop() == 0
    promised = {
        row[0]
        for row in new_town.rows(
            "select message_id from outbox_message where created_at >= '2026-11-18 18:00'"
        )
    }
    copies = Counter(mail.message_id for mail in smtp_sink.mails)
    assert set(copies) == promised, "none lost"
    assert sum(count - 1 for count in copies.values()) <= kills
    assert max(copies.values()) <= 2
    people = Counter(
        mail.recipients[0] for mail in {m.message_id: m for m in smtp_sink.mails}.values()
    )
    assert max(people.values()) == 1, "everybody is asked once"
    assert new_town.broken() == []
    assert processes.flask("verify", "--json", CLOCK=CLOCK).json["ok"] is True
