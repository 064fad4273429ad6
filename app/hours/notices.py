"""Tell those concerned what was said about hours: a receipt, the student, and staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.core.filters import day as day_words
from app.core.filters import hours as hours_words
from app.core.language import speaking
from app.core.letters import compose
from app.core.outbox import To, post
from app.core.todos import open_todo
from app.hours import queries
from app.hours.models import Timesheet, TimesheetState
from app.outreach import posting
from app.outreach import queries as requests
from app.outreach.models import LinkRequest
from app.outreach.shapes import Evidence


def receipt(asked: LinkRequest, evidence: Evidence, at: datetime) -> None:
    """Mail the supervisor what was answered in their name, with the link to change it."""
    if asked.subject_day is None or not asked.to_address:
        return
    sheets = queries.sheets_of_supervisor(asked.subject_id, asked.subject_day)
    not_mine = queries.not_mine([sheet.id for sheet in sheets])
    with speaking(asked.language):
        rows = [
            f"- {sheet.match.student.preferred_name or sheet.match.student.given_name} "
            f"{sheet.match.student.family_name[:1]}.: {said}"
            for sheet in sheets
            if (said := _said(sheet, not_mine=sheet.id in not_mine))
        ]
        letter = compose(
            "hours-receipt",
            asked.language,
            name=asked.recipient_name,
            first_day=day_words(asked.subject_day),
            last_day=day_words(asked.subject_day + timedelta(days=6)),
            hours="\n".join(rows) or "- 0",
            by=evidence.name or evidence.by.name or asked.recipient_name,
        )
    posting.mail(asked, letter, at=at)


def _said(sheet: Timesheet, *, not_mine: bool) -> str:
    if sheet.state is TimesheetState.CONFIRMED:
        return hours_words(sheet.minutes)
    if sheet.state is not TimesheetState.DISPUTED:
        return ""
    return _("Not my student") if not_mine else _("Something is wrong; the school looks into it")


def tell_student(timesheet_id: int, *, at: datetime) -> None:
    """Mail a student that their supervisor's figures differ, and whom to ask if they are wrong."""
    sheet = queries.sheet(timesheet_id)
    student = sheet.match.student
    if not student.email:
        return
    with speaking(student.language):
        letter = compose(
            "hours-changed",
            student.language,
            name=student.preferred_name or student.given_name,
            first_day=day_words(sheet.week),
            last_day=day_words(sheet.week + timedelta(days=6)),
            employer=sheet.match.placement.site.employer.name,
            hours=hours_words(sheet.minutes),
        )
    post(letter, To(student.email, student.shown_name), at=at, record="week", record_id=sheet.id)


def tell_staff(timesheet_id: int, minutes: int, evidence: Evidence, *, at: datetime) -> None:
    """Open a to-do that a supervisor corrected a week of so many minutes; staff may dispute it.

    Nothing is opened for what staff entered themselves, or for a week that is disputed anyway.
    """
    sheet = queries.sheet(timesheet_id)
    if evidence.by.kind == "staff" or sheet.state is TimesheetState.DISPUTED:
        return
    student = sheet.match.student
    open_todo(
        "week_corrected",
        "timesheet",
        sheet.id,
        f"{evidence.name or evidence.by.name} corrected the hours of {student.shown_name} in the "
        f"week of {day_words(sheet.week)}: {hours_words(sheet.minutes)} instead of "
        f"{hours_words(minutes)}.",
        url=f"/matches/{sheet.match_id}/hours?week={sheet.week.isoformat()}",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialists of each school: this supervisor has not answered."""
    if asked.subject_day is None:
        return
    for school_id in sorted(requests.schools_of(asked.id)):
        open_todo(
            f"week_not_answered_{school_id}",
            "request",
            asked.id,
            f"{asked.recipient_name} has not confirmed the hours of the week of "
            f"{day_words(asked.subject_day)}. Telephone, and enter the answer.",
            url=f"/requests/{asked.id}",
            role="career_specialist",
            school_id=school_id,
            at=at,
        )
