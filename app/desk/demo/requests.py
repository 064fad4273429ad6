"""Make the weekly requests of the past: asked on Monday at seven, reminded, looked at."""

from __future__ import annotations

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
from app.programs.mailing import plan_in

if TYPE_CHECKING:
    from app.desk.demo.draw import Draw
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

AGENTS: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/138.0 Mobile Safari",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36",
)


def ask(making: Making, draw: Draw, weeks: list[Week]) -> tuple[int, datetime]:
    """Ask a supervisor for a week of all their students; give the request's id and its instant."""
    first = weeks[0]
    plan, season = plan_in(first.place.job.course.rules, KIND), making.season
    monday = first.week + timedelta(days=7 + plan.weekday)
    at = instant(monday, time.fromisoformat(plan.at), season.zone)
    contact = making.rows.row(Contact, first.place.job.supervisor_id)
    request_id = making.rows.add(
        LinkRequest,
        public_id=draw.public_id(),
        short_code=draw.code(CODE_LETTERS, CODE_LENGTH),
        kind=KIND,
        program_id=min(week.place.job.course.id for week in weeks),
        recipient_kind="contact",
        recipient_id=contact["id"],
        recipient_name=contact["name"],
        to_address=contact["email"],
        language=contact["language"],
        zone=season.zone,
        reply_to="",
        subject_kind=SUPERVISOR,
        subject_id=contact["id"],
        subject_day=first.week,
        state=RequestState.OPEN,
        link_version=1,
        due_at=at + timedelta(hours=plan.escalate_after_hours),
        expires_at=at + timedelta(days=plan.expire_after_days),
        answered_at=None,
        created_at=at,
        passed_from_id=None,
    )
    making.note("asked", "request", request_id, by="system", at=at, kind=KIND)
    for school_id in sorted({week.place.school_id for week in weeks}):
        making.rows.link(RequestSchool, request_id=request_id, school_id=school_id)
    mail_request(making, request_id, KIND, at, students=str(len(weeks)))
    return request_id, at


def remind(making: Making, request_id: int, weeks: list[Week], until: datetime) -> None:
    """Do the steps of a request's due-list that came before it was answered."""
    row = making.rows.row(LinkRequest, request_id)
    plan = plan_in(weeks[0].place.job.course.rules, KIND)
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
            mail_request(making, request_id, "hours-week-reminder", due, students=str(len(weeks)))


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
