"""Thank a partner by link, tell them what came of it, and take their word for the next season."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.errors import StaleView
from app.core.filters import hours as hour_words
from app.core.filters import instant
from app.core.text import number, one_line
from app.employers import partner_steps, pledge_answering, pledge_queries, pledge_services
from app.employers.pledge_models import MOST_SEATS, Pledge
from app.hours import renewal_queries
from app.outreach.models import LinkRequest
from app.outreach.queries import last_answer
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.programs.models import Program
from app.programs.queries import next_after

FORM, RECEIPT = "hours/_renewal_form.html", "hours/_renewal_receipt.html"
SHEET = "hours/_renewal_sheet.html"
UNPROCESSABLE: Final = 422
LONGEST_NOTE: Final = 300
# a next season is planned some weeks after the last one
ASK_AFTER: Final = timedelta(days=30)
CHANGEABLE: Final = timedelta(days=90)
STALE: Final = "This pledge changed since the page was opened. Look at it again."


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the thanks with the question, or with what was answered."""
    pledge = pledge_queries.pledge(asked.subject_id)
    said = last_answer(asked.id)
    if is_closed(asked) or (said is not None and not look.change):
        context = _context(asked, pledge) | {"said": said.figures if said else None}
        return Shown(RECEIPT, _("Thank you"), context)
    return _form(asked, pledge)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Take the partner's word: as many again, another number, or not next time."""
    pledge = pledge_queries.pledge(asked.subject_id)
    button, seats = typed.get("answer", ""), pledge.seats
    note = one_line(typed.get("note", ""))[:LONGEST_NOTE]
    if button == "number":
        seats = number(typed.get("seats", "").strip()) or 0
        if not 1 <= seats <= MOST_SEATS:
            sentence = _("Enter how many students you can take, in digits, like 2.")
            raise AskAgain(_form(asked, pledge, typed, {"seats": sentence}))
    elif button == "no":
        seats = 0
    elif button != "same":
        raise AskAgain(_form(asked, pledge, typed))
    following = next_after(pledge.program)
    figures = {"seats": seats, "note": note, "season": following.name if following else ""}
    said = last_answer(asked.id)
    if said is not None and said.figures == figures:
        return Reply("renewed" if seats else "not-renewed", figures)
    if typed.get("shown") != _seal(pledge, following):
        raise StaleView(STALE)
    _take(asked, pledge, following, seats, note, evidence.by, at)
    return Reply("renewed" if seats else "not-renewed", figures)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the partner said something."""
    return last_answer(asked.id) is not None


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the season is too long over, or the next one is."""
    pledge = pledge_queries.pledge(asked.subject_id)
    following, today = next_after(pledge.program), clock.today(asked.zone)
    if following is not None and following.end_date < today:
        return True
    return pledge.program.end_date + CHANGEABLE < today


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the thanks and the question to print."""
    pledge = pledge_queries.pledge(asked.subject_id)
    return Shown(SHEET, _("Thank you"), _context(asked, pledge))


def _take(  # noqa: PLR0913, PLR0917 - what was said has these parts
    asked: LinkRequest,
    pledge: Pledge,
    following: Program | None,
    seats: int,
    note: str,
    by: Actor,
    at: datetime,
) -> None:
    if seats and following is not None:
        _promise(pledge.employer_id, following.id, seats, by, at)
        return
    wants = f"Wants {seats} again" if seats else "Does not want to take part again for now"
    partner_steps.note(
        pledge.employer,
        said=f"{wants}, after {pledge.program.name}. {note}".strip(),
        step="Ask for the next season" if seats else "Talk about what would have to change",
        due_on=clock.district_day(at + ASK_AFTER),
        contact_id=asked.recipient_id,
        by=by,
        at=at,
    )


def _promise(employer_id: int, program_id: int, seats: int, by: Actor, at: datetime) -> None:
    kept = pledge_queries.of_program(employer_id, program_id)
    if kept is None:
        facts = pledge_services.PledgeFacts(seats=seats, answer_by=None, note="")
        pledge_services.ask(employer_id, program_id, facts, promised=True, by=by, at=at)
        return
    pledge_answering.promise(kept.id, seats, by=by, at=at)
    pledge_services.settle_requests(kept.id, by=by, at=at)


def _seal(pledge: Pledge, following: Program | None) -> str:
    if following is None:
        return "0"
    kept = pledge_queries.of_program(pledge.employer_id, following.id)
    return f"{following.id}.{kept.version if kept else 0}"


def _form(
    asked: LinkRequest,
    pledge: Pledge,
    typed: MultiDict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> Shown:
    context = _context(asked, pledge) | {"answers": typed or MultiDict(), "wrong": wrong or {}}
    return Shown(FORM, _("Thank you"), context, status=UNPROCESSABLE if wrong else 200)


def _context(asked: LinkRequest, pledge: Pledge) -> dict[str, Any]:
    came, following = renewal_queries.came_of(pledge), next_after(pledge.program)
    return {
        "pledge": pledge,
        "came": came,
        "hours": hour_words(came.minutes),
        "following": following,
        "shown_as": _seal(pledge, following),
        "until": instant(asked.expires_at, asked.zone),
        "closed": is_closed(asked),
    }
