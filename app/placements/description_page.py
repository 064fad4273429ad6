"""Let a partner describe a placement step by step, kept in between, then check and send it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.core.text import number, one_line
from app.employers import queries as employers
from app.employers.contact_queries import employer_of_contact
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.placements import catalogue_words, describing
from app.placements import description_queries as queries
from app.placements import description_services as services
from app.placements.copying import shifted
from app.placements.described_words import said
from app.placements.describing import CHECK, START, STEPS, Around, Values
from app.placements.description_models import DescriptionState
from app.placements.hazard_words import hazard_words
from app.placements.models import Placement
from app.placements.pay_words import program_pays
from app.placements.schedule import same_as_above
from app.programs import queries as programs

FORM, RECEIPT = "placements/_describe_form.html", "placements/_describe_receipt.html"
SHEET = "placements/_describe_sheet.html"
BEGIN = "placements/_describe_begin.html"
WHOLE: Final = "whole"
UNPROCESSABLE, STALE = 422, 409
LONGEST_KEY = 40
D = DescriptionState


@dataclass(slots=True)
class Draft:
    """Be one placement as far as it is described.

    `at` and `shown` name the description that is changed by it, and the version that was seen.
    """

    key: str = ""
    values: Values = field(default_factory=dict)
    at: int | None = None
    shown: int | None = None
    copied_from: int | None = None


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the step on which one stopped, where one begins, or what was sent so far."""
    around = around_of(asked)
    if look.staff is not None:
        return _for_staff(asked, around, look)
    sent = queries.of_request(asked.id)
    kept = _kept(asked, sent)
    if is_closed(asked) or (sent and not kept):
        return _receipt(asked, around, sent)
    draft = Draft(**kept) if kept else Draft(key=new_key())
    step = look.step if look.step in (*STEPS, CHECK) else ""
    begins = not kept or look.step == START
    if begins and not step and (found := _earlier(around)):
        return _begin(around, found, draft, sent)
    return _form(asked, around, draft, step or describing.first_open(draft.values, around))


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Keep a step and turn the page, begin another placement, or take the whole of one."""
    around, button = around_of(asked), typed.get("answer", "")
    sent = queries.of_request(asked.id)
    word, _dash, which = button.partition("-")
    if word in ("another", "change", "copy", "new", "drop"):
        return _begun(asked, around, word, number(which), sent)
    key = one_line(typed.get("key", ""))[:LONGEST_KEY]
    step = typed.get("step", "")
    step = step if step in (*STEPS, CHECK, WHOLE) else STEPS[0]
    draft = (
        _whole_draft(asked, around, key, typed, sent) if step == WHOLE else _draft(asked, key, sent)
    )
    for each in (*STEPS, CHECK) if step == WHOLE else (step,):
        draft.values = describing.read(each, typed, draft.values)
    return _pressed(asked, around, draft, step, button, evidence, at)


def _pressed(  # noqa: PLR0913, PLR0917 - what a press has to say
    asked: LinkRequest,
    around: Around,
    draft: Draft,
    step: str,
    button: str,
    evidence: Evidence,
    at: datetime,
) -> Reply:
    order = (*STEPS, CHECK)
    if button.startswith("same-"):
        rows = describing.rows_of(draft.values)
        same_as_above(rows, min(number(button[5:]) or 0, len(rows) - 1))
        describing.put_rows(rows, draft.values)
        raise AskAgain(_form(asked, around, draft, step))
    if button == "back" and step in order:
        before = order[max(order.index(step) - 1, 0)]
        return Reply("kept", draft=asdict(draft), go={"step": before})
    if button == "keep" and step in order:
        return Reply("kept", draft=asdict(draft), go={"step": step})
    if button == "next" and step in STEPS:
        if describing.problems(step, draft.values, around):
            raise AskAgain(_form(asked, around, draft, step, wrong=True))
        return Reply("kept", draft=asdict(draft), go={"step": _after(step, draft, around)})
    if button != "send":
        raise AskAgain(_form(asked, around, draft, step))
    return _send(asked, around, draft, step, evidence, at)


def _after(step: str, draft: Draft, around: Around) -> str:
    # who came from the last page to change one thing goes back there
    whole = describing.first_open(draft.values, around) == CHECK
    return CHECK if whole else STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else CHECK


def _send(  # noqa: PLR0913, PLR0917 - what a press has to say
    asked: LinkRequest,
    around: Around,
    draft: Draft,
    step: str,
    evidence: Evidence,
    at: datetime,
) -> Reply:
    first = describing.first_open(draft.values, around)
    if first != CHECK:
        page = step if step == WHOLE else first
        raise AskAgain(_form(asked, around, draft, page, wrong=True))
    facts = describing.facts(draft.values, around, asked.recipient_id)
    written = services.Written(
        draft.values, draft.key, draft.at, draft.shown, _copied(around, draft.copied_from)
    )
    services.receive(asked.id, facts, written, evidence=evidence, at=at)
    return Reply("described", draft.values)


def _copied(around: Around, placement_id: int | None) -> int | None:
    known = {each.id for each in _earlier(around)}
    return placement_id if placement_id in known else None


def _draft(asked: LinkRequest, key: str, sent: Sequence[AnyRow]) -> Draft:
    kept = _kept(asked, sent)
    if kept and kept["key"] == key:
        return Draft(**kept)
    if kept or sent:
        # a page of a form that was sent, or of another one; nothing of it is noted
        raise AskAgain(_again(asked))
    return Draft(key=key or new_key())


def _whole_draft(
    asked: LinkRequest,
    around: Around,
    key: str,
    typed: MultiDict[str, str],
    sent: Sequence[AnyRow],
) -> Draft:
    at = number(typed.get("at", ""))
    if at is None and any(row.key == key for row in sent):
        raise AskAgain(_receipt(asked, around, sent))
    shown, copied = number(typed.get("shown", "")), number(typed.get("copied_from", ""))
    return Draft(key or new_key(), {}, at, shown, copied)


def _kept(asked: LinkRequest, sent: Sequence[AnyRow]) -> dict[str, Any]:
    """Give the draft of a request, unless what it changes was changed or taken over meanwhile."""
    kept = drafts.draft_of(asked.id)
    if not kept or kept["at"] is None:
        return kept
    row = next((each for each in sent if each.id == kept["at"]), None)
    fresh = row is not None and row.version == kept["shown"] and row.state is not D.REVIEWED
    return kept if fresh else {}


def _again(asked: LinkRequest) -> Shown:
    shown = show(asked, Look())
    return Shown(shown.template, shown.title, {**shown.context, "moved": True}, status=STALE)


def _begun(
    asked: LinkRequest,
    around: Around,
    word: str,
    which: int | None,
    sent: Sequence[AnyRow],
) -> Reply:
    if word == "drop" and sent:
        return Reply("left as it was")
    if word == "change":
        row = next((each for each in sent if each.id == which), None)
        if row is None or row.state is D.REVIEWED:
            raise AskAgain(_again(asked))
        draft = Draft(row.key, dict(row.said), row.id, row.version, row.copied_from_id)
        return Reply("kept", draft=asdict(draft), go={"step": CHECK})
    if word == "copy":
        source = next((each for each in _earlier(around) if each.id == which), None)
        if source is None:
            raise NotFound
        return Reply("kept", draft=asdict(copy_of(source, around)), go={"step": CHECK})
    step = START if word == "another" and _earlier(around) else STEPS[0]
    return Reply("kept", draft=asdict(Draft(key=new_key())), go={"step": step})


def copy_of(source: Placement, around: Around) -> Draft:
    """Give a draft filled in from an earlier placement, its dates moved into the season."""
    start, end = shifted(source, source.program, around.program)
    values = describing.values_of(source, start, end)
    return Draft(new_key(), values, copied_from=source.id)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether something was described, and nothing stands sent back."""
    states = [row.state for row in queries.of_request(asked.id)]
    return bool(states) and D.SENT_BACK not in states


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the season is over, so that nothing is described any more."""
    return programs.program(asked.program_id or 0).end_date < clock.today(asked.zone)


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the questions to print and fill in by hand."""
    around = around_of(asked)
    kept = drafts.draft_of(asked.id)
    draft = Draft(**kept) if kept else Draft()
    return Shown(SHEET, _("Describe a placement"), _context(around, draft))


def around_of(asked: LinkRequest) -> Around:
    """Give what the reader of a request chooses from; raise NotFound without a program."""
    employer = employers.sheet(employer_of_contact(asked.recipient_id).id)
    return Around(programs.program(asked.program_id or 0), employer)


def new_key() -> str:
    """Give a name for a form, so that sending it twice makes one placement."""
    return secrets.token_hex(8)


def _earlier(around: Around) -> Sequence[Placement]:
    return queries.earlier(around.employer.id, around.program)


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


def _form(
    asked: LinkRequest,
    around: Around,
    draft: Draft,
    step: str,
    *,
    wrong: bool = False,
) -> Shown:
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
        "earlier": _earlier(around) if step == WHOLE else (),
    }
    status = UNPROCESSABLE if found else 200
    return Shown(FORM, _("Describe a placement"), context, status=status)


def _begin(
    around: Around, found: Sequence[Placement], draft: Draft, sent: Sequence[AnyRow]
) -> Shown:
    context = _context(around, draft) | {"earlier": found, "may_drop": bool(sent)}
    return Shown(BEGIN, _("Describe a placement"), context)


def _receipt(asked: LinkRequest, around: Around, sent: Sequence[AnyRow]) -> Shown:
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
        source = next((each for each in _earlier(around) if each.id == number(which)), None)
        draft = copy_of(source, around) if source else draft
    if word == "change":
        row = next((r for r in queries.of_request(asked.id) if r.id == number(which)), None)
        if row is not None and row.state is not D.REVIEWED:
            draft = Draft(row.key, dict(row.said), row.id, row.version, row.copied_from_id)
    kept = _kept(asked, queries.of_request(asked.id))
    if kept and not word:
        draft = Draft(**kept)
    return _form(asked, around, draft, WHOLE)
