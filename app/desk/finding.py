"""Find records of several rooms by name, each room's own query deciding who sees what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for

from app.accounts import policies
from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.core.states import words as said
from app.core.text import fold
from app.employers import contact_queries
from app.employers import queries as employers
from app.matches import queries as matches
from app.placements import queries as placements
from app.programs.queries import program_choices
from app.students import queries as students

SHOWN = 20
WHILE_TYPING = 5


@dataclass(frozen=True, slots=True)
class One:
    """Be one thing found: what it is called, where it is, and what tells it from its namesakes."""

    name: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Be what was found of one kind, and where all of it is listed if there is more."""

    heading: str
    shown: Sequence[One]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Be what a search found, kind by kind; kinds of which there is nothing are not here."""

    groups: Sequence[Group]

    @property
    def said(self) -> str:
        """Say how much was found, for whom does not see it come."""
        number = sum(len(group.shown) for group in self.groups)
        return "1 result" if number == 1 else f"{number} results"


def find(words: str, actor: Actor, few: int = SHOWN) -> Found:
    """Find by name what an actor may see: at most one statement a kind."""
    kinds = (
        (policies.can_see_students, _students),
        (policies.can_see_employers, _employers),
        (policies.can_see_employers, _contacts),
        (policies.can_see_placements, _placements),
        (policies.can_see_matches, _matches),
        (policies.can_see_programs, _programs),
    )
    found = (look(words, actor, few) for may, look in kinds if may(actor))
    return Found([group for group in found if group.shown])


def _students(words: str, actor: Actor, few: int) -> Group:
    rows = _first(students.listed(actor, {"q": words}), students.columns()["name"], few)
    return _group("Students", map(_student, rows), few, url_for("students.index", q=words))


def _student(row: AnyRow) -> One:
    url = url_for("desk.student", student_id=row.id)
    return One(f"{row.given_name} {row.family_name}", url, f"{row.school}, grade {row.grade}")


def _employers(words: str, _actor: Actor, few: int) -> Group:
    rows = _first(
        employers.listed({"q": words}, clock.district_day(clock.now())),
        employers.columns()["name"],
        few,
    )
    ones = (One(row.name, url_for("desk.employer", employer_id=row.id)) for row in rows)
    return _group("Employers", ones, few, url_for("employers.index", q=words))


def _contacts(words: str, _actor: Actor, few: int) -> Group:
    rows = db.session.execute(contact_queries.contacts_named(words).limit(few + 1)).all()
    ones = (
        One(row.name, url_for("desk.employer", employer_id=row.employer_id), row.employer)
        for row in rows
    )
    return _group("Contacts", ones, few)


def _placements(words: str, _actor: Actor, few: int) -> Group:
    rows = _first(placements.listed({"q": words}), placements.columns()["title"], few)
    ones = (
        One(row.title, url_for("desk.placement", placement_id=row.id), row.employer) for row in rows
    )
    return _group("Placements", ones, few, url_for("placements.index", q=words))


def _matches(words: str, actor: Actor, few: int) -> Group:
    rows = _first(matches.of_students_named(actor, words), matches.columns()["student"], few)
    return _group("Matches", map(_match, rows), few, url_for("matches.index", q=words))


def _match(row: AnyRow) -> One:
    name = f"{row.preferred_name or row.given_name} {row.family_name}"
    url = url_for("desk.match", match_id=row.id)
    return One(f"{name}: {row.title}", url, f"{row.employer}, {said(row.state)}")


def _programs(words: str, _actor: Actor, few: int) -> Group:
    # a district has dozens of them, so they are told apart here
    ones = (
        One(name, url_for("desk.program", program_id=number))
        for number, name in program_choices()
        if fold(words) in fold(name)
    )
    return _group("Programs", ones, few, url_for("programs.index"))


def _group(heading: str, ones: Iterator[One], few: int, more: str = "") -> Group:
    shown = [one for _, one in zip(range(few + 1), ones, strict=False)]
    return Group(heading, shown[:few], more if len(shown) > few else "")


def _first(query: AnySelect, by: sa.ColumnElement[Any], few: int) -> Sequence[AnyRow]:
    return db.session.execute(query.order_by(by).limit(few + 1)).all()
