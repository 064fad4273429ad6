"""Keep what somebody said of the documents that a match misses, and tell staff what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.todos import close_todo, open_todo
from app.core.use_case import use_case
from app.matches.models import Match
from app.outreach.shapes import Evidence
from app.papers import queries
from app.papers.models import DocumentWord, Method, Word

HANDED_IN, HELP, LATE = "documents_handed_in", "documents_help", "documents_late"
SENTENCES: Final = {
    HANDED_IN: "{} says that the school has, or sends by link: {}. Look, and note it on file.",
    HELP: "{} needs help with: {}.",
    LATE: "{} said that these come by now, and they are not on file: {}. Ask.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Be what was said of one document: what became of it, by which day, and in what words."""

    said: Word
    on: date | None = None
    note: str = ""


@use_case
def tell(
    match: Match, told: Mapping[str, Told], evidence: Evidence, *, teller: str, at: datetime
) -> None:
    """Keep what was said of some documents; what was said so before is not kept again.

    Staff get a to-do to note what is handed in, and one to help.
    """
    before = queries.words_of(match.id)
    for kind, each in told.items():
        last = before.get(kind)
        if last is not None and (last.said, last.on, last.note) == (each.said, each.on, each.note):
            continue
        db.session.add(
            DocumentWord(
                match_id=match.id,
                kind=kind,
                said=each.said,
                on=each.on,
                note=each.note,
                teller=evidence.name or teller,
                method=Method(evidence.method),
                by=evidence.by.key,
                request_id=evidence.request_id,
                at=at,
            )
        )
        heard = {"kind": kind, "said": str(each.said)}
        journal.record("document_said", "match", match.id, by=evidence.by, at=at, **heard)
    db.session.flush()
    for todo, said in ((HANDED_IN, Word.HANDED_IN), (HELP, Word.HELP)):
        kinds = [kind for kind, each in told.items() if each.said is said]
        remind_staff(match, todo, kinds, by=evidence.by, at=at)


def remind_staff(match: Match, todo: str, kinds: list[str], *, by: Actor, at: datetime) -> None:
    """Open a to-do about some documents of a match, or close it when there are none."""
    if not kinds:
        close_todo(todo, "match", match.id, by=by, at=at)
        return
    student = match.student
    names = ", ".join(kind.replace("_", " ") for kind in kinds)
    open_todo(
        todo,
        "match",
        match.id,
        SENTENCES[todo].format(student.shown_name, names),
        url=f"/students/{student.id}#documents",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
