"""Write the mails that were sent in the past, in the words of the letters that the rooms send."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.core.filters import day as day_words
from app.core.filters import hours as hours_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.outbox import MessageState, OutboxMessage
from app.employers.models import Employer
from app.outreach.models import PATH, LinkRequest
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week


def mail_request(
    making: Making, request_id: int, kind: str, at: datetime, **values: object
) -> None:
    """Write a mail about a weekly request to its recipient, with its link."""
    row = making.rows.row(LinkRequest, request_id)
    letter = _letter(
        kind, row["language"], row["subject_day"], name=row["recipient_name"], **values
    )
    _sent(
        making,
        letter,
        at,
        to_address=row["to_address"],
        to_name=row["recipient_name"],
        link_path=PATH,
        link_purpose=f"request:{row['kind']}",
        link_subject=row["public_id"],
        link_version=str(row["link_version"]),
        record="request",
        record_id=request_id,
    )


def mail_receipt(
    making: Making, request_id: int, confirmed: list[Week], by: str, at: datetime
) -> None:
    """Write the receipt of an answer: what now counts for each student."""
    rows = [
        f"- {short_name(making, week.place.student_id)}: {hours_words(week.minutes)}"
        for week in confirmed
    ]
    mail_request(making, request_id, "hours-receipt", at, hours="\n".join(rows) or "- 0", by=by)


def mail_student(making: Making, week: Week, at: datetime) -> None:
    """Tell a student that the supervisor's figures differ."""
    student = making.rows.row(Student, week.place.student_id)
    goes_by = student["preferred_name"] or student["given_name"]
    letter = _letter(
        "hours-changed",
        student["language"],
        week.week,
        name=goes_by,
        employer=making.rows.row(Employer, week.place.job.partner.id)["name"],
        hours=hours_words(week.minutes),
    )
    _sent(
        making,
        letter,
        at,
        to_address=student["email"],
        to_name=f"{goes_by} {student['family_name']}",
        link_path=None,
        link_purpose=None,
        link_subject=None,
        link_version=None,
        record="week",
        record_id=week.id,
    )


def short_name(making: Making, student_id: int) -> str:
    """Give the first name and initial that partners see."""
    row = making.rows.row(Student, student_id)
    return f"{row['preferred_name'] or row['given_name']} {row['family_name'][:1]}."


def _letter(kind: str, language: str, week: date, **values: object) -> Letter:
    with speaking(language):
        days = {"first_day": day_words(week), "last_day": day_words(week + timedelta(days=6))}
        return compose(kind, language, **values, **days)


def _sent(making: Making, letter: Letter, at: datetime, **columns: object) -> None:
    draw = making.draw(f"mail {len(making.rows.of(OutboxMessage))}")
    making.rows.add(
        OutboxMessage,
        kind=letter.kind,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=letter.language,
        reply_to="",
        state=MessageState.SENT,
        message_id=f"<{draw.hex(32)}@{making.mail_domain}>",
        attempts=1,
        created_at=at,
        next_at=at,
        leased_by=None,
        leased_until=None,
        sent_at=at + timedelta(seconds=draw.number(2, 9)),
        last_error=None,
        **columns,
    )
