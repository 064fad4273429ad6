"""Draft agreements, freeze their texts, renew them when a term changes, and end them."""

from __future__ import annotations

from datetime import datetime

from app.agreements import asking, facts, queries, signing, wording
from app.agreements.facts import Terms
from app.agreements.models import Agreement, AgreementState, AgreementText, Party
from app.core import frozen, journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.employers.contact_queries import contact_choices
from app.matches import queries as matches
from app.matches.models import Match
from app.outreach.superseding import supersede
from app.students.queries import guardians_of

S = AgreementState
NO_GUARDIAN = (
    "The student is under 18 on the first day, and no guardian is on file. "
    "Add one on the student’s page first."
)
NOT_ACCEPTED = "An agreement is signed for a match that is accepted or active."


@use_case
def draft(  # noqa: PLR0913 - a draft has these parts
    match_id: int,
    terms: Terms,
    signer_id: int,
    *,
    version: int | None,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Keep what staff add to a match's agreement, and who signs for the employer.

    Where it is being signed already, a changed term voids the signatures. Raises StaleView when
    somebody changed it since `version`, and Conflict for a match that is not accepted.
    """
    match = matches.match_for(match_id, by)
    agreement = _of_match(match, by, at)
    if version is not None and version != agreement.version:
        raise StaleView(
            "Somebody else changed this agreement meanwhile. Look at it, then change it again."
        )
    employer_id = match.placement.site.employer.id
    if signer_id not in {each for each, _name in contact_choices(employer_id)}:
        sentence = "Choose a contact of this employer who is still there."
        raise Invalid(sentence, {"signer_id": sentence})
    another = agreement.signer_id != signer_id
    agreement.signer_id = signer_id
    agreement.objectives, agreement.safety = terms.objectives, terms.safety
    agreement.others = terms.others
    journal.record("drafted", "agreement", agreement.id, by=by, at=at)
    db.session.flush()
    if not renew(agreement.id, by=by, at=at) and another and agreement.state is S.SIGNING:
        _ask_another(agreement, by, at)
    return agreement


@use_case
def begin(match_id: int, *, by: Actor, at: datetime) -> Agreement:
    """Freeze the text of a match's agreement and ask everybody to sign it.

    Raises Conflict for a match that is not accepted, without a needed guardian, or when it was
    begun already.
    """
    match = matches.match_for(match_id, by)
    if Party.GUARDIAN in facts.parties_of(match) and not guardians_of(match.student_id):
        raise Conflict(NO_GUARDIAN)
    agreement = _of_match(match, by, at)
    agreement.number += 1
    agreement.move_to(S.SIGNING, by=by, at=at)
    agreement.moved_at = at
    _freeze(agreement, by, at)
    asking.ask_parties(agreement, by=by, at=at)
    signing.remind_school(agreement, at)
    return agreement


@use_case
def stop(agreement_id: int, *, reason: str, by: Actor, at: datetime) -> Agreement:
    """Stop the signing, to draft the agreement anew; its signatures end and its links die."""
    agreement = queries.agreement_for(agreement_id, by)
    agreement.move_to(S.DRAFT, by=by, at=at, reason=reason)
    agreement.moved_at = at
    signing.void_all(agreement, reason, by, at)
    asking.end_all(agreement.id, reason, by=by, at=at)
    close_todo(signing.TODO, "match", agreement.match_id, by=by, at=at)
    return agreement


@use_case
def cancel(agreement_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel an agreement, because its match is not accepted any more."""
    agreement = queries.agreement_of(agreement_id)
    agreement.move_to(S.CANCELLED, by=by, at=at, reason=reason)
    agreement.moved_at = at
    asking.end_all(agreement.id, reason, by=by, at=at)
    close_todo(signing.TODO, "match", agreement.match_id, by=by, at=at)


@use_case
def renew(agreement_id: int, *, by: Actor, at: datetime) -> list[str]:
    """Put forward a new text where a term changed: signatures end, everybody is asked again.

    Gives the terms that changed, in words; a draft, and one whose terms are the same, stay.
    """
    agreement = queries.agreement_of(agreement_id)
    if agreement.state not in (S.SIGNING, S.SIGNED):
        return []
    last = queries.text_of(agreement.id, agreement.number)
    now = facts.facts_of(agreement.match, facts.terms_of(agreement))
    terms = facts.changed(last.facts, now)
    if not terms:
        return []
    if agreement.signer_id == last.facts["supervisor_id"]:
        agreement.signer_id = now["supervisor_id"]
    reason = f"changed: {', '.join(terms)}"
    signing.void_all(agreement, reason, by, at)
    agreement.number += 1
    signing.reopen(agreement, reason, by, at)
    _freeze(agreement, by, at)
    asking.replace_all(agreement.id, reason, by=by, at=at)
    asking.ask_parties(agreement, by=by, at=at)
    signing.tell_staff(agreement, reason, at)
    return terms


def _of_match(match: Match, by: Actor, at: datetime) -> Agreement:
    if match.state not in queries.HOLDS:
        raise Conflict(NOT_ACCEPTED)
    found = queries.live_of(match.id)
    if found is None:
        placement = match.placement
        signer = queries.usual_signer(placement.site.employer.id, placement.supervisor_id)
        found = Agreement(match_id=match.id, signer_id=signer, created_at=at, moved_at=at)
        db.session.add(found)
        db.session.flush()
        journal.record("created", "agreement", found.id, by=by, at=at, match=match.id)
    return queries.agreement_of(found.id)


def _freeze(agreement: Agreement, by: Actor, at: datetime) -> None:
    said = facts.facts_of(agreement.match, facts.terms_of(agreement))
    text = wording.write(said)
    db.session.add(
        AgreementText(
            agreement_id=agreement.id,
            number=agreement.number,
            template=wording.TEMPLATE,
            text=text,
            text_hash=frozen.hash_of(text),
            facts=said,
            parties=[str(each) for each in facts.parties_of(agreement.match)],
            by=by.key,
            at=at,
        )
    )
    db.session.flush()


def _ask_another(agreement: Agreement, by: Actor, at: datetime) -> None:
    reason = "somebody else signs for the employer"
    for asked in asking.unended(agreement.id):
        if asked.recipient_kind == "contact" and asked.recipient_id != agreement.signer_id:
            supersede(asked.id, reason=reason, by=by, at=at)
    asking.ask_parties(agreement, by=by, at=at)
