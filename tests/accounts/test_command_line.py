"""`accounts create` makes users, the first administrator above all."""

from __future__ import annotations

import json

import pytest

from app.accounts import passwords, queries
from app.accounts.models import Role
from tests.accounts.world import PASSWORD, mails_to, some_schools, user_of


def run(app, *words: str, stdin: str = ""):
    return app.test_cli_runner().invoke(args=["accounts", "create", *words], input=stdin)


def test_an_administrator_made_so_can_sign_in(any_app, new_person):
    answer = run(
        any_app,
        *("ana.lopez@Example.org", "--role", "administrator", "--password-stdin"),
        stdin=f"{PASSWORD}\n",
    )
    assert (answer.exit_code, answer.output) == (
        0,
        "Created ana.lopez@example.org as administrator.\n",
    )
    user = user_of(any_app, "ana.lopez@example.org")
    assert (user.name, user.role) == ("Ana Lopez", Role.ADMINISTRATOR)
    assert passwords.verify(user.password_hash, PASSWORD)
    new_person().sign_in("ana.lopez@example.org", PASSWORD, status=303)


def test_schools_are_named_by_their_codes(app):
    ids = some_schools(app, "Lincoln", "Stadium")
    answer = run(
        app,
        *("ana@example.org", "--role", "career_specialist", "--school", "S0", "--school", "S1"),
        *("--password-stdin", "--json"),
        stdin=PASSWORD,
    )
    made = json.loads(answer.output)
    assert made == {
        "id": made["id"],
        "email": "ana@example.org",
        "role": "career_specialist",
        "schools": ["S0", "S1"],
    }
    with app.app_context():
        assert queries.school_ids_of(made["id"]) == set(ids)


def test_without_a_password_an_invitation_goes_out(app):
    assert run(app, "ana@example.org", "--role", "finance", "--name", "Ana L").exit_code == 0
    assert user_of(app, "ana@example.org").password_hash is None
    assert [mail.kind for mail in mails_to(app, "ana@example.org")] == ["invite"]


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["ana@example.org", "--role", "finance"], "", "at least 12 characters"),
        (["ana@example.org", "--role", "finance"], "password1234\n", "others would try"),
        (["no address", "--role", "finance"], PASSWORD, "Enter an email address"),
        (["ana@example.org", "--role", "finance", "--school", "X"], PASSWORD, "the code X"),
        (["FINANCE1@example.org", "--role", "finance"], PASSWORD, "Somebody has this address"),
    ],
)
def test_what_is_refused_makes_nobody(app, staff, words, stdin, said):
    staff("finance", signed_in=False)
    answer = run(app, *words, "--password-stdin", stdin=stdin)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert mails_to(app, "ana@example.org") == []
    assert run(app, "ana@example.org", "--role", "finance").exit_code == 0


@pytest.mark.parametrize("words", [[], ["ana@example.org"], ["ana@example.org", "--role", "boss"]])
def test_wrong_usage_exits_with_2(app, words):
    assert run(app, *words).exit_code == 2
