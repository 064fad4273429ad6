"""Count how far the students of a program have come, in an actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.journal import Event
from app.core.rows import AnyRow
from app.employers.models import Employer, Site
from app.matches.models import Match, MatchState
from app.matches.queries import in_scope
from app.placements.models import Placement
from app.students import queries as students
from app.students.models import Student

S = MatchState
STAGES: Final = (
    ("suggested", (S.SUGGESTED, S.WITHDRAWN, S.EXPIRED)),
    ("shortlisted", (S.SHORTLISTED,)),
    ("referred", (S.REFERRED, S.INTERVIEWING, S.DECLINED_BY_EMPLOYER)),
    ("offered", (S.OFFERED, S.DECLINED_BY_STUDENT)),
    ("accepted", (S.ACCEPTED, S.NO_SHOW)),
    ("active", (S.ACTIVE, S.ENDED_EARLY)),
    ("completed", (S.COMPLETED,)),
)

# by step: the moves that say that a match came so far
STEPS: Final[dict[str, tuple[str, ...]]] = {
    "referred": ("referred", "referred_at_once"),
    "interviewed": ("interviewing",),
    "offered": ("offered", "accepted"),
    "accepted": ("accepted",),
    "declined": ("declined_by_employer",),
}


def funnel(program_id: int, actor: Actor) -> list[tuple[str, int]]:
    """Give how many students came at least so far in a program, by their farthest match.

    A match that ended counts for the stage that such an end follows: declined by the employer was
    referred, declined by the student was offered. One statement.
    """
    rank = sa.case(
        *((Match.state.in_(states), number) for number, (_, states) in enumerate(STAGES)), else_=0
    )
    farthest = (
        sa.select(Match.student_id, sa.func.max(rank).label("rank"))
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(Placement.program_id == program_id)
        .group_by(Match.student_id)
    )
    reached = in_scope(farthest, actor).subquery()
    rows = db.session.execute(
        sa.select(reached.c.rank, sa.func.count().label("students")).group_by(reached.c.rank)
    )
    counts = {row.rank: row.students for row in rows}
    return [
        (name, sum(count for rank, count in counts.items() if rank >= number))
        for number, (name, _) in enumerate(STAGES)
    ]


def reached(program_id: int) -> sa.Subquery:
    """Give each match of a program with how far it ever came, whatever became of it: 1 or 0 a step.

    The journal says it, so that a student who was interviewed and then withdrew still counts.
    Join it to what a report groups by: `student_id`, `employer_id`.
    """
    steps = (
        sa.func.max(sa.case((Event.action.in_(actions), 1), else_=0)).label(name)
        for name, actions in STEPS.items()
    )
    return (
        sa.select(Match.id, Match.student_id, Site.employer_id, *steps)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .outerjoin(Event, (Event.record == Match.NOUN) & (Event.record_id == Match.id))
        .where(Placement.program_id == program_id)
        .group_by(Match.id, Match.student_id, Site.employer_id)
        .subquery("reached")
    )


def by_employer(program_id: int) -> Sequence[AnyRow]:
    """Give how many students each employer came to know, interviewed, offered a place, declined.

    `considered` counts all who had a match there; one statement.
    """
    found = reached(program_id)
    # a student with two matches at an employer is one student
    each = (
        sa.select(
            found.c.employer_id,
            found.c.student_id,
            *(sa.func.max(found.c[name]).label(name) for name in STEPS),
        )
        .group_by(found.c.employer_id, found.c.student_id)
        .subquery("each")
    )
    return db.session.execute(
        sa.select(
            Employer.id,
            Employer.name,
            sa.func.count().label("considered"),
            *(sa.func.sum(each.c[name]).label(name) for name in STEPS),
        )
        .join(each, each.c.employer_id == Employer.id)
        .group_by(Employer.id, Employer.name)
        .order_by(Employer.name, Employer.id)
    ).all()


def of_the_grades(grades: tuple[str, ...], actor: Actor) -> int:
    """Count the students of some grades whom an actor may see."""
    query = sa.select(sa.func.count(Student.id)).where(
        Student.grade.in_(grades), Student.left_at.is_(None)
    )
    return db.session.scalar(students.in_scope(query, actor)) or 0
