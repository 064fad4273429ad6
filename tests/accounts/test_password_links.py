"""A mailed link sets a password once, in time, and for the user as it stands."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import emails, passwords, queries, services
from app.accounts.models import Role, StaffSession
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.links import LinkRef
from tests.accounts.world import NEW_PASSWORD, PASSWORD, mails_to, token_in, user_of


def token_for(app, email: str) -> str:
    with app.app_context():
        services.ask_for_link(email=email, at=clock.now())
    return token_in(app, mails_to(app, email)[-1])


def use(app, token: str, at=None) -> None:
    hashed = passwords.hash_password(NEW_PASSWORD)
    with app.app_context():
        services.set_password_by_link(token=token, password_hash=hashed, at=at or clock.now())


def test_a_link_sets_the_password_once_and_ends_every_session(any_app, staff):
    ana = staff("finance")
    token = token_for(any_app, ana.email)
    use(any_app, token)
    with pytest.raises(Conflict):
        use(any_app, token)
    user = user_of(any_app, ana.email)
    assert passwords.verify(user.password_hash, NEW_PASSWORD)
    assert not passwords.verify(user.password_hash, PASSWORD)
    with any_app.app_context():
        assert queries.live_sessions(ana.id, clock.now()) == 0
    assert [mail.kind for mail in mails_to(any_app, ana.email)] == [
        "password-reset",
        "password-changed",
    ]


def test_of_several_links_the_first_used_kills_the_others(any_app, staff):
    ana = staff("finance", signed_in=False)
    tokens = [token_for(any_app, ana.email) for _ in range(2)]
    use(any_app, tokens[0])
    with pytest.raises(Conflict):
        use(any_app, tokens[1])


def test_a_link_used_twice_at_once_works_once(any_app, staff):
    ana = staff("finance", signed_in=False)
    token, worked = token_for(any_app, ana.email), []

    def try_it() -> None:
        try:
            use(any_app, token)
            worked.append(1)
        except Conflict:
            pass

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worked == [1]


@pytest.mark.parametrize(("kind", "days"), [("reset", 2 / 24), ("invitation", 7)])
def test_a_link_dies_with_time(any_app, staff, kind, days):
    ana = staff("finance", signed_in=False)
    email = ana.email
    if kind == "invitation":
        email = "bo@example.org"
        with any_app.app_context():
            services.invite(email=email, name="Bo", role=Role.FINANCE, by=SYSTEM, at=clock.now())
        token = token_in(any_app, mails_to(any_app, email)[0])
    else:
        token = token_for(any_app, email)
    with pytest.raises(Conflict):
        use(any_app, token, clock.now() + timedelta(days=days, seconds=1))
    use(any_app, token, clock.now() + timedelta(days=days, seconds=-60))


def test_a_link_dies_when_the_user_is_disabled_and_stays_dead(any_app, staff):
    staff("administrator", signed_in=False)
    ana = staff("finance", signed_in=False)
    token = token_for(any_app, ana.email)
    with any_app.app_context():
        services.disable(user_id=ana.id, by=SYSTEM, at=clock.now())
    with pytest.raises(Conflict):
        use(any_app, token)


def test_a_token_that_was_touched_or_made_for_something_else_is_dead(app, staff):
    ana, bo = staff("finance", signed_in=False), staff("finance", signed_in=False)
    token = token_for(app, ana.email)
    _, version, seal = token.split(".")
    with app.app_context():
        other_purpose = LinkRef("/r/", "hours-week", str(ana.id), version).token()
    forged = [
        f"{bo.id}.{version}.{seal}",
        f"{ana.id}.9{version}.{seal}",
        f"{ana.id}.{version}.{seal[:-1]}",
        f"{ana.id}.{version}",
        other_purpose,
        "",
        ".",
        "x.y.z",
        "99999999999999999999." + version + "." + seal,
        "\u0663." + version + "." + seal,
    ]
    for one in forged:
        with pytest.raises(Conflict):
            use(app, one)
    flips = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(len(token))
    ]
    with app.app_context():
        secret = queries.secret_of(ana.email)
        live = [one for one in flips if emails.is_live(one, secret, clock.now())]
    # the last letter of base64 has two bits to spare
    assert set(live) <= {flips[-1]}


def test_a_link_lives_on_when_the_key_is_rotated(app, staff):
    ana = staff("finance", signed_in=False)
    token = token_for(app, ana.email)
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another key of more than thirty-two characters"
    use(app, token)


def test_asking_for_an_unknown_or_disabled_address_mails_nothing(any_app, staff):
    staff("administrator", signed_in=False)
    ana = staff("finance", signed_in=False)
    with any_app.app_context():
        services.disable(user_id=ana.id, by=SYSTEM, at=clock.now())
        for email in (ana.email, "nobody@example.org"):
            services.ask_for_link(email=email, at=clock.now())
    assert mails_to(any_app, ana.email) == mails_to(any_app, "nobody@example.org") == []


def test_known_and_unknown_addresses_cost_the_same_statements(any_app, staff, query_count):
    ana, seen = staff("finance", signed_in=False), []
    with any_app.app_context():
        for email in (ana.email, "nobody@example.org"):
            with query_count() as statements:
                services.ask_for_link(email=email, at=clock.now())
            seen.append([" ".join(one.split()[:3]) for one in statements])
    assert seen[0] == seen[1]


def test_a_password_changed_meanwhile_is_not_changed_again(app, staff):
    ana = staff("finance", signed_in=False)
    before = user_of(app, ana.email).password_hash
    use(app, token_for(app, ana.email))
    with app.app_context(), pytest.raises(Refused):
        services.change_password(
            before=before, password_hash=before, keep_session=0, by=ana.actor, at=clock.now()
        )


def test_changing_the_password_keeps_this_session_and_ends_the_others(any_app, staff):
    ana = staff("finance")
    ana_elsewhere = ana.__class__(any_app, ana.email, ana.actor)
    ana_elsewhere.sign_in(ana.email, PASSWORD)
    user = user_of(any_app, ana.email)
    with any_app.app_context():
        here = db.session.scalar(sa.select(sa.func.min(StaffSession.id)))
        services.change_password(
            before=user.password_hash,
            password_hash=passwords.hash_password(NEW_PASSWORD),
            keep_session=here,
            by=ana.actor,
            at=clock.now(),
        )
        assert queries.live_sessions(ana.id, clock.now()) == 1
