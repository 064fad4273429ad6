"""Let a partner pledge seats by link: as many as before, another number, or not this year."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.errors import StaleView
from app.core.filters import instant
from app.core.text import day_of, number, one_line
from app.employers import passing, pledge_answering, pledge_queries, pledge_services
from app.employers.pledge_models import MOST_SEATS, Pledge, PledgeState
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.programs.mailing import plan_in

S = PledgeState
FORM, RECEIPT = "employers/_pledge_form.html", "employers/_pledge_receipt.html"
SHEET = "employers/_pledge_sheet.html"
UNPROCESSABLE: Final = 422
LONGEST_WAIT: Final = timedelta(days=3 * 366)
LONGEST_NOTE: Final = 300


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the question, or what was answered."""
    pledge = pledge_queries.pledge(asked.subject_id)
    if is_closed(asked) or (pledge.state is not S.ASKED and not look.change):
        return _receipt(asked, pledge)
    return _form(asked, pledge)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Take the partner's word; raises AskAgain when something is missing, StaleView when late."""
    pledge = pledge_queries.pledge(asked.subject_id)
    button = typed.get("answer", "")
    if button in ("pass", "gone") and evidence.by.kind != "staff":
        return _pass(asked, pledge, typed, evidence, at)
    if button == "same" and (before := pledge_queries.seats_before(pledge)):
        return _promise(asked, pledge, before, typed, evidence, at)
    if button == "number":
        seats = number(typed.get("seats", "").strip()) or 0
        if not 1 <= seats <= MOST_SEATS:
            sentence = _("Enter how many students you can take, in digits, like 2.")
            raise AskAgain(_form(asked, pledge, typed, wrong={"seats": sentence}))
        return _promise(asked, pledge, seats, typed, evidence, at)
    if button == "no":
        return _decline(asked, pledge, typed, evidence, at)
    raise AskAgain(_form(asked, pledge, typed))


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the partner's word is noted, by whatever way."""
    return pledge_queries.pledge(asked.subject_id).state is not S.ASKED


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the season is over."""
    return pledge_queries.pledge(asked.subject_id).program.end_date < clock.today(asked.zone)


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the question to print and answer by hand."""
    return Shown(SHEET, _title(), _context(asked, pledge_queries.pledge(asked.subject_id)))


def _promise(  # noqa: PLR0913, PLR0917 - a promise has these parts
    asked: LinkRequest,
    pledge: Pledge,
    seats: int,
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    figures = {"seats": seats, "program": pledge.program.name}
    if pledge.state in pledge_services.PROMISED and pledge.seats == seats:
        return Reply("pledged", figures)
    if seats < pledge.posted:
        sentence = _too_few(pledge.posted)
        raise AskAgain(_form(asked, pledge, typed, wrong={"seats": sentence}))
    _check_shown(pledge, typed)
    pledge_answering.promise(pledge.id, seats, by=evidence.by, at=at)
    return Reply("pledged", figures)


def _decline(
    asked: LinkRequest,
    pledge: Pledge,
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    again_on, wrong = _again_on(typed.get("again_on", ""), asked.zone)
    note = one_line(typed.get("note", ""))[:LONGEST_NOTE]
    figures = {"again_on": again_on.isoformat() if again_on else None, "note": note}
    if wrong:
        raise AskAgain(_form(asked, pledge, typed, wrong={"again_on": wrong}))
    if pledge.state is S.DECLINED:
        return Reply("declined", figures)
    if pledge.posted:
        raise AskAgain(_form(asked, pledge, typed, wrong={"seats": _too_few(pledge.posted)}))
    _check_shown(pledge, typed)
    pledge_answering.decline(
        pledge.id, note, again_on, contact_id=asked.recipient_id, by=evidence.by, at=at
    )
    return Reply("declined", figures)


def _again_on(text: str, zone: str) -> tuple[date | None, str]:
    if not text.strip():
        return None, ""
    day, today = day_of(text), clock.today(zone)
    if day is None or not today < day <= today + LONGEST_WAIT:
        return None, _("Enter a day to come, within three years.")
    return day, ""


def _check_shown(pledge: Pledge, typed: MultiDict[str, str]) -> None:
    if number(typed.get("shown", "")) != pledge.version:
        raise StaleView("This pledge changed since the page was opened. Look at it again.")


def _too_few(posted: int) -> str:
    return ngettext(
        "%(num)s seat of yours is posted already, so there cannot be fewer. "
        "Please call your contact at the school.",
        "%(num)s seats of yours are posted already, so there cannot be fewer. "
        "Please call your contact at the school.",
        posted,
    )


def _pass(
    asked: LinkRequest,
    pledge: Pledge,
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    plan = plan_in(pledge.program.rules, asked.kind)
    matter = passing.Matter("the pledge of seats", "no longer decide about placements", plan)
    if typed["answer"] == "gone":
        return passing.no_longer_here(asked, evidence, at, matter=matter)

    def again(problem: str, to: passing.Typed) -> AskAgain:
        return AskAgain(_form(asked, pledge, typed, wrong={"to_email": problem}, to=to))

    return passing.pass_on(asked, typed, evidence, at, again=again, matter=matter)


def _form(
    asked: LinkRequest,
    pledge: Pledge,
    typed: MultiDict[str, str] | None = None,
    *,
    wrong: dict[str, str] | None = None,
    to: passing.Typed | None = None,
) -> Shown:
    context = _context(asked, pledge) | {
        "said": typed or MultiDict(),
        "wrong": wrong or {},
        "colleagues": passing.colleagues(asked),
        "passing": to or passing.Typed(),
        "gone_words": _("I do not decide about this any more"),
        "tomorrow": (clock.today(asked.zone) + timedelta(days=1)).isoformat(),
    }
    return Shown(FORM, _title(), context, status=UNPROCESSABLE if wrong else 200)


def _receipt(asked: LinkRequest, pledge: Pledge) -> Shown:
    return Shown(RECEIPT, _("Thank you"), _context(asked, pledge))


def _title() -> str:
    return _("Places for students")


def _context(asked: LinkRequest, pledge: Pledge) -> dict[str, Any]:
    return {
        "pledge": pledge,
        "employer": pledge.employer,
        "program": pledge.program,
        "before": pledge_queries.seats_before(pledge),
        "promised": pledge.state in pledge_services.PROMISED,
        "over": is_closed(asked),
        "until": instant(asked.expires_at, asked.zone),
    }
