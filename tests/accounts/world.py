"""Make what the tests of sign-ins stand on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.use_case import transaction
from app.schools.models import School

if TYPE_CHECKING:
    from flask import Flask

PASSWORD = "paper lantern over seven rivers"
NEW_PASSWORD = "nine quiet herons at noon"


def some_schools(app: Flask, *names: str) -> list[int]:
    """Make schools, and give their ids."""
    with app.app_context(), transaction():
        schools = [School(code=f"S{number}", name=name) for number, name in enumerate(names)]
        db.session.add_all(schools)
        db.session.flush()
        return [school.id for school in schools]


def user_of(app: Flask, email: str) -> StaffUser:
    """Read a user as kept."""
    with app.app_context():
        return db.session.execute(sa.select(StaffUser).where(StaffUser.email == email)).scalar_one()


def mails_to(app: Flask, email: str) -> list[OutboxMessage]:
    """Read the mails that wait for an address, oldest first."""
    query = sa.select(OutboxMessage).where(OutboxMessage.to_address == email)
    with app.app_context():
        return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def token_in(app: Flask, mail: OutboxMessage) -> str:
    """Give the token of a mail's link."""
    assert mail.link
    with app.app_context():
        return mail.link.token()


def link_in(app: Flask, mail: OutboxMessage) -> str:
    """Give the path of a mail's link, as the worker will write it."""
    assert mail.link
    with app.app_context():
        return re.sub(r"^https?://[^/]+", "", mail.link.url())


def rows_of(app: Flask, *tables: str) -> dict[str, list[tuple]]:
    """Read whole tables, so that two moments can be compared."""
    with app.app_context():
        return {
            name: [tuple(row) for row in db.session.execute(sa.text(f"select * from {name}"))]  # noqa: S608
            for name in tables
        }
