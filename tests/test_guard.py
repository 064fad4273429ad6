"""The guard stands before every page: no post without a token, and headers on every answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
import sqlalchemy as sa
from flask import Flask, request

from app.core.access import PUBLIC, access
from app.core.db import db
from app.core.guard import HEADERS
from app.core.links import new_public_id
from config import Config, ConfigurationError
from tests.support.routes import routes, with_token
from tests.support.runs import ROOT

COUNTED_APART = {"staff_session", "sign_in_try"}


def everything_in(app: Flask) -> dict[str, list[tuple]]:
    """Read the whole database but for who is signed in."""
    with app.app_context():
        tables = sorted(set(sa.inspect(db.engine).get_table_names()) - COUNTED_APART)
        return {
            name: [tuple(row) for row in db.session.execute(sa.text(f'select * from "{name}"'))]  # noqa: S608
            for name in tables
        }


# -- posts that were not meant


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
]
UNMEANT = [
    *((headers, "right") for headers in FOREIGN),
    *(
        (headers, token)
        for headers in ({}, {"HX-Request": "true"}, *FOREIGN)
        for token in ("none", "wrong", "another session's")
    ),
]


@pytest.mark.parametrize(("headers", "token"), UNMEANT, ids=str)
def test_no_post_works_that_was_not_meant(app, staff, headers, token):
    admin, other = staff("administrator"), staff("administrator")
    own = {
        member: member.visit("/settings/password").all('input[name="csrf_token"]')[0].attrs["value"]
        for member in (admin, other)
    }
    tokens = {"none": None, "wrong": "x", "another session's": own[other], "right": own[admin]}
    data = {"csrf_token": tokens[token]} if tokens[token] else {}
    before, wrong = everything_in(app), {}
    for route in with_token(app, routes(app, safe=False)):
        answer = admin.client.open(
            route.url(app, user_id=other.id), method=route.method, data=data, headers=headers
        )
        if not 400 <= answer.status_code < 500:
            wrong[str(route)] = answer.status
    assert wrong == {}
    assert everything_in(app) == before
    admin.visit("/settings/password")


def test_there_are_posts_to_refuse(app):
    assert len(list(with_token(app, routes(app, safe=False)))) > 8


# -- headers


ANSWERS = {
    "page": ("GET", "/sign-in", 200),
    "head": ("HEAD", "/sign-in", 200),
    "options": ("OPTIONS", "/sign-in", 200),
    "health": ("GET", "/healthz", 200),
    "redirect": ("GET", "/settings", 303),
    "bytes that are no text": ("GET", "/sign-in?next=%00", 400),
    "a token is missing": ("POST", "/sign-in", 400),
    "nothing there": ("GET", "/nothing", 404),
    "another method": ("DELETE", "/sign-in", 405),
    "dead link": ("GET", "/password/x", 410),
    "a link that is none": ("GET", f"/r/{new_public_id()}", None),
    "too large": ("POST", "/sign-in", 413),
    "a fault": ("GET", "/fault", 500),
    "a file": ("GET", "/static/app.css", 200),
    "a file kept": ("GET", "/static/app.css", 304),
    "no file": ("GET", "/static/nothing.css", 404),
    "a file outside": ("GET", "/static/../config.py", 404),
    "another host": ("GET", "/sign-in", 400),
}


@pytest.fixture
def faulty(make_app):
    app = make_app()

    @access(PUBLIC)
    def fault() -> str:
        raise RuntimeError("a secret word")

    app.add_url_rule("/fault", "fault", fault)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_the_headers(faulty, case, htmx):
    method, path, status = ANSWERS[case]
    headers = {"HX-Request": "true"} if htmx else {}
    data = None
    if case == "too large":
        faulty.config["MAX_CONTENT_LENGTH"] = 1000
        data = {"email": "x" * 2000}
    if case == "another host":
        headers["Host"] = "evil.example"
    if case == "a file kept":
        headers["If-None-Match"] = faulty.test_client().get(path, buffered=True).headers["ETag"]
    if case == "redirect" and htmx:
        status = 204
    answer = faulty.test_client().open(
        path, method=method, data=data, headers=headers, buffered=True
    )
    if status:
        assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "HX-Request" in answer.headers["Vary"]
    assert "a secret word" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/static/app.css", "/fault"])
def test_over_https_every_answer_asks_to_stay_there(make_app, path):
    app = make_app(base_url="https://wbl.example", trusted_hosts=("wbl.example",))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get(path, base_url="https://wbl.example", buffered=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_fault_says_a_number_and_nothing_else(faulty, caplog):
    answer = faulty.test_client().get("/fault")
    number = re.search(r"number (\w+)", answer.text)[1]
    assert f"fault {number}" in caplog.text
    assert "Traceback" not in answer.text


# -- who speaks


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")]
)
def test_an_address_in_a_header_counts_only_where_a_proxy_of_ours_put_it(
    make_app, proxies, address
):
    app = make_app(proxies=proxies)

    @access(PUBLIC)
    def who() -> str:
        return f"{request.remote_addr} {request.host}"

    app.add_url_rule("/who", "who", who)
    said = "192.0.2.66, 203.0.113.9, 198.51.100.7"
    headers = {"X-Forwarded-For": said, "X-Forwarded-Host": "evil.example"}
    assert app.test_client().get("/who", headers=headers).text == f"{address} localhost"


# -- starting safely


@pytest.mark.parametrize("key", ["", "dev", "secret", "changeme", "short", "x" * 31])
def test_a_weak_key_stops_the_start(key):
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        Config(env="production", secret_key=key, smtp_url="smtp://localhost").check()


@pytest.mark.parametrize("key", ["", "dev", "changeme"])
def test_in_production_the_app_does_not_start_with_a_weak_key(tmp_path, key):
    environment = {
        "PATH": os.environ["PATH"],
        "APP_ENV": "production",
        "SMTP_URL": "smtp://localhost",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'app.sqlite3'}",
        "SECRET_KEY": key,
    }
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "SECRET_KEY" in started.stderr
    assert not (tmp_path / "app.sqlite3").exists()
