"""Make members of staff who can sign in, and sign them in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from flask import Flask

from app.accounts import services
from app.accounts.models import Role
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.access import SYSTEM, Actor
from tests.support.visiting import SEE_OTHER, Visitor

PASSWORD = "paper lantern over seven rivers"


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


class Member(Visitor):
    """Be a signed-in member of staff with a browser: `visit`, `submit`, `email`, `actor`, `id`."""

    def __init__(self, app: Flask, email: str, actor: Actor) -> None:
        super().__init__(app, app.test_client())
        self.email = email
        self.actor = actor

    @property
    def id(self) -> int:
        """Give the user's id."""
        assert self.actor.id is not None
        return self.actor.id


@dataclass
class Staff:
    """Make members: `staff("finance")`, `staff("career_specialist", school_ids=[1])`.

    Each call makes another user. With `signed_in=False` their browser has not signed in yet; every
    password is `staff.password`.
    """

    app: Flask
    password: str = PASSWORD
    made: list[Member] = field(default_factory=list)

    def __call__(
        self, role: str, *, school_ids: Collection[int] = (), signed_in: bool = True
    ) -> Member:
        """Make a user with a role and schools, and sign them in."""
        number = len(self.made) + 1
        email, name = f"{role}{number}@example.org", f"Staff {number}"
        with self.app.app_context():
            user_id = services.create_user(
                email=email,
                name=name,
                role=Role(role),
                school_ids=school_ids,
                password_hash=_password_hash(),
                by=SYSTEM,
                at=clock.now(),
            )
        actor = Actor("staff", user_id, name, role, frozenset(school_ids))
        member = Member(self.app, email, actor)
        if signed_in:
            member.sign_in(email, self.password, status=SEE_OTHER)
        self.made.append(member)
        return member
