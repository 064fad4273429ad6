"""Agree on when an interview is: staff choose, both sides get a mail with a calendar file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from flask import current_app
from flask_babel import gettext as _

from app.core import journal
from app.core.access import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.language import speaking
from app.core.letters import compose
from app.core.outbox import To, post
from app.core.text import one_line
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.matches import faces, ics, queries, slate_asking, slate_queries
from app.matches.models import Match, MatchState
from app.matches.slate_models import Interview
from app.matches.slate_queries import KIND
from app.matches.slate_words import time_words
from app.outreach.posting import may_write
from app.outreach.shapes import Recipient
from app.programs.mailing import plan_for
from app.students.recipients import student_recipient

FURTHEST: Final = timedelta(days=366)


@use_case
def agree(match_id: int, begins: str, place: str, *, by: Actor, at: datetime) -> list[str]:
    """Keep when and where an interview is, local to the site, and give the names of whom it mails.

    Nobody is mailed where the program mails no referrals. Raises Conflict for a match that is not
    interviewing, and Invalid for a time that is none.
    """
    match = queries.match_for(match_id, by)
    if match.state is not MatchState.INTERVIEWING:
        msg = "Only a match that is interviewing has an interview to agree on."
        raise Conflict(msg)
    begin = read_time(begins, today(match.placement.site.timezone))
    if begin is None:
        sentence = "Choose a time, or enter a day from today on, within a year."
        raise Invalid(sentence, {"begins": sentence})
    earlier = slate_queries.interviews_of([match.id])
    kept = Interview(match_id=match.id, begins=begin, place=one_line(place), by=by.key, at=at)
    db.session.add(kept)
    db.session.flush()
    journal.record("interview_set", "match", match.id, by=by, at=at, interview=kept.id)
    close_todo("referral_answered", "match", match.id, by=by, at=at)
    if plan_for(match.placement.program, KIND) is None:
        return []
    number = len(earlier.get(match.id, ()))
    employer = match.placement.site.employer.name
    zone, readers = match.placement.site.timezone, []
    partner = contact_recipient(
        slate_asking.reader_id(match.placement), zone, {match.student.school_id}
    )
    for reader, whom in (
        (partner, faces.short_name(match)),
        (student_recipient(match.student_id), employer),
    ):
        if reader is not None and may_write(KIND, reader):
            _mail(match, kept, reader, whom, number, at)
            readers.append(reader.name)
    return readers


def read_time(text: str, first: date) -> str | None:
    """Read a local day and time from a day on, within a year; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo or not first <= found.date() <= first + FURTHEST:
        return None
    return found.isoformat(timespec="minutes")


def _mail(  # noqa: PLR0913, PLR0917 - a letter has these parts
    match: Match, kept: Interview, reader: Recipient, whom: str, number: int, at: datetime
) -> None:
    site = match.placement.site
    where = kept.place or ", ".join(part for part in (site.name, site.address) if part)
    with speaking(reader.language):
        letter = compose(
            "interview-agreed",
            reader.language,
            name=reader.name,
            whom=whom,
            placement=match.placement.title,
            when=time_words(kept.begins),
            place=where,
        )
        summary = _("Interview: %(times)s", times=f"{whom}, {match.placement.title}")
    message = post(
        letter,
        To(reader.address, reader.name, reader.reply_to),
        at=at,
        record="match",
        record_id=match.id,
    )
    # the same event as before, so that a calendar moves it
    meeting = ics.Meeting(f"interview-match-{match.id}", summary, [kept.begins], at, number + 1)
    host = str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">")
    message.calendar = ics.calendar_of_meetings([meeting], site.timezone, place=where, host=host)
