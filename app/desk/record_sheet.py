"""Lay one student's record out as one sheet: a line a fact, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.core.filters import clock, credit, hours, instant
from app.core.sheets import Cell, amount
from app.core.states import words
from app.desk.student_record import StudentRecord, pay_words
from app.hours.models import Confirmation
from app.students.privacy import BASIS_WORDS, Basis

HEADINGS: Final = (
    "Part",
    "Date",
    "Placement",
    "What",
    "Minutes",
    "Dollars",
    "State",
    "Evidence or detail",
)
Line = tuple[Cell, ...]


def rows_of(record: StudentRecord) -> Iterator[Line]:
    """Give the lines of a record."""
    yield from _person(record)
    yield from _documents(record)
    for match in record.matches:
        place = match.placement
        title = f"{place.title}, {place.site.employer.name}"
        dates = f"{place.start_date} to {place.end_date}, {place.program.name}"
        yield _line("Match", title, place.start_date, state=words(match.state), detail=dates)
        yield from _hours(record, match.id, title)
        yield from _credit(record, match.id, title)
        yield from _stipend(record, match.id, title)
        yield from _reviews(record, match.id, title)
    for tried in record.credentials:
        until = f"valid until {tried.expires_on}" if tried.expires_on else ""
        told = ", ".join(filter(None, (tried.issuer, tried.number, tried.score, until)))
        day = tried.earned_on or tried.exam_on
        yield _line("Credential", "", day, tried.name, state=words(tried.state), detail=told)
    for wish in record.wishes:
        said = f"{wish.position}. {wish.title}" if wish.position else "none of the placements"
        yield _line("Wanted", wish.employer or "", wish.at.date(), said, detail=wish.program)
    for row in record.disclosures:
        shown = f"{row.recipient_name}: {row.fields} ({BASIS_WORDS[Basis(row.basis)]})"
        yield _line("Shown to others", "", row.at.date(), words(row.purpose), detail=shown)


def as_json(record: StudentRecord) -> dict[str, Any]:
    """Give a record as JSON: the lines of the sheet, money in cents, days as ISO 8601."""
    names = ("part", "day", "placement", "what", "minutes", "cents", "state", "detail")
    lines = []
    for line in rows_of(record):
        told = dict(zip(names, line, strict=True))
        if isinstance(told["cents"], Decimal):
            told["cents"] = int(told["cents"].scaleb(2))
        lines.append({name: value for name, value in told.items() if value not in {None, ""}})
    return {"format": "footbridge-student-record/1", "lines": lines}


def _line(  # noqa: PLR0913 - a line has these cells
    part: str,
    placement: str = "",
    day: date | None = None,
    what: str = "",
    *,
    minutes: int | None = None,
    cents: int | None = None,
    state: str = "",
    detail: str = "",
) -> Line:
    dollars = None if cents is None else amount(cents)
    return part, day, placement, what, minutes, dollars, state, detail


def _person(record: StudentRecord) -> Iterator[Line]:
    student = record.student
    facts = {
        "Name": student.shown_name,
        "Legal name": f"{student.given_name} {student.family_name}",
        "Student number": student.student_number or student.sourced_id,
        "School": student.school.name,
        "Grade": student.grade,
        "Email": student.email,
        "Telephone": student.phone,
    }
    yield _line("Person", day=student.birth_date, what="Born")
    for what, value in facts.items():
        yield _line("Person", what=what, detail=value)
    for guardian in record.guardians:
        reached = ", ".join(filter(None, (guardian.name, guardian.email, guardian.phone)))
        yield _line("Person", what="Guardian", detail=reached)


def _documents(record: StudentRecord) -> Iterator[Line]:
    kept = {document.kind for document in record.documents}
    for document in record.documents:
        until = f"valid until {document.expires}" if document.expires else "no end"
        day = document.noted_at.date()
        yield _line("Document", "", day, words(document.kind), state="on file", detail=until)
    for sent in record.sent:
        detail = ", ".join(filter(None, (sent.sender, sent.file, sent.reason)))
        what = f"{words(sent.kind)}, sent by link"
        yield _line("Document", "", sent.at.date(), what, state=words(sent.state), detail=detail)
    for kind, titles in record.needed.items():
        if kind not in kept:
            needed = f"needed for {', '.join(titles)}"
            yield _line("Document", what=words(kind), state="missing", detail=needed)
    for course in record.courses:
        yield _line("Course", "", course.completed_on, course.title, state="completed")


def _hours(record: StudentRecord, match_id: int, title: str) -> Iterator[Line]:
    weeks = {week.id: week for week in record.weeks.get(match_id, ())}
    for shift in record.days.get(match_id, ()):
        week = weeks[shift.timesheet_id]
        at = "absent" if shift.absent else ""
        if shift.start and shift.end:
            at = f"{clock(shift.start)} – {clock(shift.end)}, break {shift.break_minutes} min"
        yield _line(
            "Hours",
            title,
            shift.day,
            ", ".join(filter(None, (at, shift.note))),
            minutes=shift.minutes,
            state=words(week.state),
            detail=_said(record.evidence.get(week.id)),
        )


def _said(said: Confirmation | None) -> str:
    if said is None:
        return ""
    how = f"{words(said.outcome)} by {words(said.method)}"
    return ", ".join(filter(None, (how, said.name, instant(said.at))))


def _credit(record: StudentRecord, match_id: int, title: str) -> Iterator[Line]:
    done = record.progress[match_id]
    if done.cap:
        earned = f"{credit(done.earned)} of {credit(done.cap)}"
        detail = "; ".join(filter(None, (*done.missing, done.source)))
        counted = f"{hours(done.minutes)} counted"
        yield _line(
            "Credit", title, what=earned, minutes=done.minutes, state=counted, detail=detail
        )


def _stipend(record: StudentRecord, match_id: int, title: str) -> Iterator[Line]:
    for line in record.lines.get(match_id, ()):
        yield _line(
            "Stipend",
            title,
            line.week or line.at.date(),
            f"line {line.id}, {words(line.kind)}",
            minutes=line.minutes,
            cents=line.cents,
            state=f"corrects line {line.corrects_id}" if line.corrects_id else "",
            detail=f"{line.rule}; paid: {pay_words(line)}",
        )


def _reviews(record: StudentRecord, match_id: int, title: str) -> Iterator[Line]:
    for stage, review in record.reviews.get(match_id, {}).items():
        for rating in review.ratings:
            yield _line(
                "Review",
                title,
                review.at.date(),
                rating.skill,
                state=f"{words(stage)}: {rating.level or 'not seen yet'}",
                detail=", ".join(filter(None, (words(review.method), review.name))),
            )
        if review.comment:
            yield _line("Review", title, review.at.date(), "Comment", detail=review.comment)
