"""Gather what the staff's page of an agreement shows."""

from __future__ import annotations

from typing import Any

from app.accounts.policies import can_match
from app.agreements import asking, facts, queries, wording
from app.agreements.forms import PARTY_WORDS
from app.agreements.models import Agreement, AgreementState, Party
from app.agreements.services import NO_GUARDIAN
from app.core import frozen
from app.core.access import Actor
from app.matches.models import Match
from app.outreach.models import LinkRequest
from app.programs.mailing import plan_for

S = AgreementState
METHOD_WORDS = {
    "link": "by link",
    "paper": "on paper, entered by staff",
    "in_person": "in person, entered by staff",
    "staff": "by staff, signed in",
}


def agreement_or_none(match: Match) -> Agreement | None:
    """Give the live agreement of a match that an actor was found to see, or None."""
    found = queries.live_of(match.id)
    return queries.agreement_of(found.id) if found else None


def context_of(match: Match, actor: Actor) -> dict[str, Any]:
    """Give the agreement, its words as they are or would be frozen, and who signed."""
    record = agreement_or_none(match) or _new(match)
    is_frozen = bool(record.number) and record.state is not S.DRAFT
    text = queries.text_of(record.id, record.number) if is_frozen else None
    written = text.text if text else wording.write(facts.facts_of(match, facts.terms_of(record)))
    parties = [Party(each) for each in text.parties] if text else facts.parties_of(match)
    signed = queries.in_force(record) if is_frozen else {}
    history = queries.signatures_of(record.id) if record.id else ()
    return {
        "match": match,
        "record": record,
        "frozen_at": text.at if text else None,
        "text_hash": text.text_hash if text else "",
        "written": written,
        "languages": frozen.in_order(written, "en"),
        "parties": parties,
        "party_words": PARTY_WORDS.__getitem__,
        "method_words": METHOD_WORDS,
        "signed": signed,
        "unsigned_outside": [
            each for each in parties if each not in signed and each is not Party.SCHOOL
        ],
        "ended": [row for row in history if row.void_at or row.number != record.number],
        "asked": _asked(record) if record.id else {},
        "may_match": can_match(actor),
        "accepted": match.state in queries.HOLDS,
    }


def people_of(match: Match) -> dict[str, Any]:
    """Give who would get mail if the signing began now, and what stands against it."""
    record = agreement_or_none(match) or _new(match)
    parties = facts.parties_of(match)
    people = asking.signers(record, parties)
    found = {each.party for each in people}
    lacking = Party.GUARDIAN in parties and Party.GUARDIAN not in found
    return {
        "people": people,
        "mail_on": plan_for(match.placement.program, asking.KIND) is not None,
        "problem": NO_GUARDIAN if lacking else "",
    }


def _new(match: Match) -> Agreement:
    placement = match.placement
    signer = queries.usual_signer(placement.site.employer.id, placement.supervisor_id)
    new = Agreement(match_id=match.id, signer_id=signer, state=S.DRAFT, number=0, version=0)
    new.objectives = new.safety = new.others = ""
    new.match = match
    return new


def _asked(record: Agreement) -> dict[Party, list[LinkRequest]]:
    found: dict[Party, list[LinkRequest]] = {}
    for asked in asking.unended(record.id):
        found.setdefault(asking.PARTY_OF[asked.recipient_kind], []).append(asked)
    return found
