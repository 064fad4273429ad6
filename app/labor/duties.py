"""Judge duties by the hazards that are barred at an age, and the student-learners' exemption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.labor.hazards import FEDERAL, Hazard, named
from app.labor.person import Person
from app.labor.rules import LearnerDocument, Pack

EXEMPT_FROM = 16


class Barred(NamedTuple):
    """Be a duty that is barred on a date, or that papers on file allow."""

    code: str
    under: int
    said: str
    on: date
    citation: str
    exempt: bool


def barred(person: Person, packs: Sequence[Pack], days: Sequence[date]) -> Iterator[Barred]:
    """Give each duty that is barred on one of the days, with the first such day.

    A duty without the exemption is barred whatever papers there are; 29 CFR 570.50.
    """
    places = {FEDERAL, *person.jurisdictions}
    needed = [paper for pack in packs for paper in pack.learner_documents]
    for hazard in named(person.duties):
        young = [day for day in days if person.age(day) < hazard.under]
        if not young or hazard.jurisdiction not in places:
            continue
        wrong = [(day, why) for day in young if (why := _lacking(hazard, person, needed, day))]
        day, why = wrong[0] if wrong else (young[0], "allowed as a student-learner")
        yield Barred(hazard.code, hazard.under, why, day, hazard.citation, not wrong)


def _lacking(hazard: Hazard, person: Person, needed: Sequence[LearnerDocument], day: date) -> str:
    """Say why a hazard is barred on a date; nothing where a student-learner is exempt."""
    if not hazard.exemption:
        return f"age {person.age(day)}"
    if person.age(day) < EXEMPT_FROM or not person.student_learner:
        return f"age {person.age(day)}, no student-learner"
    missing = [
        paper.document
        for paper in needed
        if day >= paper.since and not person.holds(paper.document, day)
    ]
    return f"missing {', '.join(missing)}" if missing else ""
