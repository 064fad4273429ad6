"""Give every test what it stands on.

An app and its database, fresh for each test: a copy of one migrated template. No app context is
left open around a test; open one where you need it.

- `app`          our app on SQLite; one object per process, its config and
                 extensions are put back after a test
- `app_pg`       the same on PostgreSQL: TEST_POSTGRES_URL, or a private server that the run starts
- `any_app`      both, one after the other; for constraints, concurrency, queries
- `make_app`     `make_app(base_url="https://wbl.example")` makes another app with other settings

Its pages, over `any_app`, `app_pg` or `app`, whichever the test asked for:

- `client`       Flask's own test client, for what no browser would send
- `visit`        `page = visit("/programs", status=200, htmx=False)` opens and checks a page
- `submit`       `page = submit(page, "Save", name="Jobs 253")` fills in and sends its form
- `staff`        `ana = staff("finance")`, `staff("career_specialist", school_ids=[1])`: a signed-in
                 member with `ana.visit`, `ana.submit`, `ana.actor`, `ana.email`, `staff.password`
- `sign_in`      `page = sign_in(email, password)` signs in and gives the page that this leads to
- `new_person`   `other = new_person()` is a second browser, with `other.visit`, `other.submit`
- `query_count`  `with query_count(4): ...` is exact; `with query_count() as seen:` lists

A Page has `h1`, `title`, `text`, `alert`, `one(css)`, `all(css)`, `link(words)`, `status`,
`url`, `headers`, `html`; ask `"words" in page` and `fragment in page` (tests/support/pages.py).

Mail and processes:

- `smtp_sink`    a mail server: `url`, `mails`, `to(address)`, `wait_for(2)`, `on_data`, `recover`,
                 `fail("rcpt", "550 no", to=...)`, `fail("data", "drop", times=1)`; without it, any
                 attempt to send mail fails the test
- `processes`    `web(**env)`, `worker(**env)`, `flask("verify", "--json")` over the test's
                 database; each has `stop()`, `kill()`, `start()`, `log`; all end with the test
- `live_server`  a web server over `app`'s database, one per process: `live_server.url`, `.log`

Browsers, skipped where there is no Chromium, except in CI:

- `browse`       `page = browse(javascript=False, phone=True)` opens a Playwright page on
                 `live_server`; `browse.traffic(page)` has `requests`, `size`, `faults`;
                 `browse.sign_in(page, email, password)`
- `axe`          `axe(page)` fails with what axe finds

Property tests: HYPOTHESIS_PROFILE is `test` (200 examples) or `all` (2,000; `dev.py test --all`).
"""

from __future__ import annotations

import os
import secrets
import signal
import smtplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from app import create_app
from config import Config
from tests.support import browsing, counting, databases, postgres, runs, smtp
from tests.support.browsing import Browsing
from tests.support.counting import Statements
from tests.support.people import Staff
from tests.support.processes import Processes, Web
from tests.support.smtp import SmtpSink
from tests.support.visiting import Visitor

settings.register_profile("test", max_examples=200, deadline=None, print_blob=True)
settings.register_profile("all", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

KEY = os.environ.setdefault("FOOTBRIDGE_TEST_KEY", secrets.token_hex(32))


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, in the process that leads it."""
    if not hasattr(config, "workerinput"):
        runs.begin()
        # so that a stopped run also stops its database server
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run: stop what it started and remove its files."""
    if not hasattr(config, "workerinput") and runs.RUN in os.environ:
        databases.drop_postgres_template()
        postgres.stop()
        runs.end()


@pytest.fixture(autouse=True)
def _no_stray_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib.SMTP, "connect", smtp.refuse_stray_mail(smtplib.SMTP.connect))


# -- the app and its database


def _app_on(url: str, **changes: object) -> Flask:
    return create_app(Config.for_tests(database_url=url, secret_key=KEY, **changes))


def _put_back(app: Flask, before: dict[str, Any], extensions: dict[str, Any]) -> None:
    app.config.clear()
    app.config.update(before)
    app.extensions.clear()
    app.extensions.update(extensions)
    databases.close_connections(app)


@pytest.fixture(scope="session")
def _sqlite_app() -> Flask:
    return _app_on(f"sqlite:///{runs.folder() / databases.worker_name()}.sqlite3")


@pytest.fixture(scope="session")
def _postgres_app() -> Iterator[Flask]:
    url = databases.postgres_url(databases.worker_name())
    app = _app_on(databases.text_of(url))
    yield app
    databases.close_connections(app)
    databases.drop_postgres(url)


@pytest.fixture
def app(_sqlite_app: Flask) -> Iterator[Flask]:
    with _sqlite_app.app_context():
        path = Path(str(databases.db.engine.url.database))
    databases.fresh_sqlite(path)
    before, extensions = dict(_sqlite_app.config), dict(_sqlite_app.extensions)
    yield _sqlite_app
    _put_back(_sqlite_app, before, extensions)


@pytest.fixture
def app_pg(_postgres_app: Flask) -> Iterator[Flask]:
    databases.fresh_postgres(databases.postgres_url(databases.worker_name()))
    before, extensions = dict(_postgres_app.config), dict(_postgres_app.extensions)
    yield _postgres_app
    _put_back(_postgres_app, before, extensions)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request: pytest.FixtureRequest) -> Flask:
    return request.getfixturevalue("app" if request.param == "sqlite" else "app_pg")


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        path = tmp_path / f"app{len(made)}.sqlite3"
        databases.fresh_sqlite(path)
        made.append(_app_on(f"sqlite:///{path}", **changes))
        return made[-1]

    yield make
    for app in made:
        databases.close_connections(app)


@pytest.fixture
def _asked_app(request: pytest.FixtureRequest) -> Flask:
    asked = [name for name in ("any_app", "app_pg") if name in request.fixturenames]
    return request.getfixturevalue(asked[0] if asked else "app")


# -- its pages


@pytest.fixture
def new_person(_asked_app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(_asked_app, _asked_app.test_client())


@pytest.fixture
def _person(new_person: Callable[[], Visitor]) -> Visitor:
    return new_person()


@pytest.fixture
def client(_person: Visitor) -> FlaskClient:
    return _person.client


@pytest.fixture
def visit(_person: Visitor) -> Callable[..., Any]:
    return _person.visit


@pytest.fixture
def submit(_person: Visitor) -> Callable[..., Any]:
    return _person.submit


@pytest.fixture
def staff(_asked_app: Flask) -> Staff:
    return Staff(_asked_app)


@pytest.fixture
def sign_in(_person: Visitor) -> Callable[..., Any]:
    return _person.sign_in


@pytest.fixture
def query_count() -> Callable[..., AbstractContextManager[Statements]]:
    return counting.query_count


# -- mail and processes


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    smtp.ALLOWED.ports.add(sink.port)
    sink.start()
    yield sink
    sink.stop()
    smtp.ALLOWED.ports.discard(sink.port)


@pytest.fixture
def processes(_asked_app: Flask, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(_asked_app, tmp_path)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def _server(_sqlite_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    started = Processes(_sqlite_app, tmp_path_factory.mktemp("server"))
    yield started.web()
    started.stop()


@pytest.fixture
def live_server(app: Flask, _server: Web) -> Web:
    assert app, "the server reads the database that `app` has just made fresh"
    return _server


# -- browsers


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def browse(live_server: Web, chromium: Browser) -> Iterator[Browsing]:
    windows = Browsing(chromium, live_server.url)
    yield windows
    windows.close()


@pytest.fixture
def axe() -> Callable[..., None]:
    return browsing.axe
