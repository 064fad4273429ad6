"""Take a placement from a partner step by step, kept in between, then checked and sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from werkzeug.datastructures import MultiDict

from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.core.text import number, one_line
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.placements import describing
from app.placements import description_queries as queries
from app.placements import description_services as services
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
from app.placements.description_page import STALE, WHOLE, form, receipt, show
from app.placements.schedule import same_as_above

LONGEST_KEY = 40
D = DescriptionState


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
        raise AskAgain(form(asked, around, draft, step))
    if button == "back" and step in order:
        before = order[max(order.index(step) - 1, 0)]
        return Reply("kept", draft=asdict(draft), go={"step": before})
    if button == "keep" and step in order:
        return Reply("kept", draft=asdict(draft), go={"step": step})
    if button == "next" and step in STEPS:
        if describing.problems(step, draft.values, around):
            raise AskAgain(form(asked, around, draft, step, wrong=True))
        return Reply("kept", draft=asdict(draft), go={"step": _after(step, draft, around)})
    if button != "send":
        raise AskAgain(form(asked, around, draft, step))
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
        raise AskAgain(form(asked, around, draft, page, wrong=True))
    facts = describing.facts(draft.values, around, asked.recipient_id)
    written = services.Written(
        draft.values, draft.key, draft.at, draft.shown, _copied(around, draft.copied_from)
    )
    services.receive(asked.id, facts, written, evidence=evidence, at=at)
    return Reply("described", draft.values)


def _copied(around: Around, placement_id: int | None) -> int | None:
    known = {each.id for each in earlier_of(around)}
    return placement_id if placement_id in known else None


def _draft(asked: LinkRequest, key: str, sent: Sequence[AnyRow]) -> Draft:
    kept = kept_draft(asked, sent)
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
        raise AskAgain(receipt(asked, around, sent))
    shown, copied = number(typed.get("shown", "")), number(typed.get("copied_from", ""))
    return Draft(key or new_key(), {}, at, shown, copied)


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
        source = next((each for each in earlier_of(around) if each.id == which), None)
        if source is None:
            raise NotFound
        return Reply("kept", draft=asdict(copy_of(source, around)), go={"step": CHECK})
    step = START if word == "another" and earlier_of(around) else STEPS[0]
    return Reply("kept", draft=asdict(Draft(key=new_key())), go={"step": step})
