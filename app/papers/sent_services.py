"""Take documents that come through links: keep them, note them on file, or send them back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from app.core import journal
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.matches.models import Match
from app.outreach import answers, posting, sending
from app.outreach import queries as requests
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Evidence
from app.papers import sent_queries
from app.papers.document_services import HANDED_IN
from app.papers.models import SentDocument, SentState
from app.students.record_services import note_document

AGAIN: Final = "again"
SETTLED: Final = "Somebody looked at this document already."
OVER: Final = "This day is over, so the document holds no more. Send it back instead."
WHY: Final = "Say what is wrong with it; the person who sent it reads this."


def take(match: Match, files: dict[str, int], evidence: Evidence, *, at: datetime) -> None:
    """Keep what was sent of each kind, inside the open use case; an older one is replaced."""
    before = {each.kind: each for each in sent_queries.waiting_of([match.id])}
    for kind, file_id in files.items():
        if kind in before:
            before[kind].move_to(SentState.REPLACED, by=evidence.by, at=at)
            before[kind].settled_at = at
        sending.take(file_id)
        db.session.add(
            SentDocument(
                match_id=match.id,
                kind=kind,
                file_id=file_id,
                request_id=evidence.request_id,
                sender=evidence.by.name,
                at=at,
            )
        )
        journal.record("document_sent", "match", match.id, by=evidence.by, at=at, kind=kind)
    db.session.flush()


@use_case
def accept(sent_id: int, expires: date | None, *, by: Actor, at: datetime) -> SentDocument:
    """Note a sent document on file, until a date; raise Invalid for a date that is over."""
    sent = _waiting(sent_id, by)
    if expires is not None and expires < district_day(at):
        raise Invalid(OVER, {"expires": OVER})
    note_document(sent.match.student_id, sent.kind, expires, by=by, at=at)
    return sent


@use_case
def send_back(sent_id: int, reason: str, *, by: Actor, at: datetime) -> bool:
    """Ask for another in its place, with what is wrong; tell whether a mail goes out about it.

    Raises Invalid without a reason.
    """
    sent = _waiting(sent_id, by)
    if not reason:
        raise Invalid(WHY, {"reason": WHY})
    sent.move_to(SentState.SENT_BACK, by=by, at=at, reason=reason)
    sent.reason, sent.settled_at = reason, at
    db.session.flush()
    if not sent_queries.waiting_of([sent.match_id]):
        close_todo(HANDED_IN, "match", sent.match_id, by=by, at=at)
    asked = requests.request_of(sent.request_id)
    answers.settle(asked, by=by, at=at)
    return _mailed(asked, at)


def note_accepted(match_id: int, kind: str, *, by: Actor, at: datetime) -> None:
    """Settle what was sent of a kind that is on file now, inside the open use case."""
    for sent in sent_queries.waiting_of([match_id]):
        if sent.kind == kind:
            sent.move_to(SentState.ACCEPTED, by=by, at=at)
            sent.settled_at = at


def _mailed(asked: LinkRequest, at: datetime) -> bool:
    open_again = asked.state is RequestState.OPEN and asked.expires_at > at
    if not open_again or not posting.may_mail(asked) or posting.why_silent(asked):
        return False
    posting.send(asked, AGAIN, at=at)
    return True


def _waiting(sent_id: int, by: Actor) -> SentDocument:
    sent = sent_queries.sent_for(sent_id, by)
    if sent.state is not SentState.WAITING:
        raise Conflict(SETTLED)
    return sent
