"""Gather one student's record from every room, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.core import clock, filters
from app.core.access import Actor
from app.core.bad_addresses import CameBack, came_back
from app.core.rows import AnyRow
from app.credentials import queries as credentials
from app.credentials.holding import book_of, tries
from app.credit import award_queries as awards
from app.credit import queries as credit
from app.credit.progress import Progress
from app.desk import history
from app.desk.next_steps import MatchFacts, NextStep, next_of
from app.hours import queries as hours
from app.hours.models import Confirmation
from app.matches import preference_queries as preferences
from app.matches import queries as matches
from app.matches.documents import lacking, not_held, required_of
from app.matches.models import LIVE, WORKED, Match
from app.outreach.disclosure_queries import disclosures_of
from app.papers import sent_queries
from app.reviews import queries as reviews
from app.reviews.models import Review, Stage
from app.stipends import queries as stipends
from app.stipends.batch_models import PaymentState
from app.students import queries as students
from app.students.facts import told_to
from app.students.models import CourseCompleted, Guardian, Student, StudentDocument

DISCLOSURES_SHOWN: Final = 20
DISCLOSURES_KEPT: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRecord:
    """Be all that the district knows of one student, by match where it belongs to one."""

    student: Student
    matches: Sequence[Match]
    next_steps: Sequence[NextStep]
    guardians: Sequence[Guardian]
    bad: Mapping[str, CameBack]
    facts: Sequence[tuple[str, str]]
    documents: Sequence[StudentDocument]
    needed: Mapping[str, Sequence[str]]
    sent: Sequence[AnyRow]
    courses: Sequence[CourseCompleted]
    weeks: Mapping[int, Sequence[AnyRow]]
    days: Mapping[int, Sequence[AnyRow]]
    evidence: Mapping[int, Confirmation]
    progress: Mapping[int, Progress]
    offers: Mapping[int, credit.Offer]
    awards: Sequence[AnyRow]
    credentials: Sequence[AnyRow]
    lines: Mapping[int, Sequence[AnyRow]]
    reviews: Mapping[int, Mapping[Stage, Review]]
    wishes: Sequence[AnyRow]
    disclosures: Sequence[AnyRow]
    history: Sequence[history.Line]

    @property
    def worked(self) -> Sequence[Match]:
        """Give the matches to which hours belong."""
        return [each for each in self.matches if each.state in WORKED or self.weeks.get(each.id)]

    @property
    def cents(self) -> int:
        """Give the cents earned so far, in all matches."""
        return sum(line.cents for lines in self.lines.values() for line in lines)

    @property
    def paid_cents(self) -> int:
        """Give the cents that were paid, in all matches."""
        lines = [line for some in self.lines.values() for line in some]
        return sum(line.cents for line in lines if line.payment is PaymentState.PAID)

    def cents_of(self, match_id: int) -> int:
        """Give the cents earned so far in one match."""
        return sum(line.cents for line in self.lines.get(match_id, ()))


def gather(student_id: int, actor: Actor, today: date, *, whole: bool = False) -> StudentRecord:
    """Give a student's record; `whole` has every day and every disclosure too, for the file.

    Raises NotFound for a student whom the actor may not see.
    """
    student = students.student_for(student_id, actor)
    own = matches.of_student(student.id, actor)
    ids = [match.id for match in own]
    weeks = by_match(hours.weeks_of_matches(ids))
    offers = credit.offers_of(ids)
    progress = {match_id: offer.progress for match_id, offer in offers.items()}
    documents = students.documents_of(student.id)
    guardians = students.guardians_of(student.id)
    addresses = [student.email, *(each.email for each in guardians)]
    return StudentRecord(
        student=student,
        matches=own,
        next_steps=_next_steps(own, weeks, progress, documents, today),
        guardians=guardians,
        bad=came_back(addresses, clock.now()),
        facts=told_to(actor, students.facts_of(student.id, today)),
        documents=documents,
        needed=_needed(own),
        sent=sent_queries.of_student(student.id),
        courses=students.courses_of(student.id),
        weeks=weeks,
        days=by_match(hours.days_of_matches(ids)) if whole else {},
        evidence=hours.last_word([week.id for each in weeks.values() for week in each]),
        progress=progress,
        offers=offers,
        awards=awards.awards_of(ids),
        credentials=credentials.of_student(student.id),
        lines=by_match(stipends.lines_of(ids)),
        reviews=reviews.newest_of(ids),
        wishes=preferences.told_by(student.id),
        disclosures=disclosures_of(student.id, DISCLOSURES_KEPT if whole else DISCLOSURES_SHOWN),
        history=history.history([("student", student.id), *(("match", each) for each in ids)]),
    )


def pay_words(line: AnyRow) -> str:
    """Say whether a line of the ledger was paid: when and by which warrant, or that it waits."""
    if line.payment is PaymentState.PAID:
        return f"{filters.day(line.paid_on, year=True)}, warrant {line.warrant}"
    return f"in batch {line.batch_id}" if line.batch_id else "not yet"


def by_match(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Give rows by their match, each in the order that they came in."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.match_id, []).append(row)
    return found


def _next_steps(
    own: Sequence[Match],
    weeks: Mapping[int, Sequence[AnyRow]],
    progress: Mapping[int, Progress],
    documents: Sequence[StudentDocument],
    today: date,
) -> list[NextStep]:
    kept = {document.kind: document.expires for document in documents}
    book = book_of(match.placement.credentials for match in own if match.state in LIVE)
    asked = [credential_id for credential_id, _ in book.values()]
    tried = [
        row for rows in tries(asked, [each.student_id for each in own]).values() for row in rows
    ]
    found = []
    for match in own:
        on = max(match.placement.start_date, today)
        lacks = lacking(required_of(match.placement), kept, on)
        lacks += not_held(match.placement, book, tried, on)
        facts = MatchFacts(match, weeks.get(match.id, ()), progress[match.id], lacks)
        found.append(next_of(facts, today))
    return [each for each in found if each]


def _needed(own: Sequence[Match]) -> dict[str, list[str]]:
    """Give which documents the matches that may still come to something ask for, and which do."""
    found: dict[str, list[str]] = {}
    for match in own:
        if match.state in LIVE:
            for kind in match.placement.program.rules.documents.required:
                found.setdefault(kind, []).append(match.placement.title)
    return found
