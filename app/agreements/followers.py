"""Follow matches and placements, as far as their agreements are concerned."""

from __future__ import annotations

from app.agreements import queries, services
from app.agreements.models import AgreementState
from app.core.db import db
from app.core.errors import Conflict
from app.matches.changes import MatchActivating, MatchMoved
from app.matches.models import EXITS, MatchState
from app.placements.changes import TermsChanged
from app.placements.models import Placement

S = AgreementState
NO_MORE = frozenset({*EXITS, MatchState.OFFERED, MatchState.REFERRED}) - {MatchState.ENDED_EARLY}


def cancel_of_left(change: MatchMoved) -> None:
    """Cancel the agreement of a match that is not accepted any more; who worked keeps theirs."""
    agreement = queries.live_of(change.match_id)
    if agreement is not None and change.target in NO_MORE:
        reason = f"the match is {change.target.replace('_', ' ')}"
        services.cancel(agreement.id, reason=reason, by=change.by, at=change.at)


def renew_changed(change: TermsChanged) -> None:
    """Put forward new texts for the agreements of a placement whose terms changed."""
    found = queries.of_placement(change.placement_id)
    if found:
        # whom and where it names is read anew, as it was just written
        placement = db.session.get_one(Placement, change.placement_id)
        db.session.expire(placement, ["supervisor", "site", "program"])
    for agreement_id in found:
        services.renew(agreement_id, by=change.by, at=change.at)


def guard_activating(change: MatchActivating) -> None:
    """Refuse to activate a match without a signed agreement, where its program asks for one."""
    agreement = queries.live_of(change.match_id)
    if change.needs_agreement and (agreement is None or agreement.state is not S.SIGNED):
        msg = "The agreement is not signed by everybody yet; this program asks for it first."
        raise Conflict(msg)
