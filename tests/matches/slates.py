"""Give the stories of referred students their placement, their link and short ways to look."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.matches import services
from app.matches.models import Match, MatchState
from app.outreach.models import LinkRequest
from app.placements.models import Placement
from app.programs.mailing import switched_on
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import (
    a_course,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    an_employer,
)

S = MatchState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
ADMIN = Actor("staff", 1, "Ada", "administrator")
RULES = switched_on(SCHOOL_YEAR_INTERNSHIP.rules, "referral-answer")
AFTERNOON = {0: (time(15), time(18), 0)}
NAMES = ("Mia Tran", "Leo Ruiz", "Zoe Park")


def opening(*, mailed: bool = True, **changes: object) -> Placement:
    """Build a placement of a program that mails referrals, or does not."""
    program = changes.pop("program", None) or a_program(RULES if mailed else switched_on(RULES))
    site = changes.pop("site", None) or a_site(an_employer())
    return a_placement(program, site, weekdays=AFTERNOON, **changes)  # type: ignore[arg-type]


def shortlisted(placement: Placement, *names: str, school: object = None) -> list[int]:
    """Put students on a placement's shortlist; give the ids of their matches."""
    school = school or a_school()
    found = []
    for name in names or NAMES:
        given, family = name.split()
        student = a_student(school, given_name=given, family_name=family)  # type: ignore[arg-type]
        a_course(student, f"Course of {given}")
        found.append(a_match(student, placement, state=S.SHORTLISTED).id)
    return found


def refer(*match_ids: int, at: datetime | None = None, by: Actor = ADMIN) -> None:
    for match_id in match_ids:
        services.move(match_id, S.REFERRED, by=by, at=at or clock.now())


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def mails(kind: str | None = None) -> list[OutboxMessage]:
    query = sa.select(OutboxMessage).order_by(OutboxMessage.id)
    return list(db.session.scalars(query.where(OutboxMessage.kind == kind) if kind else query))


def state_of(match_id: int) -> MatchState:
    return db.session.scalars(sa.select(Match.state).where(Match.id == match_id)).one()


def link(app: Flask) -> str:
    with app.app_context():
        return f"/r/{requests()[-1].link.token()}"


def days(number: int) -> timedelta:
    return timedelta(days=number)
