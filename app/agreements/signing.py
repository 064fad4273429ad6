"""Sign agreements and take signatures back; a signature is added or voided, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from app.agreements import asking, queries
from app.agreements.models import (
    Agreement,
    AgreementState,
    Method,
    Party,
    Signature,
    SignatureVoid,
)
from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, StaleView
from app.core.todos import close_todo, open_todo
from app.core.use_case import use_case
from app.outreach.answers import settle
from app.outreach.shapes import Evidence

S = AgreementState
TODO: Final = "agreement_for_school"
NEWS: Final = "agreement_changed"


@use_case
def sign(  # noqa: PLR0913 - a signature has these parts
    agreement_id: int,
    party: Party,
    name: str,
    *,
    signer: str,
    shown: str,
    language: str,
    evidence: Evidence,
    at: datetime,
    file_id: int | None = None,
) -> bool:
    """Sign the present text for a party under a typed name; tell whether all have signed now.

    `shown` is the hash of the text that was shown. A party that signed already is left as it is.
    Raises Invalid without a name, StaleView when the text is another one now, Conflict when
    nothing is to be signed.
    """
    agreement = queries.agreement_of(agreement_id)
    if agreement.state not in (S.SIGNING, S.SIGNED):
        raise Conflict(_("This agreement cannot be signed now. Ask your contact at the school."))
    text = queries.text_of(agreement.id, agreement.number)
    if shown != text.text_hash:
        raise StaleView(_("The agreement changed since you looked. Please read it again."))
    if party not in text.parties:
        raise NotFound
    if party in queries.in_force(agreement):
        return agreement.state is S.SIGNED
    if not any(letter.isalpha() for letter in name):
        sentence = _("Type your full name, as your signature.")
        raise Invalid(sentence, {"name": sentence})
    signature = Signature(
        agreement_id=agreement.id,
        number=agreement.number,
        party=party,
        attempt=queries.attempts(agreement, party) + 1,
        text_hash=text.text_hash,
        name=name,
        signer=signer,
        method=Method(evidence.method),
        language=language,
        by=evidence.by.key,
        address=evidence.address,
        agent=evidence.agent[:300],
        note=evidence.note,
        file_id=file_id,
        request_id=evidence.request_id,
        at=at,
    )
    db.session.add(signature)
    db.session.flush()
    told = {"party": str(party), "signature": signature.id, "number": agreement.number}
    journal.record("signature_given", "agreement", agreement.id, by=evidence.by, at=at, **told)
    return settle_all(agreement, evidence.by, at)


@use_case
def take_back(signature_id: int, *, reason: str, by: Actor, at: datetime) -> Agreement:
    """Void one signature with a reason; a signed agreement is being signed again.

    Raises Invalid without a reason, and Conflict for one that counts no more.
    """
    signature = db.session.get(Signature, signature_id)
    if signature is None:
        raise NotFound
    staff = by.kind == "staff"
    find = queries.agreement_for if staff else lambda each, _by: queries.agreement_of(each)
    agreement = find(signature.agreement_id, by)
    counted = queries.in_force(agreement).get(signature.party)
    if counted is None or counted.id != signature.id or agreement.state is S.CANCELLED:
        raise Conflict(_("This signature counts no more."))
    void([signature.id], agreement, reason, by, at)
    reopen(agreement, reason, by, at)
    settle_all(agreement, by, at)
    asking.ask_parties(agreement, by=by, at=at)
    return agreement


def reopen(agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """Let a signed agreement be signed again, inside the open use case."""
    if agreement.state is S.SIGNED:
        agreement.move_to(S.SIGNING, by=by, at=at, reason=reason)
        agreement.moved_at = at
    db.session.flush()


def void_all(agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """Void all signatures that count, inside the open use case."""
    void([row.id for row in queries.in_force(agreement).values()], agreement, reason, by, at)


def void(
    signature_ids: list[int], agreement: Agreement, reason: str, by: Actor, at: datetime
) -> None:
    """Void some signatures, inside the open use case; raise Invalid without a reason."""
    if not reason:
        sentence = "Give a reason, so that others understand."
        raise Invalid(sentence, {"reason": sentence})
    for each in signature_ids:
        db.session.add(SignatureVoid(signature_id=each, reason=reason, by=by.key, at=at))
        told = {"signature": each, "reason": reason}
        journal.record("signature_voided", "agreement", agreement.id, by=by, at=at, **told)
    db.session.flush()


def settle_all(agreement: Agreement, by: Actor, at: datetime) -> bool:
    """Let requests and to-dos follow the signatures; tell whether all have signed, then told."""
    signed = set(queries.in_force(agreement))
    needed = queries.text_of(agreement.id, agreement.number).parties
    whole = all(Party(each) in signed for each in needed)
    if whole and agreement.state is S.SIGNING:
        agreement.move_to(S.SIGNED, by=by, at=at)
        agreement.moved_at = at
        db.session.flush()
        asking.mail_copies(agreement, at=at)
    for asked in asking.unended(agreement.id):
        settle(asked, by=by, at=at)
    remind_school(agreement, at)
    if Party.SCHOOL in signed:
        close_todo(TODO, "match", agreement.match_id, by=by, at=at)
        close_todo(NEWS, "match", agreement.match_id, by=by, at=at)
    return whole


def remind_school(agreement: Agreement, at: datetime) -> None:
    """Open a to-do once only the school has not signed, inside the open use case."""
    needed = queries.text_of(agreement.id, agreement.number).parties
    missing = {Party(each) for each in needed} - set(queries.in_force(agreement))
    if agreement.state is S.SIGNING and missing == {Party.SCHOOL}:
        _todo(TODO, agreement, "Everybody else signed the agreement of {}; the school has not.", at)


def tell_staff(agreement: Agreement, reason: str, at: datetime) -> None:
    """Open a to-do that an agreement is signed anew and why, inside the open use case."""
    said = f"The agreement of {{}} is signed anew ({reason}). Sign it for the school again."
    _todo(NEWS, agreement, said, at)


def _todo(kind: str, agreement: Agreement, sentence: str, at: datetime) -> None:
    student = agreement.match.student
    open_todo(
        kind,
        "match",
        agreement.match_id,
        sentence.format(student.shown_name),
        url=f"/matches/{agreement.match_id}/agreement",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
