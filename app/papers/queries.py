"""Read consent forms and their answers, whose consent is due, and what was said of documents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.matches.models import Match, MatchState
from app.outreach.models import LinkRequest
from app.papers.models import Consent, ConsentForm, DocumentWord, Word
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import Student, StudentDocument
from app.students.privacy import CONSENT_KIND

HELD = (MatchState.OFFERED, MatchState.ACCEPTED, MatchState.ACTIVE)


def form_of(form_id: int) -> ConsentForm:
    """Give a consent form; raise NotFound."""
    found = db.session.get(ConsentForm, form_id)
    if found is None:
        raise NotFound
    return found


def newest_form(student_id: int, program_id: int) -> ConsentForm | None:
    """Give the last form about a student and a program, or None."""
    return db.session.scalar(
        sa.select(ConsentForm)
        .where(ConsentForm.student_id == student_id, ConsentForm.program_id == program_id)
        .order_by(ConsentForm.number.desc())
        .limit(1)
    )


def last_answer(form_id: int) -> Consent | None:
    """Give the answer to a form that counts, or None."""
    return db.session.scalar(
        sa.select(Consent)
        .where(Consent.form_id == form_id)
        .order_by(Consent.number.desc())
        .limit(1)
    )


def on_file(student_id: int, until: date) -> bool:
    """Tell whether a consent is on file that holds through a day."""
    own = (StudentDocument.student_id == student_id, StudentDocument.kind == CONSENT_KIND)
    holds = StudentDocument.expires.is_(None) | (StudentDocument.expires >= until)
    return db.session.scalar(sa.select(StudentDocument.id).where(*own, holds)) is not None


def asked_students(program_id: int, on: date, ahead: date) -> Sequence[AnyRow]:
    """Give the students of a program whose consent does not reach the end of their placement.

    Their placement begins by `ahead` and is not over; what is on file runs out by `ahead`. One row
    a student, with the last day that a form of theirs reaches.
    """
    reach = (
        sa.select(sa.func.max(ConsentForm.until))
        .where(ConsentForm.student_id == Student.id, ConsentForm.program_id == program_id)
        .scalar_subquery()
    )
    holds = StudentDocument.expires.is_(None) | (
        (StudentDocument.expires >= Placement.end_date) | (StudentDocument.expires > ahead)
    )
    own = (StudentDocument.student_id == Student.id, StudentDocument.kind == CONSENT_KIND)
    rows = db.session.execute(
        sa.select(Student.id, reach.label("reach"), sa.func.max(Placement.end_date).label("end"))
        .join(Match, Match.student_id == Student.id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Placement.program_id == program_id,
            Placement.start_date <= ahead,
            Placement.end_date >= on,
            Match.state.in_(HELD),
            Student.left_at.is_(None),
            ~sa.exists().where(*own, holds),
        )
        .group_by(Student.id)
        .order_by(Student.id)
    ).all()
    return [row for row in rows if row.reach is None or row.reach < min(row.end, ahead)]


def consented_programs(student_id: int, on: date) -> set[int]:
    """Give the programs to which a consent was given that holds on a day."""
    later = sa.orm.aliased(Consent)
    newer = sa.exists().where(later.form_id == Consent.form_id, later.number > Consent.number)
    return set(
        db.session.scalars(
            sa.select(ConsentForm.program_id)
            .join(Consent, Consent.form_id == ConsentForm.id)
            .where(
                ConsentForm.student_id == student_id,
                ConsentForm.until >= on,
                Consent.takes_part,
                ~newer,
            )
        )
    )


def forms_of(student_id: int) -> Sequence[AnyRow]:
    """Give the forms about a student with their programs, the newest first: one statement."""
    return db.session.execute(
        sa.select(
            ConsentForm.id,
            ConsentForm.program_id,
            ConsentForm.number,
            ConsentForm.text,
            ConsentForm.text_hash,
            ConsentForm.until,
            ConsentForm.at,
            Program.name.label("program"),
        )
        .join(Program, Program.id == ConsentForm.program_id)
        .where(ConsentForm.student_id == student_id)
        .order_by(ConsentForm.id.desc())
    ).all()


def answers_of(form_ids: Collection[int]) -> dict[int, list[Consent]]:
    """Give every answer to some forms, by form, the newest first: one statement."""
    found: dict[int, list[Consent]] = {}
    query = sa.select(Consent).where(Consent.form_id.in_(list(form_ids)))
    for answer in db.session.scalars(query.order_by(Consent.id.desc())):
        found.setdefault(answer.form_id, []).append(answer)
    return found


def programs_of(student_id: int) -> Sequence[AnyRow]:
    """Give the programs in which a student holds a match, as id and name."""
    return db.session.execute(
        sa.select(Program.id, Program.name)
        .join(Placement, Placement.program_id == Program.id)
        .join(Match, Match.placement_id == Placement.id)
        .where(Match.student_id == student_id, Match.state.in_(HELD))
        .distinct()
        .order_by(Program.name)
    ).all()


def words_of(match_id: int) -> dict[str, DocumentWord]:
    """Give the last word on each document of a match, by its kind."""
    query = sa.select(DocumentWord).where(DocumentWord.match_id == match_id)
    return {each.kind: each for each in db.session.scalars(query.order_by(DocumentWord.id))}


def unasked_matches(program_id: int, kind: str, on: date, ahead: date) -> Sequence[AnyRow]:
    """Give the matches of a program that begin by `ahead` and are not over, and were not asked.

    Each with its id and first day.
    """
    asked = sa.exists().where(
        LinkRequest.kind == kind,
        LinkRequest.subject_kind == "match",
        LinkRequest.subject_id == Match.id,
    )
    return db.session.execute(
        sa.select(Match.id, Placement.start_date)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .where(
            Placement.program_id == program_id,
            Placement.start_date <= ahead,
            Placement.end_date >= on,
            Match.state.in_((MatchState.ACCEPTED, MatchState.ACTIVE)),
            Student.left_at.is_(None),
            ~asked,
        )
        .order_by(Match.id)
    ).all()


def broken_words(on: date) -> Sequence[int]:
    """Give the matches of which a document was promised by a day before, by its last word."""
    later = sa.orm.aliased(DocumentWord)
    newer = sa.exists().where(
        later.match_id == DocumentWord.match_id,
        later.kind == DocumentWord.kind,
        later.id > DocumentWord.id,
    )
    return db.session.scalars(
        sa.select(DocumentWord.match_id)
        .join(Match, Match.id == DocumentWord.match_id)
        .where(
            DocumentWord.said == Word.COMING,
            DocumentWord.on < on,
            Match.state.in_(HELD),
            ~newer,
        )
        .distinct()
        .order_by(DocumentWord.match_id)
    ).all()
