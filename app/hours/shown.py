"""Show the weekly request: its form, its receipt, its sheet to print, and whether it is done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app.core.access import Actor
from app.core.errors import NotFound
from app.employers import passing
from app.hours import queries
from app.hours.models import TimesheetState
from app.hours.week_page import Sheet, sheets_on_page
from app.outreach.models import LinkRequest
from app.outreach.shapes import Look, Shown

S = TimesheetState
FORM, RECEIPT = "hours/_week_form.html", "hours/_week_receipt.html"
FIELDS = "first name and initial, dates and hours worked"


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the week's form while something is to be said, else the receipt."""
    sheets = sheets_of(asked, look.staff)
    waiting = [sheet for sheet in sheets if not sheet.settled and not sheet.not_mine]
    receipt = is_done(asked) and not look.change
    if receipt or not sheets:
        return page_of(asked, sheets, RECEIPT, look)
    shown = [s for s in sheets if s.state is not S.FROZEN] if look.change else waiting
    return page_of(asked, shown or sheets, FORM if shown else RECEIPT, look)


def sheets_of(asked: LinkRequest, staff: Actor | None) -> list[Sheet]:
    """Give the students' weeks of a request, those of their schools for staff who answer it."""
    return sheets_on_page(queries.sheets_of_supervisor(asked.subject_id, week_asked(asked), staff))


def page_of(  # noqa: PLR0913 - a page has these parts
    asked: LinkRequest,
    sheets: list[Sheet],
    template: str,
    look: Look,
    *,
    status: int = 200,
    problem: str = "",
    passing_to: passing.Typed | None = None,
) -> Shown:
    """Give a page over some weeks, with what was typed and what is wrong with it."""
    week = week_asked(asked)
    context: dict[str, Any] = {
        "sheets": sheets,
        "week": week,
        "last_day": week + timedelta(days=6),
        "total": sum(sheet.minutes for sheet in sheets),
        "problem": problem,
        "closed": is_closed(asked),
        "colleagues": passing.colleagues(asked) if template == FORM and not look.staff else [],
        "passing": passing_to or passing.Typed(),
        "gone_words": _("I no longer supervise these students"),
    }
    title = _("Thank you") if template == RECEIPT else _("Confirm hours")
    students = tuple(sheet.student_id for sheet in sheets if not sheet.not_mine)
    script = "week.js" if template == FORM else ""
    return Shown(template, title, context, students, FIELDS, status, script)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether every week with entered hours was confirmed or disputed."""
    states = queries.states_of_supervisor(asked.subject_id, week_asked(asked))
    entered = [state for state, has_shifts in states if has_shifts or state is not S.OPEN]
    return bool(entered) and not any(state in (S.OPEN, S.SUBMITTED) for state in entered)


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether every week is in a pay batch, so that answers are read-only."""
    states = queries.states_of_supervisor(asked.subject_id, week_asked(asked))
    return bool(states) and all(state is S.FROZEN for state, _has_shifts in states)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the sheet to print and fill in by hand."""
    sheets = sheets_of(asked, staff)
    return page_of(asked, sheets, "hours/_week_sheet.html", Look(staff=staff))


def week_asked(asked: LinkRequest) -> date:
    """Give the Monday of the week that is asked about."""
    if asked.subject_day is None:
        raise NotFound
    return asked.subject_day
