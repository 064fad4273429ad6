"""Load a demo district into an empty database, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from flask import current_app

from app.accounts.passwords import HASHER
from app.core.db import Base, db
from app.core.errors import Conflict, Refused
from app.core.use_case import use_case
from app.desk.demo.answers import make_answers
from app.desk.demo.draw import Draw
from app.desk.demo.employers import make_employers
from app.desk.demo.ledger import make_ledger
from app.desk.demo.making import Making, Scale
from app.desk.demo.matches import make_matches
from app.desk.demo.placements import make_placements
from app.desk.demo.programs import make_programs
from app.desk.demo.rows import Rows
from app.desk.demo.schools import COLLEAGUES, DOMAIN, SIGN_INS, make_schools, make_staff
from app.desk.demo.season import Season
from app.desk.demo.students import make_students
from app.desk.demo.talks import make_talks
from app.desk.demo.weeks import make_weeks

PASSWORD: Final = "walk the footbridge"  # noqa: S105 - printed for everybody, development only
SALT_OCTETS: Final = 16
NOT_EMPTY: Final = (
    "This database is not empty; the demo is only loaded into an empty one. Nothing was changed."
)
NOT_HERE: Final = (
    "The demo is only loaded in development. Set APP_ENV=development if that is meant."
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Be what was loaded: how many rows of each table, and who can sign in."""

    counts: dict[str, int]
    sign_ins: list[dict[str, str]]


def load(scale: Scale, seed: int, today: date) -> Loaded:
    """Load a demo district; raise Refused outside development and Conflict when not empty."""
    if not current_app.config["DEVELOPMENT"]:
        raise Refused(NOT_HERE)
    if not is_empty():
        raise Conflict(NOT_EMPTY)
    rows = make(scale, seed, today).rows
    _write(rows)
    sign_ins = [
        {"role": str(role), "email": f"{local}@{DOMAIN}", "password": PASSWORD}
        for role, local in SIGN_INS
    ]
    return Loaded(rows.counts(), sign_ins)


def is_empty() -> bool:
    """Tell whether no table holds a row."""
    held = (sa.exists(sa.select(sa.literal(1)).select_from(table)) for table in _tables())
    return not db.session.scalar(sa.select(sa.or_(*held)))


def make(scale: Scale, seed: int, today: date) -> Making:
    """Make all rows of a demo district; only the seed, the date and the settings decide them."""
    domain = str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">")
    season = Season(today)
    making = Making(seed, season, scale, domain)
    make_schools(making)
    make_staff(making, _hashes(making.draw("passwords")))
    make_students(making)
    courses, partners = make_programs(making), make_employers(making)
    make_talks(making, partners)
    places = make_matches(making, make_placements(making, courses, partners))
    make_ledger(making, make_answers(making, make_weeks(making, places)))
    making.close_journal()
    return making


def _tables() -> list[sa.Table]:
    return Base.metadata.sorted_tables


def _hashes(draw: Draw) -> dict[str, str]:
    # the salt comes from the seed too, so that the same seed gives the same rows
    return {
        local: HASHER.hash(PASSWORD, salt=draw.octets(SALT_OCTETS))
        for _role, local in (*SIGN_INS, *COLLEAGUES)
    }


@use_case
def _write(rows: Rows) -> None:
    if not is_empty():
        raise Conflict(NOT_EMPTY)
    rows.write(db.session.connection())
