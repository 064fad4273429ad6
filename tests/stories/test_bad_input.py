"""Junk in path, query, form, file or headers: a clear sentence, nothing half written, never a 500.

Every route that the app has is tried, as administrator and through a link, on both databases.
"""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import db
from tests.stories.conftest import CLOCK
from tests.stories.town import PASSWORD, Town
from tests.support.pages import Page
from tests.support.routes import Route, routes
from tests.support.visiting import Visitor

# one letter beyond ASCII at either end: every one of them would be three in the body
LONG = f"é{'e' * 9_000}é"
IDS = (
    "2147483648",
    "9223372036854775808",
    "9" * 40,
    "0",
    "-1",
    "²",
    "٣",
    "1%00",
    "%ff%fe",
    "1e3",
    "%20",
)
# those that one database takes and the other does not come first
WORDS = (
    "a\x00b",
    "²",
    "9" * 40,
    "2147483648",
    "0000-00-00",
    "10000-01-01",
    "-1",
    "NaN",
    "1e309",
    "25:99",
    "\u202e\u2028\r\nBcc: a@b.example",
    "'; drop table student; -- {{ 7 * 7 }} %\\",
    LONG,
)
SHARP = 6
BYTES = (b"\xff\xfe", b"%ff%fe", b"\xc3(", b"%00", b"%", b"%zz", b"=&=&;;", b"\xed\xa0\x80")
ASKED = [
    "q",
    "page",
    "sort",
    "dir",
    "school",
    "program",
    "state",
    "kind",
    "week",
    "employer",
    "placement",
    "owner",
    "code",
    "grade",
    "role",
    "next",
    "change",
    "passed",
    "from",
    "match",
    "student",
    "year",
    "format",
    "htmx",
]
NAMES = [
    "answer",
    "name",
    "email",
    "reason",
    "version",
    "title",
    "kind",
    "state",
    "role",
    "school_ids",
    "language",
    "employer",
    "seats",
    "start_date",
    "end_date",
    "expires",
    "completed_on",
    "note",
    "start-0",
    "end-0",
    "break-0",
    "note-0",
    "absent-0",
    "method",
    "evidence_note",
    "to",
    "to_name",
    "to_email",
    "password",
    "old_password",
    "new_password",
    "skip",
    "program_id",
    "site_id",
    "supervisor_id",
    "owner_id",
    "minimum_age",
    "duties",
    "code",
    "timezone",
    "target_minutes",
]
# where trying alone is noted, so that guessing is slowed
NOTED = {"sign-in", "forgot", "password", "sign-out"}


class Desk:
    """Be the administrator's browser, with a token that every form accepts."""

    def __init__(self, town: Town, link: str) -> None:
        self.town, self.app, self.link = town, town.app, link
        with self.app.app_context():
            self.on = db.engine.url.get_backend_name()
        self.watching: sqlite3.Connection | None = None
        self.person = Visitor(town.app, town.app.test_client())
        self.person.sign_in("administrator@example.org", PASSWORD, status=303)
        page = self.person.visit("/employers/new")
        self.token = str(page.all('input[name="csrf_token"]')[0].attrs["value"])

    def url(self, route: Route) -> str:
        words = {"token": self.link.removeprefix("/r/"), "path": "publish", "kind": "work_permit"}
        words |= {"user_id": 8}  # not the one who is signed in
        return route.url(self.app, **{**dict.fromkeys(route.names, 1), **words})

    def get(self, url: str) -> TestResponse:
        return self.person.client.get(url, buffered=True)

    def post(self, url: str, **options: object) -> TestResponse:
        headers = {"X-CSRFToken": self.token}
        return self.person.client.post(url, headers=headers, buffered=True, **options)

    def writes(self) -> int:
        """Give a number that changes with every commit that wrote something."""
        if self.on != "sqlite":
            return 0
        if self.watching is None:
            with self.app.app_context():
                self.watching = sqlite3.connect(str(db.engine.url.database))
        return int(self.watching.execute("pragma data_version").fetchone()[0])

    @property
    def words(self) -> tuple[str, ...]:
        """Give the junk: on the second database, what only it may take amiss."""
        return WORDS if self.on == "sqlite" else WORDS[:SHARP]

    def close(self) -> None:
        assert self.get("/employers/new").status_code == 200, "no longer signed in"
        assert self.town.broken() == []
        if self.watching:
            self.watching.close()


@pytest.fixture
def desk(any_app: Flask) -> Iterator[Desk]:
    any_app.config["CLOCK"] = CLOCK
    any_app.config["PROPAGATE_EXCEPTIONS"] = False
    town = Town(any_app)
    town.fill(asked=True)
    desk = Desk(town, town.link(town.asked(students=5).id))
    yield desk
    desk.close()


def every(desk: Desk, *, safe: bool) -> Iterator[Route]:
    for route in routes(desk.app, safe=safe):
        if route.endpoint != "accounts.sign_out":
            yield route


def judged(answer: TestResponse, what: str) -> list[str]:
    """Give what is wrong with an answer to junk."""
    if answer.status_code >= 500:
        return [f"{answer.status_code} {what}"]
    page = answer.text if answer.status_code >= 400 and answer.mimetype == "text/html" else "<main>"
    if "<main" not in page or "Traceback" in page:
        return [f"{answer.status_code} without a page: {what}"]
    return []


# -- path and query


def test_junk_in_a_path_is_not_found(desk):
    wrong = []
    for route in [*every(desk, safe=True), *every(desk, safe=False)]:
        for name in route.names:
            for junk in IDS:
                path = route.rule.rule
                for part in route.names:
                    kept = desk.url(route) if part == "token" else "1"
                    value = junk if part == name else kept.rpartition("/")[2]
                    for sort in (f"<int:{part}>", f"<path:{part}>", f"<{part}>"):
                        path = path.replace(sort, value)
                answer = desk.get(path) if route.method == "GET" else desk.post(path)
                wrong += judged(answer, f"{route.method} {path}")
                if "_id" in name and answer.status_code < 400 and junk != "٣":
                    wrong.append(f"{answer.status_code} {route.method} {path}")
    assert not wrong, "\n".join(wrong)


def test_junk_in_a_query_is_no_fault(desk):
    wrong = []
    for route in every(desk, safe=True):
        url = desk.url(route)
        for junk in BYTES:
            query = b"&".join(name.encode() + b"=" + junk for name in ASKED).decode("latin-1")
            wrong += judged(desk.get(f"{url}?{query}"), f"{route} {junk!r}")
        for word in desk.words[1:6]:
            query = dict.fromkeys(ASKED, word)
            answer = desk.person.client.get(url, query_string=query, buffered=True)
            wrong += judged(answer, f"{route} {word[:20]!r}")
        many = "&".join(f"q{number}={number}" for number in range(2000))
        wrong += judged(desk.get(f"{url}?{many}"), f"{route} 2000 names")
    assert not wrong, "\n".join(wrong)


# -- forms


def posts(desk: Desk) -> Iterator[tuple[Route, str, list[str]]]:
    """Give each route that takes a form, its address, and the names of its fields."""
    for route in every(desk, safe=False):
        url = desk.url(route)
        names = list(NAMES)
        with contextlib.suppress(Exception):
            page = Page(url, desk.get(url))
            names += [str(each.attrs["name"]) for each in page.all("[name]")]
        yield route, url, sorted(set(names) - {"csrf_token"})


def test_junk_in_a_form_is_no_fault_and_nothing_is_half_written(desk):
    wrong = []
    for route, url, names in posts(desk):
        for word in desk.words:
            answer = desk.post(url, data=dict.fromkeys(names, word))
            wrong += judged(answer, f"{route} {word[:20]!r}")
        for junk in BYTES:
            body = b"&".join(name.encode() + b"=" + junk for name in names)
            kind = "application/x-www-form-urlencoded"
            wrong += judged(desk.post(url, data=body, content_type=kind), f"{route} {junk!r}")
    assert not wrong, "\n".join(wrong)


def test_two_thousand_fields_and_broken_bodies_are_no_fault_and_change_nothing(desk):
    many = {f"{name}-{number}": "1" for number in range(400) for name in ("v", "h", "a", "n", "x")}
    boundary = "multipart/form-data; boundary=x"
    bodies = [
        {"data": many},
        {"data": b"a=1&" * 2000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"\xff\x00\xfe" * 300, "content_type": boundary},
        {"data": b'--x\r\nContent-Disposition: form-data; name="a', "content_type": boundary},
        {"data": b"--x\r\n\r\n--x--" * 400, "content_type": boundary},
        {
            "data": b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\x00\r\n--x--",
            "content_type": boundary,
        },
        {"data": b"x", "content_type": "multipart/form-data"},
        {"data": b"{", "content_type": "application/json"},
        {"data": b"\x00", "content_type": "text/plain; charset=utf-99"},
        {
            "data": b'--x\r\nContent-Disposition: form-data; name="roster"; filename="../a\x00.zip"'
            b"\r\n\r\nPK\x03\x04\xff\r\n--x--\r\n",
            "content_type": boundary,
        },
    ]
    wrong = []
    for route, url, _names in posts(desk):
        for number, body in enumerate(bodies):
            before = desk.writes()
            answer = desk.post(url, **body)
            wrong += judged(answer, f"{route} body {number}")
            if answer.status_code >= 400 and route.room not in NOTED and desk.writes() != before:
                wrong.append(f"{route} answered {answer.status_code} to body {number}, yet wrote")
    assert not wrong, "\n".join(wrong)


# -- headers


@pytest.mark.parametrize(
    "header",
    [
        b"X-Long: " + b"a" * 65_536,
        b"Cookie: session=" + b"a" * 65_536,
        b"Referer: http://127.0.0.1/r/" + b"a" * 65_536,
        b"User-Agent: \xff\xfe\xfd",
        b"Cookie: session=\xff\xfe; x=\x01",
        b"Content-Length: -5",
        b"Host: \xff",
        b"X Broken\xff",
        b"\r\n".join(b"X-%d: 1" % number for number in range(2000)),
    ],
    ids=["long", "cookie", "referer", "agent", "odd cookie", "length", "host", "broken", "many"],
)
def test_headers_beyond_measure_are_refused_and_the_server_lives(town, live_server, header):
    link = town.link(town.asked(students=5).id)
    for path in ("/sign-in", link):
        raw = answer_to(
            live_server.port,
            b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n\r\n" % (path.encode(), header),
        )
        assert raw[:9] in {b"", b"HTTP/1.1 "}
        assert raw[9:10] in {b"", b"2", b"4"}, raw[:300]
        assert b"Traceback" not in raw
    healthy = answer_to(
        live_server.port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )
    assert healthy.startswith(b"HTTP/1.1 200")


def answer_to(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            return line.recv(65_536)
    return b""
