"""Know who may have tried for a credential on an exam day, and read what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow
from app.core.text import number, one_line
from app.credentials import queries
from app.credentials.facts import Result
from app.credentials.models import AwardState
from app.credentials.services import Noted
from app.placements import activity_queries as activities
from app.placements.activity_models import Activity, ActivityKind, ActivityState

MOST_SESSIONS: Final = 50
LONGEST: Final = 80
STATES: Final = {"earned": AwardState.EARNED, "failed": AwardState.FAILED}


@dataclass(frozen=True, slots=True)
class ExamDay:
    """Be which credential was tried for, and at which training session, None without one."""

    credential_id: int | None
    activity_id: int | None


@dataclass(frozen=True, slots=True)
class Tried:
    """Be a student who may have tried, and why the list names them."""

    student_id: int
    name: str
    school: str
    why: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Be what was typed for one student."""

    whose: Noted
    state: AwardState
    number: str

    def result(self, on: date | None) -> Result:
        """Give the result of a day."""
        earned = self.state is AwardState.EARNED
        return Result(state=self.state, on=on, number=self.number if earned else "")


def sessions() -> Sequence[AnyRow]:
    """Give the newest training sessions for credentials that were not called off."""
    query = activities.listed({"kind": str(ActivityKind.CREDENTIAL_TRAINING)})
    query = query.where(Activity.state != ActivityState.CANCELLED)
    newest = query.order_by(Activity.day.desc(), Activity.id).limit(MOST_SESSIONS)
    return db.session.execute(newest).all()


def rows(wanted: ExamDay, actor: Actor, on: date) -> Sequence[Tried]:
    """Give the open tries at a credential and a session's roster, without those who hold it."""
    if wanted.credential_id is None:
        return ()
    found: dict[int, Tried] = {}
    for row in queries.open_tries(wanted.credential_id, actor):
        found[row.student_id] = _tried(row, f"{row.state}")
    if wanted.activity_id is not None:
        for row in activities.whole_roster(wanted.activity_id, actor):
            found.setdefault(row.student_id, _tried(row, str(row.state).replace("_", " ")))
    holding = queries.holders(wanted.credential_id, list(found), on)
    return [each for each in found.values() if each.student_id not in holding]


def _tried(row: AnyRow, why: str) -> Tried:
    name = f"{row.preferred_name or row.given_name} {row.family_name}"
    return Tried(row.student_id, name, row.school, why)


def read(form: Mapping[str, str], wanted: ExamDay, actor: Actor) -> Sequence[Typed]:
    """Read the results of those whom the page listed; whoever was left alone is not in it."""
    found, listed = [], set()
    if wanted.activity_id is not None:
        listed = {row.student_id for row in activities.whole_roster(wanted.activity_id, actor)}
    for name, value in form.items():
        word, _, given = name.partition("-")
        student_id = number(given)
        if word != "result" or value not in STATES or student_id is None:
            continue
        session = wanted.activity_id if student_id in listed else None
        certificate = one_line(form.get(f"number-{given}", ""), LONGEST)
        noted = Noted(student_id, wanted.credential_id or 0, session)
        found.append(Typed(noted, STATES[value], certificate))
    return found
