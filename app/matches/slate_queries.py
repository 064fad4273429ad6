"""Read a placement's slate: whom its employer is asked about, and what was said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.core import clock
from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.outbox import OPEN_STATES, OutboxMessage
from app.core.rows import AnyRow
from app.employers.models import Employer, Site
from app.matches import faces
from app.matches.models import HOLDING, Match, MatchState
from app.matches.queries import in_scope
from app.matches.slate_models import EmployerRank, Interview, ReferralAnswer, ReferralReader
from app.outreach.models import LinkRequest, RequestState
from app.outreach.queries import seen_by
from app.placements.models import Placement, PlacementState
from app.schools.models import School
from app.students import privacy
from app.students import queries as students
from app.students.models import Student

S = MatchState
KIND: Final = "referral-answer"
PLACEMENT: Final = "placement"
ASKED: Final = (S.REFERRED, S.INTERVIEWING)
# what an employer may still answer otherwise
CHANGEABLE: Final = (*ASKED, S.OFFERED, S.DECLINED_BY_EMPLOYER)
# who is no longer there, as an employer who answered about them reads it
LEFT: Final = (S.DECLINED_BY_STUDENT, S.WITHDRAWN, S.EXPIRED)
SHOWN: Final = (*ASKED, *HOLDING, S.DECLINED_BY_EMPLOYER, *LEFT)
RUNNING: Final = (PlacementState.OPEN, PlacementState.PAUSED, PlacementState.CLOSED)


@dataclass(slots=True)
class Card:
    """Be one student on a slate as the employer sees them, what was said, and what was typed."""

    match_id: int
    student_id: int
    school_id: int
    state: MatchState
    version: int
    face: faces.Face
    basis: str
    said: ReferralAnswer | None = None
    rank: int | None = None
    changeable: bool = True
    times: list[str] = field(default_factory=lambda: ["", "", ""])
    note: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Tell whether nothing was said about this student yet."""
        return self.state is S.REFERRED


def cards_of(placement_id: int, staff: Actor | None = None) -> list[Card]:
    """Give a placement's slate, for staff only the students whom they may see; six statements.

    Who may not be shown to a partner is not on it, nor who was taken back meanwhile.
    """
    rows = _rows(placement_id, staff)
    ids = [row.match_id for row in rows]
    said = newest_answers(ids)
    ranks = _ranks(ids)
    shown = faces.faces_of(rows)
    may = privacy.grounds([row.id for row in rows], clock.district_day(clock.now()))
    cards = [
        Card(
            row.match_id,
            row.id,
            row.school_id,
            row.state,
            row.version,
            shown[row.id],
            str(privacy.Basis.PLACEMENT if row.state in HOLDING else may[row.id]),
            said.get(row.match_id),
            ranks.get(row.match_id),
            row.state in CHANGEABLE and row.placement_state in RUNNING,
        )
        for row in rows
        if (row.id in may or row.state in HOLDING) and (row.state in ASKED or row.match_id in said)
    ]
    return sorted(cards, key=lambda card: (card.rank or len(cards) + 1, card.match_id))


def _rows(placement_id: int, staff: Actor | None) -> Sequence[AnyRow]:
    query = (
        sa.select(
            Match.id.label("match_id"),
            Match.state,
            Match.version,
            Placement.state.label("placement_state"),
            Student.id,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.grade,
            Student.school_id,
            School.bell_start,
            School.bell_end,
        )
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .where(Match.placement_id == placement_id, Match.state.in_(SHOWN))
        .order_by(Match.id)
    )
    return db.session.execute(students.in_scope(query, staff) if staff else query).all()


def _ranks(match_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(EmployerRank.match_id, EmployerRank.rank).where(
            EmployerRank.match_id.in_(match_ids)
        )
    )
    return {row.match_id: row.rank for row in rows}


def newest_answers(match_ids: Sequence[int]) -> dict[int, ReferralAnswer]:
    """Give the newest answer about each match."""
    found = db.session.scalars(
        sa.select(ReferralAnswer)
        .where(ReferralAnswer.match_id.in_(match_ids))
        .order_by(ReferralAnswer.id)
    )
    return {answer.match_id: answer for answer in found}


def interviews_of(match_ids: Sequence[int]) -> dict[int, list[Interview]]:
    """Give the interviews that were agreed on for matches, the newest last."""
    found: dict[int, list[Interview]] = {}
    query = sa.select(Interview).where(Interview.match_id.in_(match_ids)).order_by(Interview.id)
    for interview in db.session.scalars(query):
        found.setdefault(interview.match_id, []).append(interview)
    return found


def answers_about(match_id: int) -> Sequence[ReferralAnswer]:
    """Give what the employer answered about a match, the newest first."""
    return db.session.scalars(
        sa.select(ReferralAnswer)
        .where(ReferralAnswer.match_id == match_id)
        .order_by(ReferralAnswer.id.desc())
    ).all()


def reader_of(placement_id: int) -> ReferralReader | None:
    """Give whom staff chose to answer for a placement, or None: its supervisor."""
    return db.session.scalar(
        sa.select(ReferralReader).where(ReferralReader.placement_id == placement_id)
    )


def request_of_placement(placement_id: int, actor: Actor = SYSTEM) -> LinkRequest | None:
    """Give the request about a placement's slate that may be answered or opened again, or None.

    Also None for staff who may not see it.
    """
    query = (
        sa.select(LinkRequest)
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.subject_kind == PLACEMENT,
            LinkRequest.subject_id == placement_id,
            LinkRequest.state.in_((RequestState.OPEN, RequestState.ANSWERED, RequestState.EXPIRED)),
        )
        .order_by(LinkRequest.id.desc())
        .limit(1)
    )
    return db.session.scalar(seen_by(actor, query))


def unasked(placement_id: int, actor: Actor) -> int:
    """Count the referred students of a placement about whom nobody is asked, for who may refer."""
    asked = request_of_placement(placement_id)
    if asked is not None and asked.state is RequestState.OPEN:
        return 0
    query = (
        sa.select(sa.func.count(Match.id))
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .join(Student, Student.id == Match.student_id)
        .where(Match.placement_id == placement_id, Match.state == S.REFERRED)
    )
    return db.session.scalar(in_scope(query, actor)) or 0


def was_cancelled(placement_id: int) -> bool:
    """Tell whether the newest request about a placement's slate was cancelled."""
    newest = db.session.scalar(
        sa.select(LinkRequest.state)
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.subject_kind == PLACEMENT,
            LinkRequest.subject_id == placement_id,
        )
        .order_by(LinkRequest.id.desc())
        .limit(1)
    )
    return newest is RequestState.CANCELLED


def letter_waits(request_id: int) -> bool:
    """Tell whether a letter of a request is still on its way, so that no other is needed."""
    query = sa.select(OutboxMessage.id).where(
        OutboxMessage.record == "request",
        OutboxMessage.record_id == request_id,
        OutboxMessage.kind.startswith(KIND),
        OutboxMessage.state.in_(OPEN_STATES),
    )
    return db.session.scalar(query.limit(1)) is not None


def open_of_ended() -> Sequence[int]:
    """Give the open requests about placements that are over or cancelled."""
    query = (
        sa.select(LinkRequest.id)
        .join(Placement, Placement.id == LinkRequest.subject_id)
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.subject_kind == PLACEMENT,
            LinkRequest.state == RequestState.OPEN,
            Placement.state.not_in(RUNNING),
        )
    )
    return db.session.scalars(query.order_by(LinkRequest.id)).all()


def unasked_placements(program_id: int, since: datetime) -> Sequence[AnyRow]:
    """Give the placements of a program with students referred since whose employer is not asked."""
    asked = sa.exists().where(
        LinkRequest.kind == KIND,
        LinkRequest.subject_kind == PLACEMENT,
        LinkRequest.subject_id == Placement.id,
        LinkRequest.state == RequestState.OPEN,
    )
    query = (
        sa.select(Placement.id)
        .join(Match, Match.placement_id == Placement.id)
        .where(
            Placement.program_id == program_id,
            Placement.state.in_(RUNNING),
            Match.state == S.REFERRED,
            Match.moved_at >= since,
            ~asked,
        )
        .distinct()
        .order_by(Placement.id)
    )
    return db.session.execute(query).all()
