"""Keep the catalogue: add a credential, change it, retire it, take it up again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.text import fold
from app.core.use_case import use_case
from app.credentials import catalogue_queries as queries
from app.credentials.facts import CredentialFacts
from app.credentials.models import Credential


@use_case
def add(facts: CredentialFacts, *, by: Actor, at: datetime) -> int:
    """Add a credential and give its id; raise Invalid with a sentence for each wrong field."""
    _check(facts, None)
    kept = Credential(**asdict(facts), search=fold(facts.name), created_at=at)
    db.session.add(kept)
    db.session.flush()
    journal.record("added", Credential.NOUN, kept.id, by=by, at=at, name=kept.name)
    return kept.id


@use_case
def change(
    credential_id: int, facts: CredentialFacts, version: int | None, *, by: Actor, at: datetime
) -> None:
    """Change a credential; raise StaleView where somebody changed it since the page was drawn.

    What was earned before keeps the last day that it was given.
    """
    kept = queries.credential(credential_id)
    if version is not None and kept.version != version:
        raise StaleView("Somebody changed this credential meanwhile. Look again.")
    _check(facts, kept)
    fields = [name for name, value in asdict(facts).items() if getattr(kept, name) != value]
    for name in fields:
        setattr(kept, name, getattr(facts, name))
    kept.search = fold(facts.name)
    if fields:
        journal.record("changed", Credential.NOUN, kept.id, by=by, at=at, fields=fields)


@use_case
def retire(credential_id: int, *, by: Actor, at: datetime) -> None:
    """Award a credential no more; what was earned stays. Retiring it again changes nothing."""
    kept = queries.credential(credential_id)
    if kept.retired_at is None:
        kept.retired_at = at
        journal.record("retired", Credential.NOUN, kept.id, by=by, at=at)


@use_case
def take_up(credential_id: int, *, by: Actor, at: datetime) -> None:
    """Let a retired credential be awarded again."""
    kept = queries.credential(credential_id)
    if kept.retired_at is None:
        raise Conflict("This credential is in use already.")
    kept.retired_at = None
    journal.record("taken up again", Credential.NOUN, kept.id, by=by, at=at)


def _check(facts: CredentialFacts, kept: Credential | None) -> None:
    problems = facts.problems()
    same = queries.named(facts.name)
    if same is not None and same is not kept:
        problems["name"] = f"The catalogue has {same.name} already."
    if facts.next_id is not None and kept is not None and _comes_back(facts.next_id, kept.id):
        problems["next_id"] = "That one leads back to this one."
    if problems:
        raise Invalid("There is a problem.", problems)


def _comes_back(next_id: int | None, own_id: int) -> bool:
    """Tell whether following the next steps leads to a credential itself."""
    steps = queries.next_steps()
    seen: set[int] = set()
    while next_id is not None and next_id not in seen:
        if next_id == own_id:
            return True
        seen.add(next_id)
        next_id = steps.get(next_id)
    return False
