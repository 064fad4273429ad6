"""Read what came of an employer's pledge: students hosted and hours confirmed, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.employers.models import Employer, Site
from app.employers.pledge_models import Pledge
from app.employers.pledge_queries import PROMISED
from app.hours.models import SETTLED, Timesheet
from app.matches.models import WORKED, Match
from app.outreach.models import LinkRequest
from app.placements.models import Placement
from app.programs.models import Program

KIND: Final = "renew"
PLEDGE: Final = "pledge"


@dataclass(frozen=True, slots=True)
class Came:
    """Be what came of a pledge: how many students worked, and the minutes that were confirmed."""

    students: int
    minutes: int


def came_of(pledge: Pledge) -> Came:
    """Give what came of a pledge: two statements."""
    own = (
        sa.select(Match.id, Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .where(
            Site.employer_id == pledge.employer_id,
            Placement.program_id == pledge.program_id,
            Match.state.in_(WORKED),
        )
        .subquery()
    )
    students = db.session.scalar(sa.select(sa.func.count(own.c.student_id.distinct())))
    minutes = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Timesheet.minutes), 0))
        .join(own, own.c.id == Timesheet.match_id)
        .where(Timesheet.state.in_(SETTLED))
    )
    return Came(int(students or 0), int(minutes or 0))


def unthanked(program: Program) -> Sequence[int]:
    """Give the pledges of a program whose employer hosted somebody and was not thanked yet."""
    hosted = sa.exists().where(
        Match.placement_id == Placement.id,
        Match.state.in_(WORKED),
        Placement.program_id == program.id,
        Placement.site_id == Site.id,
        Site.employer_id == Pledge.employer_id,
    )
    thanked = sa.exists().where(
        LinkRequest.kind == KIND,
        LinkRequest.subject_kind == PLEDGE,
        LinkRequest.subject_id == Pledge.id,
    )
    return db.session.scalars(
        sa.select(Pledge.id)
        .join(Employer, Employer.id == Pledge.employer_id)
        .where(
            Pledge.program_id == program.id,
            Pledge.state.in_(PROMISED),
            Employer.do_not_contact.is_(False),
            Employer.merged_into_id.is_(None),
            hosted,
            ~thanked,
        )
        .order_by(Pledge.id)
    ).all()


def ended_since(programs: Sequence[Program], first: date, today: date) -> list[Program]:
    """Give the programs that ended between a day and today."""
    return [each for each in programs if first <= each.end_date <= today]
