"""Make requests: the weekly ones of the past, and open ones of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from app.core.calendar import instant
from app.desk.demo.mails import mail_request
from app.employers.models import Contact
from app.hours.shown import FIELDS
from app.hours.weekly import KIND, SUPERVISOR
from app.outreach.models import (
    Disclosure,
    LinkRequest,
    LinkVisit,
    Reminder,
    RequestSchool,
    RequestState,
)
from app.outreach.posting import ESCALATE, REMIND
from app.outreach.services import CODE_LENGTH, CODE_LETTERS
from app.outreach.shapes import Subject
from app.programs.mailing import plan_in
from app.programs.rules import ReminderPlan

if TYPE_CHECKING:
    from app.desk.demo.draw import Draw
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

AGENTS: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/138.0 Mobile Safari",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Be whom a request goes to: `kind` is contact, student or guardian."""

    kind: str
    id: int
    name: str
    address: str
    language: str


def ask(making: Making, draw: Draw, weeks: list[Week]) -> tuple[int, datetime]:
    """Ask a supervisor for a week of all their students; give the request's id and its instant."""
    first = weeks[0]
    plan, season = plan_in(first.place.job.course.rules, KIND), making.season
    monday = first.week + timedelta(days=7 + plan.weekday)
    at = instant(monday, time.fromisoformat(plan.at), season.zone)
    contact = making.rows.row(Contact, first.place.job.supervisor_id)
    request_id = open_request(
        making,
        draw,
        KIND,
        Reader("contact", contact["id"], contact["name"], contact["email"], contact["language"]),
        Subject(SUPERVISOR, contact["id"], first.week),
        plan,
        program_id=min(week.place.job.course.id for week in weeks),
        school_ids=sorted({week.place.school_id for week in weeks}),
        at=at,
        students=str(len(weeks)),
    )
    return request_id, at


def open_request(  # noqa: PLR0913, PLR0917 - a request has these parts
    making: Making,
    draw: Draw,
    kind: str,
    reader: Reader,
    subject: Subject,
    plan: ReminderPlan,
    *,
    program_id: int,
    school_ids: Sequence[int],
    at: datetime,
    **values: object,
) -> int:
    """Open a request of any kind as if it had been asked at an instant, its mail sent; give its id.

    The values are what its letter says besides the reader's name and the days of its week.
    """
    request_id = making.rows.add(
        LinkRequest,
        public_id=draw.public_id(),
        short_code=draw.code(CODE_LETTERS, CODE_LENGTH),
        kind=kind,
        program_id=program_id,
        recipient_kind=reader.kind,
        recipient_id=reader.id,
        recipient_name=reader.name,
        to_address=reader.address,
        language=reader.language,
        zone=making.season.zone,
        reply_to="",
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_day=subject.day,
        state=RequestState.OPEN,
        link_version=1,
        due_at=at + timedelta(hours=plan.escalate_after_hours),
        expires_at=at + timedelta(days=plan.expire_after_days),
        answered_at=None,
        created_at=at,
        passed_from_id=None,
    )
    making.note("asked", "request", request_id, by="system", at=at, kind=kind)
    for school_id in school_ids:
        making.rows.link(RequestSchool, request_id=request_id, school_id=school_id)
    mail_request(making, request_id, kind, at, **values)
    return request_id


def remind(making: Making, request_id: int, weeks: list[Week], until: datetime) -> None:
    """Do the steps of a weekly request's due-list that came before it was answered."""
    plan = plan_in(weeks[0].place.job.course.rules, KIND)
    for due in lay_out(making, request_id, plan, until):
        mail_request(making, request_id, "hours-week-reminder", due, students=str(len(weeks)))


def lay_out(making: Making, request_id: int, plan: ReminderPlan, until: datetime) -> list[datetime]:
    """Lay out the due-list of a request; give when it was reminded until an instant."""
    row, reminded = making.rows.row(LinkRequest, request_id), []
    steps = [(hours, REMIND) for hours in plan.remind_after_hours]
    steps.append((plan.escalate_after_hours, ESCALATE))
    for step, (hours, action) in enumerate(sorted(steps), start=1):
        due = row["created_at"] + timedelta(hours=hours)
        done = due <= until
        making.rows.add(
            Reminder,
            request_id=request_id,
            step=step,
            action=action,
            due_at=due,
            done_at=due if done else None,
            outcome="done" if done else "",
        )
        if done and action == REMIND:
            reminded.append(due)
    return reminded


def look(
    making: Making, draw: Draw, request_id: int, weeks: list[Week], at: datetime
) -> tuple[str, str]:
    """Open a request's link; give the address and the agent from which it was opened."""
    row = making.rows.row(LinkRequest, request_id)
    address, agent = f"203.0.113.{draw.number(1, 254)}", draw.pick(AGENTS)
    making.rows.add(LinkVisit, request_id=request_id, at=at, address=address, agent=agent)
    for week in weeks:
        making.rows.add(
            Disclosure,
            at=at,
            student_id=week.place.student_id,
            request_id=request_id,
            recipient_kind=row["recipient_kind"],
            recipient_id=row["recipient_id"],
            recipient_name=row["recipient_name"],
            purpose=KIND,
            fields=FIELDS,
        )
    return address, agent
