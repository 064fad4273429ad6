"""Agree on when an interview is: staff choose, both sides get a mail with a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from app.core import journal
from app.core.access import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.outbox import To, post
from app.core.text import one_line
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.matches import faces, ics, queries, slate_asking, slate_queries
from app.matches.changes import MatchMoved
from app.matches.models import Match, MatchState
from app.matches.slate_models import Interview
from app.matches.slate_queries import KIND
from app.matches.slate_words import time_words
from app.outreach.disclosing import note_mailed
from app.outreach.posting import may_write
from app.outreach.shapes import Recipient
from app.programs.mailing import plan_for
from app.students.recipients import student_recipient

FURTHEST: Final = timedelta(days=366)
LETTER, OFF = "interview-agreed", "interview-off"
ENDED: Final = frozenset(
    {
        MatchState.DECLINED_BY_EMPLOYER,
        MatchState.DECLINED_BY_STUDENT,
        MatchState.WITHDRAWN,
        MatchState.EXPIRED,
    }
)
CHANGED: Final = "Somebody agreed on a time meanwhile. Look at it below, and choose again."


@dataclass(frozen=True, slots=True)
class Side:
    """Be one of the two who meet: who reads the mail, and whom it says that they meet."""

    reader: Recipient
    whom: str


@dataclass(frozen=True, slots=True)
class Said:
    """Be what a mail says of an interview, and how often a time was agreed on by then."""

    letter: str
    number: int


def of_match(match_id: int, actor: Actor) -> tuple[Match, list[Interview]]:
    """Give a match that interviews and what was agreed on; Conflict for any other match."""
    match = queries.match_for(match_id, actor)
    if match.state is not MatchState.INTERVIEWING:
        msg = "Only a match that is interviewing has an interview to agree on."
        raise Conflict(msg)
    return match, slate_queries.interviews_of([match.id]).get(match.id, [])


def proposed_of(match_id: int) -> tuple[Sequence[str], str]:
    """Give the times that the employer proposed last, and what they noted."""
    newest = next(iter(slate_queries.answers_about(match_id)), None)
    return (newest.times, newest.note) if newest is not None else ((), "")


def sides(match: Match) -> list[Side]:
    """Give who is mailed: nobody where the program mails no referrals, nor who must not be."""
    placement = match.placement
    if plan_for(placement.program, KIND) is None:
        return []
    partner = contact_recipient(
        slate_asking.reader_id(placement),
        placement.site.timezone,
        {match.student.school_id},
    )
    both = (
        (partner, faces.short_name(match)),
        (student_recipient(match.student_id), placement.site.employer.name),
    )
    return [Side(reader, whom) for reader, whom in both if reader and may_write(KIND, reader)]


@use_case
def agree(  # noqa: PLR0913 - an interview has these parts
    match_id: int, begins: str, place: str, *, seen: int, by: Actor, at: datetime
) -> list[str]:
    """Keep when and where an interview is, local to the site, and give the names of whom it mails.

    `seen` is how many times were agreed on when the page was drawn. Raises Conflict for a match
    that is not interviewing, and Invalid for a time that is none or when another was agreed on.
    """
    match, earlier = of_match(match_id, by)
    if seen != len(earlier):
        raise Invalid(CHANGED)
    begin = read_time(begins, match.placement.site.timezone)
    kept = Interview(match_id=match.id, begins=begin, place=one_line(place), by=by.key, at=at)
    db.session.add(kept)
    db.session.flush()
    journal.record("interview_set", "match", match.id, by=by, at=at, interview=kept.id)
    close_todo("referral_answered", "match", match.id, by=by, at=at)
    mailed = sides(match)
    for side in mailed:
        _mail(match, kept, side, Said(LETTER, len(earlier) + 1), at)
    return [side.reader.name for side in mailed]


def read_time(text: str, zone: str) -> str:
    """Read a day and time local to a zone, from today on and within a year; Invalid otherwise."""
    first = today(zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo or not first <= found.date() <= first + FURTHEST:
        sentence = "Choose a time, or enter a day from today on, within a year."
        raise Invalid(sentence, {"begins": sentence})
    return found.isoformat(timespec="minutes")


def previews(match: Match, begins: str, place: str) -> list[tuple[Recipient, Letter]]:
    """Give what each side would be mailed; a time that is none is named by a word."""
    try:
        begins = read_time(begins, match.placement.site.timezone)
    except Invalid:
        begins = ""
    return [(side.reader, words(match, side, begins, place)) for side in sides(match)]


def call_off(change: MatchMoved) -> None:
    """Tell both sides of an interview to come that it is off, as its match ended before."""
    if change.source != MatchState.INTERVIEWING or change.target not in ENDED:
        return
    match = queries.whole(change.match_id)
    agreed = slate_queries.interviews_of([match.id]).get(match.id, [])
    newest = agreed[-1] if agreed else None
    zone = ZoneInfo(match.placement.site.timezone)
    if newest and datetime.fromisoformat(newest.begins).replace(tzinfo=zone) > change.at:
        for side in sides(match):
            _mail(match, newest, side, Said(OFF, len(agreed)), change.at)


def words(match: Match, side: Side, begins: str, place: str, letter: str = LETTER) -> Letter:
    """Compose what one side is mailed."""
    with speaking(side.reader.language):
        return compose(
            letter,
            side.reader.language,
            name=side.reader.name,
            whom=side.whom,
            placement=match.placement.title,
            when=time_words(begins) if begins else "(the time)",
            place=_where(match, place),
        )


def _where(match: Match, place: str) -> str:
    site = match.placement.site
    return place or ", ".join(part for part in (site.name, site.address) if part)


def _mail(match: Match, kept: Interview, side: Side, said: Said, at: datetime) -> None:
    reader, site = side.reader, match.placement.site
    message = post(
        words(match, side, kept.begins, kept.place, said.letter),
        To(reader.address, reader.name, reader.reply_to),
        at=at,
        record="match",
        record_id=match.id,
    )
    with speaking(reader.language):
        summary = _("Interview: %(times)s", times=f"{side.whom}, {match.placement.title}")
    # the same event as before, so that a calendar moves it
    key, off = f"interview-match-{match.id}", said.letter == OFF
    meeting = ics.Meeting(key, summary, [kept.begins], at, said.number, off=off)
    message.calendar = ics.calendar_of_meetings(
        [meeting],
        site.timezone,
        place=_where(match, kept.place),
        host=str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">"),
    )
    if reader.kind == "contact":
        note_mailed(reader, match.student_id, faces.FACTS[0], purpose=said.letter, at=at)
