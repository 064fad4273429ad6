"""Show an agreement to whoever is to sign it, and take the signature or what is wrong with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.agreements import queries, signing
from app.agreements.asking import PARTY_OF, short_name
from app.agreements.models import Agreement, AgreementState, Party
from app.core import frozen
from app.core.access import Actor
from app.core.errors import Invalid
from app.core.text import lines, one_line
from app.core.todos import open_todo
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown

S = AgreementState
FORM, RECEIPT = "agreements/_sign_form.html", "agreements/_sign_receipt.html"
SHEET = "agreements/_sign_sheet.html"
FIELDS: Final = "full name, school, placement, schedule, duties, who signed"
UNPROCESSABLE = 422


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the text to sign, or the signed copy to whoever has signed."""
    agreement = queries.agreement_of(asked.subject_id)
    signed = is_done(asked) and not look.change
    return _page(asked, agreement, RECEIPT if signed or is_closed(asked) else FORM)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Sign, take the signature back, or tell the school what is wrong."""
    agreement = queries.agreement_of(asked.subject_id)
    party, button = PARTY_OF[asked.recipient_kind], typed.get("answer", "")
    own = queries.in_force(agreement).get(party)
    if button == "take-back" and own is not None:
        reason = f"taken back by {asked.recipient_name}"
        signing.take_back(own.id, reason=reason, by=evidence.by, at=at)
        return Reply("taken-back", {"text_hash": own.text_hash, "signature": own.id})
    if button == "wrong":
        return _wrong(asked, agreement, typed, at)
    if button != "sign":
        raise AskAgain(_page(asked, agreement, FORM, typed))
    if evidence.method == "phone":
        sentence = _("A signature cannot be given by telephone. Enter it from paper, or in person.")
        raise AskAgain(_page(asked, agreement, FORM, typed, {"method": sentence}))
    try:
        signing.sign(
            agreement.id,
            party,
            one_line(typed.get("name", "")),
            signer=f"{asked.recipient_kind}:{asked.recipient_id}",
            shown=typed.get("shown", ""),
            language=asked.language,
            evidence=evidence,
            at=at,
        )
    except Invalid as problem:
        raise AskAgain(_page(asked, agreement, FORM, typed, problem.fields)) from problem
    return Reply("signed", {"text_hash": typed.get("shown", ""), "party": str(party)})


def _wrong(
    asked: LinkRequest, agreement: Agreement, typed: MultiDict[str, str], at: datetime
) -> Reply:
    said = lines(typed.get("wrong", ""))
    if not said:
        sentence = _("Write what is wrong, so that the school can mend it.")
        raise AskAgain(_page(asked, agreement, FORM, typed, {"wrong": sentence}))
    student = agreement.match.student
    open_todo(
        "agreement_wrong",
        "request",
        asked.id,
        f"{asked.recipient_name} says of the agreement of {student.shown_name}: {said[:300]}",
        url=f"/matches/{agreement.match_id}/agreement",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
    return Reply("said-what-is-wrong", {"said": said}, go={"step": "told"})


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the reader's party has signed the present text."""
    agreement = queries.agreement_of(asked.subject_id)
    return PARTY_OF[asked.recipient_kind] in queries.in_force(agreement)


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether nothing can be signed or taken back by link: all signed, or not signed now."""
    return queries.agreement_of(asked.subject_id).state is not S.SIGNING


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the agreement to print and sign by hand."""
    return _page(asked, queries.agreement_of(asked.subject_id), SHEET)


def party_words(party: Party) -> str:
    """Say for whom one signs, to a reader."""
    return {
        Party.STUDENT: _("Student"),
        Party.GUARDIAN: _("Parent or guardian"),
        Party.EMPLOYER: _("Employer"),
        Party.SCHOOL: _("School"),
    }[party]


def _page(
    asked: LinkRequest,
    agreement: Agreement,
    template: str,
    typed: MultiDict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Shown:
    filled = typed or MultiDict()
    context: dict[str, Any] = {
        **copy_of(agreement, asked.language),
        "party": PARTY_OF[asked.recipient_kind],
        "name_typed": one_line(filled.get("name", "")),
        "wrong_typed": filled.get("wrong", ""),
        "problems": problems or {},
        "zone": asked.zone,
    }
    whole = agreement.state is S.SIGNED
    title = _("Signed agreement") if template == RECEIPT and whole else _("Agreement")
    outside = (agreement.match.student_id,) if asked.recipient_kind == "contact" else ()
    status = UNPROCESSABLE if problems else 200
    return Shown(template, title, context, outside, FIELDS, status=status)


def copy_of(agreement: Agreement, language: str) -> dict[str, Any]:
    """Give what a page needs to show an agreement: its text, its hash and who signed when."""
    text = queries.text_of(agreement.id, agreement.number) if agreement.number else None
    return {
        "agreement": agreement,
        "name": short_name(agreement.match),
        "languages": frozen.in_order(text.text, language) if text else [],
        "text_hash": text.text_hash if text else "",
        "frozen_at": text.at if text else None,
        "parties": [Party(each) for each in text.parties] if text else [],
        "signed": queries.in_force(agreement),
        "party_words": party_words,
    }
