"""Read offers that wait for their student's word, and who is to hear of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.access import SYSTEM
from app.core.ages import age_on
from app.core.db import db
from app.core.rows import AnyRow
from app.matches import queries
from app.matches.eligibility import Slot, clash
from app.matches.models import LIVE, Match, MatchState
from app.matches.run_models import MatchRunRow
from app.outreach.models import LinkRequest
from app.placements.models import Placement
from app.students.models import Guardian, Student
from app.students.queries import guardians_of

OF_AGE = 18


def unasked(program_id: int, kind: str, subject_kind: str) -> Sequence[AnyRow]:
    """Give the offers of a program of which the student was not asked since they were made.

    Offers of a batch run wait until staff send them.
    """
    asked = sa.exists().where(
        LinkRequest.kind == kind,
        LinkRequest.subject_kind == subject_kind,
        LinkRequest.subject_id == Match.id,
        LinkRequest.created_at >= Match.moved_at,
    )
    held = sa.exists().where(MatchRunRow.match_id == Match.id, MatchRunRow.held)
    return db.session.execute(
        sa.select(Match.id, Match.student_id, Student.school_id)
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Match.state == MatchState.OFFERED, ~asked, ~held)
        .order_by(Match.id)
    ).all()


def match_of(match_id: int) -> Match:
    """Give the match of an offer, whole."""
    return queries.match_for(match_id, SYSTEM)


def guardians_to_tell(match: Match) -> Sequence[Guardian]:
    """Give the guardians who have an address, of a student not of age when the placement begins."""
    born = match.student.birth_date
    if born is not None and age_on(born, match.placement.start_date) >= OF_AGE:
        return ()
    return [each for each in guardians_of(match.student_id) if each.email]


def closed_by_accepting(match: Match) -> list[Match]:
    """Give the student's other matches that accepting this one closes: those at the same time."""
    return [
        other
        for other in queries.live_of_student(match.student_id)
        if other.id != match.id
        and other.state in LIVE
        and other.state is not MatchState.ACTIVE
        and _clash(match.placement, other.placement)
    ]


def _clash(first: Placement, second: Placement) -> bool:
    return clash(
        (first.start_date, first.end_date),
        [Slot(each.weekday, each.start, each.end) for each in first.slots],
        (second.start_date, second.end_date),
        [Slot(each.weekday, each.start, each.end) for each in second.slots],
    )
