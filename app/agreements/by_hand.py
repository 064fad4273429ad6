"""Let staff sign for the school, and enter what others signed on paper or in person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.agreements import asking, queries, signing
from app.agreements.models import Agreement, Method, Party
from app.core import files
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.file_types import check_document
from app.core.text import one_line
from app.core.use_case import use_case
from app.outreach.shapes import Evidence

SCAN: Final = "agreement_scan"
BY_HAND: Final = (Method.PAPER, Method.IN_PERSON)


@dataclass(frozen=True, slots=True)
class Paper:
    """Be a signature given by hand: whose, under which text, and where the paper is."""

    party: Party
    name: str
    method: str
    note: str
    shown: str
    scan: tuple[str, bytes] | None = None


@use_case
def sign_for_school(  # noqa: PLR0913 - a signature has these parts
    match_id: int, name: str, *, shown: str, address: str, agent: str, by: Actor, at: datetime
) -> bool:
    """Sign for the school under the text that was shown; tell whether all have signed now."""
    agreement = _of(match_id, by)
    evidence = Evidence(method="staff", by=by, name=name, address=address, agent=agent)
    return signing.sign(
        agreement.id,
        Party.SCHOOL,
        one_line(name),
        signer=by.key,
        shown=shown,
        language="en",
        evidence=evidence,
        at=at,
    )


@use_case
def enter_paper(match_id: int, given: Paper, *, by: Actor, at: datetime) -> bool:
    """Enter a signature given on paper or in person; tell whether all have signed now.

    Raises Invalid for the school's own, which is given on this page, or for a file that is none.
    """
    agreement = _of(match_id, by)
    if given.party is Party.SCHOOL or given.method not in set(BY_HAND):
        raise Invalid("There is a problem.", {"party": "Choose who signed on paper."})
    kept = None
    if given.scan is not None:
        check_document(*given.scan)
        kept = files.keep(SCAN, *given.scan, by=by, at=at).id
    evidence = Evidence(method=given.method, by=by, name=given.name, note=given.note)
    person = next((x for x in asking.signers(agreement, [given.party])), None)
    return signing.sign(
        agreement.id,
        given.party,
        one_line(given.name),
        signer=person.key if person else str(given.party),
        shown=given.shown,
        language=person.recipient.language if person else "en",
        evidence=evidence,
        at=at,
        file_id=kept,
    )


def signature_of(match_id: int, signature_id: int | None) -> int:
    """Give a signature's id if it is one of the match's agreement; raise NotFound."""
    agreement = queries.live_of(match_id)
    known = {row.id for row in queries.signatures_of(agreement.id)} if agreement else set()
    if signature_id not in known or signature_id is None:
        raise NotFound
    return signature_id


def scan_of(match_id: int, file_id: int) -> files.File:
    """Give the scan of a signature of a match's agreement, with its content.

    Raises Conflict when there is none.
    """
    agreement = queries.live_of(match_id)
    rows = queries.signatures_of(agreement.id) if agreement else ()
    kept = db.session.get(files.File, file_id) if file_id in {row.file_id for row in rows} else None
    if kept is None:
        raise Conflict("No such scan is kept with this agreement.")
    return kept


def _of(match_id: int, by: Actor) -> Agreement:
    found = queries.live_of(match_id)
    if found is None or not found.number:
        raise Conflict("Nothing is to be signed yet. Begin the signing first.")
    return queries.agreement_for(found.id, by)
