"""Note what students plan, try and earn; take it back; follow the days on which it expires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core import clock, files, journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.file_types import check_document
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.credentials import catalogue_queries as catalogue
from app.credentials import queries
from app.credentials.facts import Result
from app.credentials.models import EXPIRING, HAD, OPEN, AwardState, Credential, CredentialAward
from app.students.queries import student_for

S = AwardState
EVIDENCE: Final = "credential"
NOTED: Final = "That it was earned on this day is noted already."
ONE_OPEN: Final = "A try at this credential is open already; note what came of that one."


@dataclass(frozen=True, slots=True)
class Noted:
    """Be whose try at which credential is noted, and the training session that led to it."""

    student_id: int
    credential_id: int
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """Be an uploaded certificate."""

    name: str
    content: bytes


@use_case
def note(
    whose: Noted, result: Result, scan: Scan | None = None, *, by: Actor, at: datetime
) -> CredentialAward:
    """Note a try of a student at a credential, and what came of it.

    An open try is continued. Raises NotFound for another school's student, Invalid with a sentence
    for each wrong field, also for what is noted already.
    """
    student = student_for(whose.student_id, by)
    credential = catalogue.credential(whose.credential_id)
    _check(credential, result, at)
    tries = queries.tries_of(student.id, credential.id)
    kept = next((each for each in tries if each.state in OPEN), None)
    if kept is not None and result.state is kept.state and result.on == kept.exam_on:
        raise Invalid(ONE_OPEN, {"credential": ONE_OPEN})
    _once(tries, result)
    if kept is None:
        kept = CredentialAward(
            student_id=student.id,
            credential_id=credential.id,
            activity_id=whose.activity_id,
            noted_by=by.key,
            noted_at=at,
            moved_at=at,
        )
        db.session.add(kept)
        db.session.flush()
        journal.record("planned", CredentialAward.NOUN, kept.id, by=by, at=at)
    _settle(kept, credential, result, by, at)
    if scan is not None:
        _keep(kept, scan, by, at)
    told = {"credential": credential.name, "said": str(result.state)}
    journal.record("credential noted", "student", student.id, by=by, at=at, **told)
    return kept


@use_case
def note_all(
    results: Sequence[tuple[Noted, Result]], *, by: Actor, at: datetime
) -> list[CredentialAward]:
    """Note the results of many, all or none; raise Invalid naming the student of a wrong one."""
    if not results:
        raise Invalid("There is a problem.", {"results": "Choose a result for somebody."})
    made = []
    for whose, result in results:
        try:
            made.append(note(whose, result, by=by, at=at))
        except Invalid as problem:
            name = student_for(whose.student_id, by).shown_name
            words = " ".join(problem.fields.values())
            raise Invalid(problem.sentence, {"results": f"{name}: {words}"}) from None
    return made


@use_case
def note_result(
    award_id: int, result: Result, scan: Scan | None = None, *, by: Actor, at: datetime
) -> None:
    """Note what came of a try, or correct what the certificate says.

    Raises Invalid with a sentence for each wrong field, Conflict from a state that forbids it.
    """
    kept = queries.award_for(award_id, by)
    _check(kept.credential, result, at, retired=True)
    tries = queries.tries_of(kept.student_id, kept.credential_id)
    _once([each for each in tries if each is not kept], result)
    _settle(kept, kept.credential, result, by, at)
    if scan is not None:
        _keep(kept, scan, by, at)


def _check(credential: Credential, result: Result, at: datetime, *, retired: bool = False) -> None:
    problems = result.problems(clock.district_day(at))
    if credential.retired_at is not None and not retired:
        problems["credential"] = "This credential is retired; choose another."
    if problems:
        raise Invalid("There is a problem.", problems)


def _once(tries: Sequence[CredentialAward], result: Result) -> None:
    same = [each for each in tries if each.state in HAD and each.earned_on == result.on]
    if same and result.state is S.EARNED:
        raise Invalid(NOTED, {"on": NOTED})


def _settle(
    kept: CredentialAward, credential: Credential, result: Result, by: Actor, at: datetime
) -> None:
    """Write what the certificate says, and move where the state is another."""
    kept.exam_on = result.on
    kept.number, kept.score = result.number, result.score
    if result.state is S.EARNED:
        kept.earned_on = result.on
        kept.expires_on = result.last_day(credential.lasts_months)
    over = kept.expires_on is not None and kept.expires_on < clock.district_day(at)
    if kept.state is S.EXPIRED and result.state is S.EARNED and not over:
        _move(kept, S.PLANNED, by, at, "Its last day was corrected.")
    if kept.state is result.state or (kept.state is S.EXPIRED and result.state is S.EARNED):
        journal.record("corrected", CredentialAward.NOUN, kept.id, by=by, at=at)
        db.session.flush()
    else:
        _move(kept, result.state, by, at)
    close_todo(EXPIRING, CredentialAward.NOUN, kept.id, by=by, at=at)


def _move(
    kept: CredentialAward, target: AwardState, by: Actor, at: datetime, reason: str | None = None
) -> None:
    kept.move_to(target, by=by, at=at, reason=reason)
    kept.moved_at = at
    db.session.flush()


def _keep(kept: CredentialAward, scan: Scan, by: Actor, at: datetime) -> None:
    check_document(scan.name, scan.content)
    kept.evidence_id = files.keep(EVIDENCE, scan.name, scan.content, by=by, at=at).id
    journal.record("evidence kept", CredentialAward.NOUN, kept.id, by=by, at=at)


@use_case
def take_result_back(award_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Take a result back with a reason, so that the try is planned again."""
    kept = queries.award_for(award_id, by)
    tries = queries.tries_of(kept.student_id, kept.credential_id)
    if kept.state not in OPEN and any(each.state in OPEN for each in tries):
        raise Conflict(ONE_OPEN)
    _need(reason)
    kept.find_move(S.PLANNED, by)
    kept.earned_on = kept.expires_on = None
    _move(kept, S.PLANNED, by, at, reason)
    close_todo(EXPIRING, CredentialAward.NOUN, kept.id, by=by, at=at)


@use_case
def expire(award_id: int, *, by: Actor, at: datetime) -> None:
    """Let what is past its last day expire; what was renewed or taken back meanwhile is left."""
    kept = queries.award_for(award_id, by)
    over = kept.expires_on is not None and kept.expires_on < clock.district_day(at)
    if kept.state is S.EARNED and over:
        _move(kept, S.EXPIRED, by, at)
        close_todo(EXPIRING, CredentialAward.NOUN, kept.id, by=by, at=at)


@use_case
def withdraw(award_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Withdraw what was noted in error, or what its issuer took back, with a reason."""
    kept = queries.award_for(award_id, by)
    _need(reason)
    _move(kept, S.WITHDRAWN, by, at, reason)
    close_todo(EXPIRING, CredentialAward.NOUN, kept.id, by=by, at=at)


def _need(reason: str) -> None:
    if not reason:
        raise Invalid("Give a reason.", {"reason": "Give a reason, so that others understand."})
