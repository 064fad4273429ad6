"""Gather what the pages of an award say."""

from __future__ import annotations

from typing import Any

from app.accounts.policies import can_approve_credit, can_award_credit
from app.core.access import Actor
from app.credit import award_queries, queries
from app.credit.award_models import AwardState, CreditAward
from app.matches import queries as matches
from app.programs.credit_rules import StatedCredit

S = AwardState


def offered(match_id: int, actor: Actor) -> dict[str, Any]:
    """Give what the page says on which a match is given credit; NotFound for another school's."""
    match = matches.match_for(match_id, actor)
    offer = queries.offers_of([match.id])[match.id]
    return {
        "match": match,
        "offer": offer,
        "rule": offer.rule,
        "stated": isinstance(offer.rule, StatedCredit),
        "awards": award_queries.awards_of([match.id]),
    }


def shown(found: CreditAward, actor: Actor) -> dict[str, Any]:
    """Give what an award's page says, and what this actor may do."""
    gives, approves = can_award_credit(actor), can_approve_credit(actor)
    own = found.awarded_by == actor.key
    by_second = approves and not own
    may = {
        "approve": found.state == S.ELIGIBLE and (by_second if found.needs_second else gives),
        "take_back": found.state == S.APPROVED,
        "withdraw": found.state in (S.ELIGIBLE, S.APPROVED, S.TRANSCRIPTED),
        "take_up": found.state == S.WITHDRAWN and found.export_id is None and gives,
    }
    return {
        "award": found,
        "may": may,
        "waits_for_second": found.state == S.ELIGIBLE and found.needs_second and not by_second,
        "awarded_by": award_queries.name_of(found.awarded_by),
        "approved_by": award_queries.name_of(found.approved_by),
        "source": found.rule.get("source", ""),
    }
