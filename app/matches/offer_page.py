"""Show a student the offer of a placement by link, and take their word: accept or decline."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import Actor
from app.core.errors import Conflict
from app.core.filters import instant
from app.core.language import speaking
from app.core.text import one_line
from app.matches import offer_notices, offer_queries, queries, services
from app.matches.models import Match, MatchState
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.placements import catalogue_words

S = MatchState
FORM, RECEIPT = "matches/_offer_form.html", "matches/_offer_receipt.html"
SHEET = "matches/_offer_sheet.html"
TAKEN: Final = (S.ACCEPTED, S.ACTIVE, S.COMPLETED, S.NO_SHOW, S.ENDED_EARLY)
SAID: Final = (*TAKEN, S.DECLINED_BY_STUDENT)
ANSWERABLE: Final = (S.OFFERED, S.ACCEPTED, S.DECLINED_BY_STUDENT)
UNPROCESSABLE, STALE = 422, 409
LONGEST_NOTE: Final = 300


def reasons() -> dict[str, str]:
    """Give the reasons that a student may tick, in the reader's language."""
    return {
        "elsewhere": _("I took something else"),
        "schedule": _("The days or times do not fit"),
        "way": _("I cannot get there"),
        "work": _("It is not what I am looking for"),
        "home": _("My family needs me at that time"),
        "other": _("Another reason"),
    }


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the offer while it waits for the student's word, else what they said."""
    match = _found(asked, look.staff)
    if match.state is S.OFFERED or (match.state is S.ACCEPTED and look.change):
        return _form(asked, match)
    return _receipt(asked, match)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the offer to print and answer by hand."""
    match = _found(asked, staff)
    return Shown(SHEET, _("An offer for you"), _context(asked, match))


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Take the student's word; raises AskAgain when the offer changed or a reason is missing."""
    match = _found(asked, evidence.by if evidence.by.kind == "staff" else None)
    button = typed.get("answer", "")
    if button not in ("accept", "decline"):
        raise AskAgain(_form(asked, match, typed))
    target = S.ACCEPTED if button == "accept" else S.DECLINED_BY_STUDENT
    if match.state is target:
        return Reply(button, _figures(match))
    if match.state is S.DECLINED_BY_STUDENT:
        raise AskAgain(_receipt(asked, match, status=STALE))
    if typed.get("shown") != seal_of(match):
        raise AskAgain(_form(asked, match, typed, status=STALE, changed=True))
    reason = ""
    if target is S.DECLINED_BY_STUDENT:
        reason = _reason(typed)
        if not reason:
            raise AskAgain(_form(asked, match, typed, status=UNPROCESSABLE, lacks_reason=True))
    try:
        services.move(match.id, target, by=evidence.by, at=at, reason=reason)
    except Conflict as refusal:
        said = refusal.sentence if evidence.by.kind == "staff" else ""
        page = _form(asked, _found(asked, None), typed, status=STALE, refused=said or True)
        raise AskAgain(page) from refusal
    offer_notices.tell(asked, match, at=at)
    return Reply(button, _figures(match) | {"reason": reason})


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the student said their word, by whatever way."""
    return _found(asked, None).state in SAID


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the match has gone on, or the offer is no more."""
    return _found(asked, None).state not in ANSWERABLE


def seal_of(match: Match) -> str:
    """Give what changes whenever the match or the terms of its placement change."""
    return f"{match.version}.{match.placement.version}"


def _reason(typed: MultiDict[str, str]) -> str:
    code = typed.get("reason", "")
    if code not in reasons():
        return ""
    with speaking("en"):
        words = reasons()[code]
    note = one_line(typed.get("note", ""))[:LONGEST_NOTE]
    return f"{words}: {note}" if note else words


def _found(asked: LinkRequest, staff: Actor | None) -> Match:
    reader = staff or Actor(asked.recipient_kind, asked.recipient_id, asked.recipient_name)
    return queries.match_for(asked.subject_id, reader)


def _form(
    asked: LinkRequest,
    match: Match,
    typed: MultiDict[str, str] | None = None,
    *,
    status: int = 200,
    **problems: Any,
) -> Shown:
    context = _context(asked, match) | {
        "shown_as": seal_of(match),
        "reasons": reasons(),
        "said": typed or MultiDict(),
        "closes": offer_queries.closed_by_accepting(match),
        **problems,
    }
    return Shown(FORM, _("An offer for you"), context, status=status)


def _receipt(asked: LinkRequest, match: Match, status: int = 200) -> Shown:
    return Shown(RECEIPT, _("Thank you"), _context(asked, match), status=status)


def _context(asked: LinkRequest, match: Match) -> dict[str, Any]:
    return {
        "match": match,
        "placement": match.placement,
        "words": catalogue_words,
        "until": instant(asked.expires_at, asked.zone),
        "taken": match.state in TAKEN,
    }


def _figures(match: Match) -> dict[str, Any]:
    place = match.placement
    return {
        "placement": place.title,
        "employer": place.site.employer.name,
        "first_day": place.start_date.isoformat(),
        "last_day": place.end_date.isoformat(),
    }
