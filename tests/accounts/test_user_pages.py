"""The pages of users, invitations and passwords, as people press them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts import passwords, queries, services
from app.accounts.models import Role, StaffUser
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from tests.accounts.world import (
    NEW_PASSWORD,
    PASSWORD,
    link_in,
    mails_to,
    rows_of,
    some_schools,
    user_of,
)

BO = "bo@example.org"


def invite_bo(admin, **more):
    page = admin.visit("/settings/users/new")
    fields = {"email": BO, "name": "Bo Vang", "role": "career_specialist"} | more
    return admin.submit(page, "Send the invitation", fields=fields)


@pytest.fixture
def bo(staff, new_person):
    invite_bo(staff("administrator"))
    return new_person()


def test_from_the_invitation_to_the_first_sign_in(any_app, staff, new_person):
    first, _ = some_schools(any_app, "Lincoln", "Stadium")
    page = invite_bo(staff("administrator"), schools=[first])
    assert (page.h1, "The invitation is on its way to bo@example.org." in page.alert) == (
        "Bo Vang",
        True,
    )
    bo, link = new_person(), link_in(any_app, mails_to(any_app, BO)[0])
    page = bo.submit(
        bo.visit(link), "Set the password", password=NEW_PASSWORD, password_again=NEW_PASSWORD
    )
    assert page.h1 == "Your password is set"
    page = bo.visit(page.link("Sign in"))
    bo.submit(page, "Sign in", email=BO, password=NEW_PASSWORD, status=303)
    with any_app.app_context():
        assert queries.school_ids_of(user_of(any_app, BO).id) == {first}
    assert bo.visit(link, status=410).h1 == "This link works no more"
    bo.visit("/settings/users", status=403)


def test_opening_a_link_changes_nothing_however_often(any_app, staff, new_person):
    admin = staff("administrator")
    invite_bo(admin)
    link = link_in(any_app, mails_to(any_app, BO)[0])
    tables = ("staff_user", "staff_session", "sign_in_try", "event", "outbox_message")
    before, scanner = rows_of(any_app, *tables), new_person()
    for method in ("GET", "HEAD", "GET", "HEAD"):
        assert scanner.client.open(link, method=method).status_code == 200
    answer = scanner.client.post(link)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers
    assert rows_of(any_app, *tables) == before


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("", "", "Choose a password."),
        ("short", "short", "Use at least 12 characters."),
        ("passwordpassword", "passwordpassword", "one of the first that others would try"),
        ("my bo.vang-4711 x", "my bo.vang-4711 x", "Leave your name"),
        (NEW_PASSWORD, PASSWORD, "The two passwords are not the same."),
        ("x" * 201, "x" * 201, "Use at most 200 letters."),
    ],
)
def test_a_refused_password_is_explained_and_never_shown(app, bo, password, again, said):
    link = link_in(app, mails_to(app, BO)[0])
    page = bo.submit(
        bo.visit(link), "Set the password", password=password, password_again=again, status=422
    )
    assert said in page.alert
    assert [found.attrs.get("value", "") for found in page.all("input[type=password]")] == ["", ""]
    assert user_of(app, BO).password_hash is None


@pytest.mark.parametrize("token", ["x", "1.2.3", "..", "1", "%00", "%ff", "a" * 5000, "1.x-y.z"])
def test_a_link_that_is_none_says_where_to_get_one(app, token):
    answer = app.test_client().get(f"/password/{token}")
    assert answer.status_code in {400, 410}


def test_a_dead_link_takes_no_password(app, bo, new_person):
    link = link_in(app, mails_to(app, BO)[0])
    page, late = bo.visit(link), new_person().visit(link)
    fields = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    bo.submit(page, "Set the password", fields=fields)
    late_page = new_person().submit(late, "Set the password", fields=fields, status=410)
    assert late_page.h1 == "This link works no more"


def test_of_two_who_press_at_once_one_is_told_that_the_link_is_dead(app, bo, monkeypatch):
    link = link_in(app, mails_to(app, BO)[0])
    page = bo.visit(link)

    class Slow(passwords.PasswordHasher):
        def hash(self, *args, **more) -> str:
            hashed = super().hash(*args, **more)
            services.set_password_by_link(
                token=link.rpartition("/")[2], password_hash=hashed, at=clock.now()
            )
            return hashed

    monkeypatch.setattr(passwords, "HASHER", Slow(time_cost=2, memory_cost=19456, parallelism=1))
    fields = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    bo.submit(page, "Set the password", fields=fields, status=410)
    assert user_of(app, BO).version == 2


def test_an_invitation_goes_out_again_from_the_user_s_page(app, staff):
    admin = staff("administrator")
    page = admin.submit(invite_bo(admin), "Send the invitation again")
    assert "A new invitation is on its way." in page.alert
    assert len(mails_to(app, BO)) == 2


def test_a_link_of_a_disabled_user_is_dead(app, staff, new_person):
    admin = staff("administrator")
    invite_bo(admin)
    link = link_in(app, mails_to(app, BO)[0])
    page = admin.visit(f"/settings/users/{user_of(app, BO).id}")
    page = admin.submit(page, "Disable the sign-in")
    new_person().visit(link, status=410)
    admin.submit(page, "Enable the sign-in")
    assert new_person().visit(link).h1 == "Choose a password"


@pytest.mark.parametrize("email", ["finance1@example.org", "nobody@example.org"])
def test_asking_for_a_link_says_the_same_for_known_and_unknown(app, staff, new_person, email):
    staff("finance", signed_in=False)
    person = new_person()
    for _ in range(5):
        page = person.submit(person.visit("/forgot"), "Send me a link", email=email)
        assert " ".join(page.text.replace(email, "").split()) == ANSWER
    # the fourth within a quarter of an hour is said alike and not sent
    assert len(mails_to(app, email)) == (3 if email.startswith("finance") else 0)


ANSWER = (
    "Skip to the content Rivertown Public Schools Look into your mail If is the address of a "
    "sign-in, a link is on its way to it. It works once, for two hours. Nothing came after some "
    "minutes? Look among the junk mail, or ask your administrator whether this is the address of "
    "your sign-in. Back to the sign-in Rivertown Public Schools · Footbridge"
)


def test_a_forgotten_password_is_set_anew_through_the_mail(any_app, staff, new_person):
    ana, person = staff("finance"), new_person()
    person.submit(person.visit("/forgot"), "Send me a link", email=ana.email.upper())
    link = link_in(any_app, mails_to(any_app, ana.email)[0])
    person.submit(
        person.visit(link), "Set the password", password=NEW_PASSWORD, password_again=NEW_PASSWORD
    )
    assert ana.visit("/settings/password").h1 == "Sign in"
    person.sign_in(ana.email, NEW_PASSWORD, status=303)


@pytest.mark.parametrize("host", ["evil.example", "localhost"])
def test_a_mailed_link_leads_to_base_url_whatever_the_request_says(app, staff, host):
    ana = staff("finance")
    client = app.test_client()
    headers = {"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    page = client.get("/forgot", headers=headers)
    if host == "evil.example":
        assert page.status_code == 400
        return
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/forgot", data={"email": ana.email, "csrf_token": token}, headers=headers)
    (mail,) = mails_to(app, ana.email)
    with app.app_context():
        assert mail.link.url().startswith("http://localhost/password/")


def test_changing_ones_password_needs_the_present_one(any_app, staff):
    ana = staff("district_lead")
    page = ana.visit("/settings/password")
    wrong = {"present": "not it", "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    page = ana.submit(page, "Change the password", fields=wrong, status=422)
    assert "This is not your present password." in page.alert
    there = ana.__class__(any_app, ana.email, ana.actor)
    there.sign_in(ana.email, PASSWORD, status=303)
    page = ana.submit(page, "Change the password", fields=wrong | {"present": PASSWORD})
    assert "Your password is changed." in page.alert
    assert there.visit("/settings/password").h1 == "Sign in"
    there.sign_in(ana.email, NEW_PASSWORD, status=303)
    assert [mail.kind for mail in mails_to(any_app, ana.email)] == ["password-changed"]


def test_the_present_password_cannot_be_guessed_in_an_open_session(app, staff):
    ana = staff("finance")
    fields = {"present": "guess", "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    for _ in range(10):
        ana.submit(
            ana.visit("/settings/password"), "Change the password", fields=fields, status=422
        )
    fields["present"] = PASSWORD
    ana.submit(ana.visit("/settings/password"), "Change the password", fields=fields, status=429)
    assert user_of(app, ana.email).version == 1


def test_the_list_finds_by_name_role_and_status(staff):
    admin, _ = staff("administrator"), staff("finance", signed_in=False)
    invite_bo(admin)
    for query, expected in {
        "": ["Bo Vang", "Staff 1", "Staff 2"],
        "?q=vAng": ["Bo Vang"],
        "?q=%25": [],
        "?role=finance": ["Staff 2"],
        "?role=nonsense&status=nonsense": ["Bo Vang", "Staff 1", "Staff 2"],
        "?status=invited": ["Bo Vang"],
        "?status=active&sort=-name": ["Staff 2", "Staff 1"],
        "?status=disabled": [],
    }.items():
        for htmx in (False, True):
            page = admin.visit(f"/settings/users{query}", htmx=htmx)
            assert [name.to_text() for name in page.all("tbody th a")] == expected
        assert admin.visit(f"/settings/users{query}", htmx=True) in admin.visit(
            f"/settings/users{query}"
        )


@pytest.mark.usefixtures("any_app")
@pytest.mark.parametrize("more", [0, 20])
def test_the_list_costs_the_same_with_many(any_app, staff, query_count, more):
    admin = staff("administrator")
    schools = some_schools(any_app, "Lincoln", "Stadium")
    for _ in range(more):
        staff("career_specialist", school_ids=schools, signed_in=False)
    with query_count() as seen:
        admin.client.get("/settings/users")
    assert len(seen) <= 4


def test_what_was_typed_is_kept_when_an_invitation_is_refused(staff):
    admin = staff("administrator")
    page = admin.visit("/settings/users/new")
    page = admin.submit(page, "Send the invitation", email="no address", name="Bo Vang", status=422)
    assert "Enter an email address, like name@example.org." in page.alert
    assert "Choose a role." in page.alert
    assert page.one("#name").attrs["value"] == "Bo Vang"
    page = admin.submit(page, "Send the invitation", email=admin.email, role="finance", status=422)
    assert "A user has this address already." in page.alert


def test_two_who_change_a_user_are_told_of_each_other(app, staff):
    admin, ana = staff("administrator"), staff("finance", signed_in=False)
    page = admin.visit(f"/settings/users/{ana.id}")
    admin.submit(page, "Save", name="First")
    page = admin.submit(page, "Save", name="Second", status=409)
    assert "First, finance, schools: none" in page.alert
    assert page.one("#name").attrs["value"] == "Second"
    admin.submit(page, "Save")
    assert user_of(app, ana.email).name == "Second"


def test_saving_what_is_shown_changes_nothing(app, staff):
    schools = some_schools(app, "Lincoln", "Stadium", "Foss")
    admin = staff("administrator")
    ana = staff("career_specialist", school_ids=schools[:2], signed_in=False)
    page = admin.visit(f"/settings/users/{ana.id}")
    checked = [box.attrs["value"] for box in page.all("input[type=checkbox][checked]")]
    assert checked == [str(school) for school in schools[:2]]
    admin.submit(page, "Save")
    with app.app_context():
        assert queries.school_ids_of(ana.id) == set(schools[:2])
    assert user_of(app, ana.email).version == 1


def test_an_administrator_cannot_shut_themselves_out(app, staff):
    admin = staff("administrator")
    page = admin.visit(f"/settings/users/{admin.id}")
    assert "Disable the sign-in" not in page
    page = admin.submit(page, "Save", role="finance", status=403)
    assert "Nobody else can sign in as administrator." in page.alert
    assert user_of(app, admin.email).role == Role.ADMINISTRATOR


def test_signing_a_user_out_everywhere(app, staff):
    admin, ana = staff("administrator"), staff("finance")
    page = admin.visit(f"/settings/users/{ana.id}")
    assert "signed in in 1 browser" in page
    page = admin.submit(page, "Sign out everywhere")
    assert "Signed out in 1 browser." in page.alert
    assert ana.visit("/settings/password").h1 == "Sign in"
    assert user_of(app, ana.email).disabled_at is None


def test_fields_that_no_form_offers_change_nothing(app, staff):
    admin, ana = staff("administrator"), staff("finance", signed_in=False)
    page = admin.visit(f"/settings/users/{ana.id}")
    token = page.all('input[name="csrf_token"]')[0].attrs["value"]
    before = user_of(app, ana.email)
    admin.client.post(
        f"/settings/users/{ana.id}",
        data={
            "csrf_token": token,
            "version": "1",
            "name": "Ana",
            "role": "finance",
            "id": "99",
            "user_id": str(admin.id),
            "email": "mallory@example.org",
            "password_hash": "x",
            "disabled_at": "2020-01-01",
            "created_at": "2020-01-01",
            "invited_at": "2020-01-01",
        },
    )
    after = user_of(app, ana.email)
    for column in {column.name for column in StaffUser.__table__.columns}:
        if column not in {"name", "version"}:
            assert getattr(after, column) == getattr(before, column)
    assert after.name == "Ana"


def test_ones_own_password_form_grants_no_role(app, staff):
    ana = staff("finance")
    page = ana.visit("/settings/password")
    token = page.all('input[name="csrf_token"]')[0].attrs["value"]
    fields = {"present": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    ana.client.post(
        "/settings/password",
        data=fields | {"csrf_token": token, "role": "administrator", "email": "x@example.org"},
    )
    user = user_of(app, ana.email)
    assert (user.role, user.version) == (Role.FINANCE, 2)


@pytest.mark.parametrize("junk", ["\x00", "\ud800", "x" * 5000, "9" * 400, "<b>", "\u202e"])
def test_junk_in_any_field_is_answered_with_a_sentence(staff, junk):
    admin, ana = staff("administrator"), staff("finance", signed_in=False)
    page = admin.visit(f"/settings/users/{ana.id}")
    token = page.all('input[name="csrf_token"]')[0].attrs["value"]
    sent = junk.encode("utf-8", "surrogatepass")
    for url in (
        "/sign-in",
        "/forgot",
        "/settings/password",
        "/settings/users/new",
        f"/settings/users/{ana.id}",
    ):
        names = (
            "email",
            "password",
            "present",
            "name",
            "role",
            "schools",
            "version",
            "password_again",
        )
        answer = admin.client.post(url, data=dict.fromkeys(names, sent) | {"csrf_token": token})
        assert answer.status_code in {200, 400, 422, 413}, url


def test_what_each_may_set(staff):
    links = {
        role: [a.to_text() for a in staff(role).visit("/settings").all("dt a")]
        for role in ("administrator", "finance")
    }
    assert links["finance"] == ["Your password", "Child-labor rules"]
    assert {"Your password", "Users"} <= set(links["administrator"])


def test_the_invitation_names_who_invited_and_how_long_it_lasts(app, staff):
    staff("administrator")
    with app.app_context():
        services.invite(email=BO, name="Bo", role=Role.FINANCE, by=SYSTEM, at=clock.now())
        assert db.session.scalar(sa.select(sa.func.count(StaffUser.id))) == 2
    (mail,) = mails_to(app, BO)
    assert "Footbridge has made a sign-in for you. You work as finance." in mail.text
    assert "{" not in mail.text + mail.subject
