"""Let staff know of a problem at a workplace: a to-do, and of an urgent one a mail at once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import current_app

from app.accounts.queries import staff_of_school
from app.core.access import Actor
from app.core.letter_kinds import LetterKind, Place, letter_kind
from app.core.letters import compose
from app.core.outbox import To, post
from app.core.todos import open_todo
from app.matches.faces import short_name
from app.matches.models import Match
from app.matches.side_models import MatchNote

# each problem has a to-do of its own
TODO: Final = "workplace_issue"
RECORD: Final = "match_note"
LETTER: Final = "workplace-issue"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(
        LETTER,
        "Tells specialists and administrators of an urgent problem at a workplace.",
        "name by student employer placement",
        problem=Place("What was reported.", "A guard is missing on the saw.", in_subject=False),
        page=Place("Where staff read it.", "https://example.org/matches/1", in_subject=False),
    ),
)


def tell_staff(match: Match, note: MatchNote, *, by: Actor, at: datetime) -> None:
    """Open a to-do for the school's specialists, and mail them and the administrators if urgent."""
    place, student = match.placement, match.student
    how = "Urgent problem" if note.urgent else "Problem"
    open_todo(
        TODO,
        RECORD,
        note.id,
        f"{how} at {place.site.employer.name}, {place.title}, {student.shown_name}: "
        f"{note.text[:300]}",
        url=f"/matches/{match.id}#notes",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
    if not note.urgent:
        return
    for person in staff_of_school(student.school_id):
        if person.id != by.id:
            letter = compose(
                LETTER,
                "en",
                name=person.name,
                by=by.name,
                student=short_name(match),
                employer=place.site.employer.name,
                placement=place.title,
                problem=note.text,
                page=f"{current_app.config['BASE_URL']}/matches/{match.id}",
            )
            post(
                letter,
                To(person.email, person.name),
                at=at,
                record="match",
                record_id=match.id,
            )
