"""Staff sign in and out; the server alone says who is signed in."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.accounts import passwords, queries, services
from app.accounts.models import Role, StaffSession
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from tests.accounts.test_own_paths import ELSEWHERE
from tests.accounts.world import NEW_PASSWORD, PASSWORD, user_of

HERE = "/settings/password"
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


def try_to_sign_in(person, email: str, password: str, onward: str = "", status: int = 303):
    page = person.visit("/sign-in" + onward)
    return person.submit(page, "Sign in", email=email, password=password, status=status)


@pytest.fixture
def ana(staff):
    return staff("finance", signed_in=False)


def disable(app, user_id: int) -> None:
    with app.app_context():
        services.disable(user_id=user_id, by=SYSTEM, at=clock.now())


# -- in


def test_signing_in_leads_to_the_page_that_was_asked_for(ana):
    page = ana.visit(HERE)
    assert page.h1 == "Sign in"
    assert page.url == "/sign-in?next=/settings/password"
    page = ana.submit(page, "Sign in", email=f" {ana.email.upper()} ", password=PASSWORD)
    assert page.url == HERE


def test_an_address_is_typed_in_any_case(ana):
    try_to_sign_in(ana, ana.email.title(), PASSWORD)
    ana.visit(HERE)


def test_who_is_signed_in_needs_no_door(ana):
    try_to_sign_in(ana, ana.email, PASSWORD)
    assert ana.client.get("/sign-in?next=/settings").headers["Location"] == "/settings"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(ana, wanted):
    page = ana.visit("/sign-in")
    token = page.one('input[name="csrf_token"]').attrs["value"]
    answer = ana.client.post(
        "/sign-in",
        query_string={"next": wanted},
        data={"email": ana.email, "password": PASSWORD, "csrf_token": token},
    )
    # a NUL in the address is refused before it is read
    assert answer.status_code == (400 if "\x00" in wanted else 303)
    assert answer.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("case", ["unknown", "wrong", "disabled", "invited", "overlong", "nul"])
def test_every_failure_looks_the_same(app, ana, staff, case):
    staff("administrator", signed_in=False)
    email, password = ana.email, PASSWORD
    wrong = try_to_sign_in(ana, ana.email, "not the password", status=422)
    if case == "disabled":
        disable(app, ana.id)
    elif case == "invited":
        email = "bo@example.org"
        with app.app_context():
            services.invite(email=email, name="Bo", role=Role.FINANCE, by=SYSTEM, at=clock.now())
    elif case == "unknown":
        email = "nobody@example.org"
    elif case == "wrong":
        password = NEW_PASSWORD
    else:
        email = "x" * 190 + "@" if case == "overlong" else "a\tb"
    page = try_to_sign_in(ana, email, password, status=422)
    shown = [
        TOKEN.sub("", one.html).replace(one_email, "")
        for one, one_email in ((page, email), (wrong, ana.email))
    ]
    assert shown[0] == shown[1]
    assert [value for value in page.headers if value.startswith("X-")] == [
        value for value in wrong.headers if value.startswith("X-")
    ]


@pytest.mark.parametrize("case", ["unknown", "wrong", "disabled", "right"])
def test_every_try_costs_one_hash(app, ana, staff, case, monkeypatch):
    staff("administrator", signed_in=False)
    seen = []

    class Counting(passwords.PasswordHasher):
        def verify(self, *args) -> bool:
            seen.append(args[0])
            return super().verify(*args)

    monkeypatch.setattr(
        passwords, "HASHER", Counting(time_cost=2, memory_cost=19456, parallelism=1)
    )
    if case == "disabled":
        disable(app, ana.id)
    email = "nobody@example.org" if case == "unknown" else ana.email
    password = "not the password" if case == "wrong" else PASSWORD
    try_to_sign_in(ana, email, password, status=303 if case == "right" else 422)
    (used,) = seen
    assert used.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_failed_try_keeps_the_address_and_never_the_password(ana):
    page = try_to_sign_in(ana, ana.email, "not the password", status=422)
    assert page.one("#email").attrs["value"] == ana.email
    assert "not the password" not in page.html


def test_what_is_missing_is_said_at_its_field(ana):
    page = try_to_sign_in(ana, "", "", status=422)
    assert "Enter your email address." in page.alert
    assert "Enter your password." in page.alert


# -- the session


def test_the_session_is_new_after_signing_in(app, ana):
    ana.visit("/sign-in")
    before = ana.client.get_cookie("session").value
    with ana.client.session_transaction() as session:
        planted = session["csrf_token"]
    try_to_sign_in(ana, ana.email, PASSWORD)
    after = ana.client.get_cookie("session").value
    assert before != after
    with ana.client.session_transaction() as session:
        assert session.get("csrf_token") != planted
    other = app.test_client()
    other.set_cookie("session", before)
    assert other.get(HERE).status_code == 303


def test_a_planted_session_is_not_taken_over(ana, staff):
    mallory = staff("administrator")
    planted = mallory.client.get_cookie("session").value
    ana.client.set_cookie("session", planted)
    page = ana.visit(HERE)  # as Mallory; Ana signs out, as the page shows, and in
    ana.submit(page, "Sign out")
    try_to_sign_in(ana, ana.email, PASSWORD)
    assert mallory.client.get(HERE).status_code == 303
    assert ana.client.get("/settings/users").status_code == 403


def test_an_old_cookie_opens_nothing_after_signing_out(app, ana):
    try_to_sign_in(ana, ana.email, PASSWORD)
    cookie = ana.client.get_cookie("session").value
    answer = ana.submit(ana.visit(HERE), "Sign out", status=303)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    replay = app.test_client()
    replay.set_cookie("session", cookie)
    assert replay.get(HERE).headers["Location"].startswith("/sign-in")
    assert ana.visit(HERE).h1 == "Sign in"


def test_signing_out_needs_a_post(ana):
    try_to_sign_in(ana, ana.email, PASSWORD)
    assert ana.client.get("/sign-out").status_code == 405
    ana.visit(HERE)


def test_signing_out_here_leaves_another_browser_signed_in(app, ana):
    there = ana.__class__(app, ana.email, ana.actor)
    for person in (ana, there):
        try_to_sign_in(person, ana.email, PASSWORD)
    ana.submit(ana.visit(HERE), "Sign out")
    assert there.visit(HERE).h1 == "Your password"


def test_a_session_ends_after_twelve_hours(any_app, ana):
    try_to_sign_in(ana, ana.email, PASSWORD)
    any_app.config["CLOCK"] = "+11h59m"
    assert ana.visit(HERE).h1 == "Your password"
    any_app.config["CLOCK"] = "+12h1m"
    assert ana.visit(HERE).h1 == "Sign in"


def test_the_database_keeps_only_a_hash_of_the_key(any_app, ana):
    try_to_sign_in(ana, ana.email, PASSWORD)
    with ana.client.session_transaction() as session:
        key = session["_user_id"]
    with any_app.app_context():
        kept = db.session.scalars(sa.select(StaffSession.key_hash)).all()
    assert len(key) >= 43
    assert key not in kept


@pytest.mark.usefixtures("any_app")
def test_a_signed_in_request_asks_who_it_is_once(staff, query_count):
    ana = staff("career_specialist")
    with query_count() as seen:
        ana.client.get(HERE)
    assert sum("staff_" in statement for statement in seen) == 1


# -- power ends


@pytest.mark.parametrize("htmx", [False, True])
def test_disabling_shuts_out_on_the_next_request(any_app, staff, htmx):
    staff("administrator", signed_in=False)
    ana = staff("administrator")
    disable(any_app, ana.id)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = ana.client.get("/settings/users", headers=headers)
    if htmx:
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in")
    else:
        assert answer.headers["Location"] == "/sign-in?next=/settings/users"
    assert ana.client.post("/settings/users/1/disable", headers=headers).status_code in {204, 303}


def test_enabling_again_does_not_revive_the_sessions(any_app, staff):
    staff("administrator", signed_in=False)
    ana = staff("finance")
    disable(any_app, ana.id)
    with any_app.app_context():
        services.enable(user_id=ana.id, by=SYSTEM, at=clock.now())
    assert ana.visit(HERE).h1 == "Sign in"


def test_a_changed_role_holds_from_the_next_request(any_app, staff):
    staff("administrator", signed_in=False)
    ana = staff("administrator")
    ana.visit("/settings/users")
    with any_app.app_context():
        services.change_user(
            user_id=ana.id,
            shown=queries.get_user(ana.id).version,
            name="Ana",
            role=Role.FINANCE,
            school_ids=[],
            by=SYSTEM,
            at=clock.now(),
        )
    ana.visit("/settings/users", status=403)


def test_a_password_set_by_link_ends_every_session(app, staff):
    ana = staff("finance")
    user = user_of(app, ana.email)
    with app.app_context():
        services.change_password(
            before=user.password_hash,
            password_hash=passwords.hash_password(NEW_PASSWORD),
            keep_session=0,
            by=ana.actor,
            at=clock.now(),
        )
    assert ana.visit(HERE).h1 == "Sign in"


def test_who_is_disabled_while_the_password_is_checked_does_not_get_in(
    app, ana, staff, monkeypatch
):
    staff("administrator", signed_in=False)

    class Slow(passwords.PasswordHasher):
        def verify(self, *args) -> bool:
            disable(app, ana.id)
            return super().verify(*args)

    monkeypatch.setattr(passwords, "HASHER", Slow(time_cost=2, memory_cost=19456, parallelism=1))
    try_to_sign_in(ana, ana.email, PASSWORD, status=422)
    assert ana.visit(HERE).h1 == "Sign in"


# -- guessing


def test_guessing_is_slowed_whatever_address_a_header_claims(ana):
    page = ana.visit("/sign-in")
    token = page.one('input[name="csrf_token"]').attrs["value"]
    answers = [
        ana.client.post(
            "/sign-in",
            data={"email": ana.email, "password": f"guess {number}", "csrf_token": token},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": "192.0.2.1"},
        ).status_code
        for number in range(12)
    ]
    assert answers == [422] * 10 + [429] * 2


@pytest.mark.parametrize("email", ["finance1@example.org", "nobody@example.org"])
def test_too_many_tries_are_said_alike_for_known_and_unknown(app, ana, email):
    for _ in range(10):
        try_to_sign_in(ana, email, "guess", status=422)
    page = try_to_sign_in(ana, email, PASSWORD, status=429)
    assert "There were too many tries." in page.alert
    app.config["CLOCK"] = "+21m"
    try_to_sign_in(ana, email, PASSWORD, status=303 if email == ana.email else 422)


def test_a_browser_that_signed_in_before_is_not_locked_out_by_others(ana, new_person):
    try_to_sign_in(ana, ana.email, PASSWORD)
    ana.submit(ana.visit(HERE), "Sign out")
    mallory = new_person()
    for _ in range(10):
        try_to_sign_in(mallory, ana.email, "guess", status=422)
    try_to_sign_in(mallory, ana.email, PASSWORD, status=429)
    try_to_sign_in(ana, ana.email, PASSWORD)


def test_a_copied_device_mark_alone_opens_nothing(ana, new_person):
    try_to_sign_in(ana, ana.email, PASSWORD)
    other = new_person()
    other.client.set_cookie("device", ana.client.get_cookie("device").value)
    assert other.visit(HERE).h1 == "Sign in"


# -- cookies


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(ana):
    page = ana.visit("/sign-in")
    token = page.one('input[name="csrf_token"]').attrs["value"]
    data = {"email": ana.email, "password": PASSWORD, "csrf_token": token}
    cookies = ana.client.post("/sign-in", data=data).headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "device"}
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_over_https_cookies_are_bound_to_the_host(make_app):
    app = make_app(base_url="https://wbl.example", trusted_hosts=("wbl.example",))
    with app.app_context():
        services.create_user(
            email="ana@example.org",
            name="Ana",
            role=Role.FINANCE,
            password_hash=passwords.hash_password(PASSWORD),
            by=SYSTEM,
            at=clock.now(),
        )
    client, base = app.test_client(), "https://wbl.example"
    token = TOKEN.search(client.get("/sign-in", base_url=base).text)[0].split('"')[3]
    answer = client.post(
        "/sign-in",
        base_url=base,
        data={"email": "ana@example.org", "password": PASSWORD, "csrf_token": token},
        headers={"Referer": f"{base}/sign-in"},
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert answer.status_code == 303
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device"}
    assert all("Secure" in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
