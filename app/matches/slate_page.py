"""Show an employer the students referred to a placement, what they answered, and the sheet."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext as _

from app.core.access import Actor
from app.core.clock import today
from app.employers import passing
from app.matches import slate_words
from app.matches.slate_queries import Card, cards_of
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.outreach.shapes import Look, Shown
from app.placements import queries as placements

FORM, RECEIPT = "matches/_slate_form.html", "matches/_slate_receipt.html"
SHEET: Final = "matches/_slate_sheet.html"
FIELDS: Final = "first name and initial, grade, hours free on school days, courses completed"


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the students who wait for an answer, or all to change one, else what was answered."""
    cards = cards_of(asked.subject_id, look.staff)
    shown = [card for card in cards if card.changeable and (look.change or card.waiting)]
    if not shown:
        return page_of(asked, cards, [], RECEIPT)
    put_draft(shown, drafts.draft_of(asked.id))
    return page_of(asked, cards, shown, FORM)


def page_of(  # noqa: PLR0913 - a page has these parts
    asked: LinkRequest,
    cards: list[Card],
    shown: list[Card],
    template: str,
    *,
    status: int = 200,
    problem: str = "",
    passing_to: passing.Typed | None = None,
) -> Shown:
    """Give a page over a slate: `shown` are to be answered, the others stand as they were said."""
    placement = placements.detail(asked.subject_id)
    context: dict[str, Any] = {
        "placement": placement,
        "cards": shown,
        "others": [card for card in cards if card not in shown],
        "free": max(placement.seats - placement.seats_taken, 0),
        "reasons": slate_words.reasons(),
        "said": slate_words.said,
        "problem": problem,
        "earliest": f"{today(asked.zone).isoformat()}T00:00",
        "closed": bool(cards) and not any(card.changeable for card in cards),
        "gone": not cards,
        "colleagues": passing.colleagues(asked) if template == FORM else [],
        "passing": passing_to or passing.Typed(),
        "gone_words": _("I do not choose the students any more"),
    }
    title = _("Thank you") if template == RECEIPT and cards else _("Referred students")
    return Shown(
        template,
        title,
        context,
        tuple(card.student_id for card in cards),
        FIELDS,
        status,
        basis={card.student_id: card.basis for card in cards},
    )


def put_draft(cards: list[Card], draft: dict[str, Any]) -> None:
    """Put what was typed about each student, and not sent yet, into their card."""
    for card in cards:
        typed = draft.get(str(card.match_id), {})
        card.times = [*typed.get("times", []), "", "", ""][:3]
        card.note, card.reason = typed.get("note", ""), typed.get("reason", "")
        card.rank = typed.get("rank", card.rank)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the slate to print and fill in by hand."""
    cards = cards_of(asked.subject_id, staff)
    return page_of(asked, cards, [card for card in cards if card.changeable], SHEET)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether something was said about every student who may be shown."""
    return not any(card.waiting for card in cards_of(asked.subject_id))


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether nobody is left about whom an answer could be given or changed."""
    return not any(card.changeable for card in cards_of(asked.subject_id))
