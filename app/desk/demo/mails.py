"""Write the mails that were sent in the past, in the words of the letters that the rooms send."""

from __future__ import annotations

import functools
import html
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.filters import hours as hours_words
from app.core.language import speaking
from app.core.letter_kinds import DISTRICT
from app.core.letters import Letter, compose
from app.core.outbox import MessageState, OutboxMessage
from app.employers.models import Employer
from app.outreach.models import PATH, LinkRequest
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

BULLET: Final = "- "
MARK: Final = re.compile("\ue000([^\ue001]+)\ue001")


def mail_request(
    making: Making, request_id: int, kind: str, at: datetime, **values: object
) -> None:
    """Write a mail about a request to its recipient, with its link and the days of its week."""
    row = making.rows.row(LinkRequest, request_id)
    letter = _letter(
        making, kind, row["language"], row["subject_day"], name=row["recipient_name"], **values
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
        making,
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


def _letter(
    making: Making, kind: str, language: str, week: date | None, **values: object
) -> Letter:
    """Compose a letter; one of each shape is composed, and the others have their values put in."""
    told = {name: str(value) for name, value in values.items()}
    told |= _days(language, week) if week else {}
    marks = {name: _marked(name, value) for name, value in told.items()}
    shape = (kind, language, *marks.values())
    letter = making.letters.get(shape)
    if letter is None:
        letter = making.letters[shape] = compose(kind, language, **marks)
    put = {
        f"{name}-{number}": line.removeprefix(BULLET)
        for name, value in told.items()
        for number, line in enumerate(value.split("\n"))
    }
    return Letter(
        kind=letter.kind,
        language=letter.language,
        subject=MARK.sub(lambda found: put[found[1]], letter.subject),
        text=MARK.sub(lambda found: put[found[1]], letter.text),
        html=MARK.sub(lambda found: html.escape(put[found[1]], quote=False), letter.html),
        values=told | {DISTRICT: letter.values[DISTRICT]},
    )


@functools.lru_cache(maxsize=1024)
def _days(language: str, week: date) -> dict[str, str]:
    with speaking(language):
        return {"first_day": day_words(week), "last_day": day_words(week + timedelta(days=6))}


def _marked(name: str, value: str) -> str:
    """Give a mark for each line of a value; a line of a list stays one."""
    return "\n".join(
        f"{BULLET if line.startswith(BULLET) else ''}\ue000{name}-{number}\ue001"
        for number, line in enumerate(value.split("\n"))
    )


def _sent(making: Making, letter: Letter, at: datetime, **columns: object) -> None:
    draw = making.draw(f"mail {making.rows.count(OutboxMessage)}")
    making.rows.add(
        OutboxMessage,
        kind=letter.kind,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=letter.language,
        stop_subject=None,
        one_click=False,
        values=letter.values,
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
