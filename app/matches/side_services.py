"""Note something about a match without moving it; make and revoke calendar feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.queries import actor_of
from app.core import journal, links
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.text import lines
from app.core.use_case import use_case
from app.employers import contact_queries
from app.employers import queries as employers
from app.matches import queries, side_queries, workplace_issues
from app.matches.planned import Plan, Whose, of_employer, of_student
from app.matches.side_models import CalendarFeed, MatchNote, NoteKind
from app.students.queries import student_for

PATH, PURPOSE = "/feeds/", "calendar-feed"
MOST = 20
LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Feed:
    """Be what a feed's address gives now: a name and plans, in its owner's present scope."""

    name: str
    plans: list[Plan]


@use_case
def note(  # noqa: PLR0913 - a note has these parts
    match_id: int,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    *,
    visited_on: date | None = None,
    urgent: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Note something about a match without moving it: a remark, a visit, a problem at work.

    Of a problem staff get a to-do, of an urgent one a mail at once. Raises Invalid when it says
    nothing, and for a visit without a day or on a day to come.
    """
    match = queries.match_for(match_id, by)
    said = lines(text)
    if not said or by.id is None:
        raise Invalid("There is a problem.", {"text": "Write what is to be noted."})
    # who ticks "urgent" means a problem, whatever else is chosen
    kind = NoteKind.ISSUE if urgent else kind
    visit = kind is NoteKind.VISIT
    if visit and (visited_on is None or visited_on > district_day(at)):
        sentence = "Enter the day of the visit, today or earlier."
        raise Invalid("There is a problem.", {"visited_on": sentence})
    kept = MatchNote(
        match_id=match.id,
        staff_id=by.id,
        text=said,
        at=at,
        kind=kind,
        visited_on=visited_on if visit else None,
        urgent=urgent,
    )
    db.session.add(kept)
    db.session.flush()
    told = {} if kind is NoteKind.NOTE else {"kind": str(kind), "urgent": urgent or None}
    journal.record("noted", "match", match.id, by=by, at=at, **told)
    if kind is NoteKind.ISSUE:
        workplace_issues.tell_staff(match, kept, by=by, at=at)


@use_case
def make_feed(whose: Whose, record_id: int, *, by: Actor, at: datetime) -> int:
    """Make a calendar feed for a member of staff; raise NotFound for what they may not see."""
    name_of(whose, record_id, by)
    if by.id is None:
        raise Refused("Only staff have calendar feeds.")
    if len(side_queries.feeds_of(whose, [record_id], by)) >= MOST:
        raise Conflict("That is enough feeds of this. Revoke one that is no longer used first.")
    feed = CalendarFeed(
        public_id=links.new_public_id(),
        staff_id=by.id,
        whose=whose,
        record_id=record_id,
        created_at=at,
    )
    db.session.add(feed)
    db.session.flush()
    journal.record("feed_made", str(whose), record_id, by=by, at=at, feed=feed.id)
    return feed.id


@use_case
def revoke_feed(feed_id: int, *, by: Actor, at: datetime) -> CalendarFeed:
    """Revoke a feed of one's own, or as an administrator anybody's; its address is dead at once."""
    feed = db.session.get(CalendarFeed, feed_id)
    if feed is None or (feed.staff_id != by.id and by.role != "administrator"):
        raise NotFound
    if feed.revoked_at is None:
        feed.revoked_at = at
        journal.record("feed_revoked", str(feed.whose), feed.record_id, by=by, at=at, feed=feed.id)
    return feed


def name_of(whose: Whose, record_id: int, actor: Actor) -> str:
    """Name what a calendar is of, as an actor may see it; raise NotFound where they may not."""
    if whose is Whose.STUDENT:
        student = student_for(record_id, actor)
        return f"{student.preferred_name or student.given_name} {student.family_name[:1]}."
    if whose is Whose.SITE:
        return employers.site(record_id).name
    if whose is Whose.CONTACT:
        return contact_queries.contact(record_id).name
    return employers.sheet(record_id).name


def address_of(feed: CalendarFeed) -> str:
    """Give the whole address of a feed, derived anew."""
    return links.LinkRef(PATH, PURPOSE, feed.public_id, "1").url()


def read_feed(token: str) -> Feed:
    """Give what a token opens; raise NotFound for a false, a revoked or an orphaned one."""
    if len(token) > LONGEST_TOKEN or links.version_of(token, PURPOSE) is None:
        raise NotFound
    feed = side_queries.live_feed(links.subject_of(token))
    actor = actor_of(feed.staff_id)
    if actor is None:
        raise NotFound
    name = name_of(feed.whose, feed.record_id, actor)
    if feed.whose is Whose.STUDENT:
        return Feed(name, of_student(feed.record_id))
    return Feed(name, of_employer(feed.whose, feed.record_id, actor))
