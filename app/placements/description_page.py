"""Show a partner the step on which they stopped, where to begin, or what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _

from app.core import clock
from app.core.access import Actor
from app.core.rows import AnyRow
from app.core.text import number
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.outreach.shapes import Look, Shown
from app.placements import catalogue_words, describing
from app.placements import description_queries as queries
from app.placements.described_words import said
from app.placements.describing import CHECK, START, STEPS, Around
from app.placements.description_drafts import (
    Draft,
    around_of,
    copy_of,
    earlier_of,
    kept_draft,
    new_key,
)
from app.placements.description_models import DescriptionState
from app.placements.hazard_words import hazard_words
from app.placements.models import Placement
from app.placements.pay_words import program_pays
from app.programs import queries as programs

FORM, RECEIPT = "placements/_describe_form.html", "placements/_describe_receipt.html"
SHEET = "placements/_describe_sheet.html"
BEGIN = "placements/_describe_begin.html"
WHOLE: Final = "whole"
UNPROCESSABLE, STALE = 422, 409
D = DescriptionState


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the step on which one stopped, where one begins, or what was sent so far."""
    around = around_of(asked)
    if look.staff is not None:
        return _for_staff(asked, around, look)
    sent = queries.of_request(asked.id)
    kept = kept_draft(asked, sent)
    if is_closed(asked) or (sent and not kept):
        return receipt(asked, around, sent)
    draft = Draft(**kept) if kept else Draft(key=new_key())
    step = look.step if look.step in (*STEPS, CHECK) else ""
    begins = not kept or look.step == START
    if begins and not step and (found := earlier_of(around)):
        return begin(around, found, draft, sent)
    return form(asked, around, draft, step or describing.first_open(draft.values, around))


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the questions to print and fill in by hand."""
    around = around_of(asked)
    kept = drafts.draft_of(asked.id)
    draft = Draft(**kept) if kept else Draft()
    return Shown(SHEET, _("Describe a placement"), _context(around, draft))


def is_done(asked: LinkRequest) -> bool:
    """Tell whether something was described, and nothing stands sent back."""
    states = [row.state for row in queries.of_request(asked.id)]
    return bool(states) and D.SENT_BACK not in states


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the season is over, so that nothing is described any more."""
    return programs.program(asked.program_id or 0).end_date < clock.today(asked.zone)


def _context(around: Around, draft: Draft) -> dict[str, Any]:
    return {
        "around": around,
        "draft": draft,
        "values": draft.values,
        "rows": describing.rows_of(draft.values),
        "hazards": around.hazards(draft.values),
        "hazard_words": hazard_words(),
        "days": catalogue_words.days(),
        "lines": said(draft.values, around),
        "pays": program_pays(around.program),
        "wrong": {},
        "moved": False,
    }


def form(
    asked: LinkRequest,
    around: Around,
    draft: Draft,
    step: str,
    *,
    wrong: bool = False,
) -> Shown:
    """Give a step to fill in, or the whole of it for staff."""
    steps = STEPS if step == WHOLE else (step,)
    found: dict[str, str] = {}
    for each in steps if wrong else ():
        found |= describing.problems(each, draft.values, around)
    sent = queries.of_request(asked.id)
    context = _context(around, draft) | {
        "step": step,
        "place": (*STEPS, CHECK).index(step) + 1 if step != WHOLE else 0,
        "places": len(STEPS) + 1,
        "wrong": found,
        "missing": describing.first_open(draft.values, around) if step == CHECK else "",
        "may_drop": bool(sent) and step != WHOLE,
        "changeable": [row for row in sent if row.state is not D.REVIEWED],
        "earlier": earlier_of(around) if step == WHOLE else (),
    }
    status = UNPROCESSABLE if found else 200
    return Shown(FORM, _("Describe a placement"), context, status=status)


def begin(
    around: Around, found: Sequence[Placement], draft: Draft, sent: Sequence[AnyRow]
) -> Shown:
    """Give the choice between an empty form and an earlier placement."""
    context = _context(around, draft) | {"earlier": found, "may_drop": bool(sent)}
    return Shown(BEGIN, _("Describe a placement"), context)


def receipt(asked: LinkRequest, around: Around, sent: Sequence[AnyRow]) -> Shown:
    """Give what was described so far, and what came back with a question."""
    context = _context(around, Draft()) | {
        "said": sent,
        "back": [row for row in sent if row.state is D.SENT_BACK],
        "lines_of": lambda values: said(values, around),
        "closed": is_closed(asked),
    }
    return Shown(RECEIPT, _("Thank you"), context)


def _for_staff(asked: LinkRequest, around: Around, look: Look) -> Shown:
    word, _dash, which = look.step.partition("-")
    draft = Draft(key=new_key())
    if word == "copy":
        source = next((each for each in earlier_of(around) if each.id == number(which)), None)
        draft = copy_of(source, around) if source else draft
    if word == "change":
        row = next((r for r in queries.of_request(asked.id) if r.id == number(which)), None)
        if row is not None and row.state is not D.REVIEWED:
            draft = Draft(row.key, dict(row.said), row.id, row.version, row.copied_from_id)
    kept = kept_draft(asked, queries.of_request(asked.id))
    if kept and not word:
        draft = Draft(**kept)
    return form(asked, around, draft, WHOLE)
