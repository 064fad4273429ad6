"""Read whom an employer hosted: numbers for everybody, names in an actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Site
from app.matches.models import WORKED, Match
from app.matches.queries import listed
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import Student

MOST_NAMES: Final = 100


def by_season(employer_id: int) -> list[tuple[str, int]]:
    """Give how many students worked at an employer in each season, the oldest first."""
    students = sa.func.count(Match.student_id.distinct())
    rows = db.session.execute(
        sa.select(Program.name, students.label("students"))
        .join(Placement, Placement.program_id == Program.id)
        .join(Site, Site.id == Placement.site_id)
        .join(Match, Match.placement_id == Placement.id)
        .where(Site.employer_id == employer_id, Match.state.in_(WORKED))
        .group_by(Program.id, Program.name, Program.start_date)
        .order_by(Program.start_date, Program.name)
    )
    return [(row.name, row.students) for row in rows]


def hosted(employer_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give the students who worked at an employer and whom an actor may see, the newest first."""
    query = listed(actor, {}).where(Site.employer_id == employer_id, Match.state.in_(WORKED))
    newest = query.order_by(None).order_by(
        Placement.start_date.desc(), Student.family_name, Student.given_name, Match.id
    )
    return db.session.execute(newest.limit(MOST_NAMES)).all()
