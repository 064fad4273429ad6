"""Move many matches at once: shortlist, refer, take the referral back, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.core.access import Actor
from app.core.boards import shown_name
from app.core.bulk import Bulk
from app.core.moving import moving
from app.core.rows import AnyRow
from app.matches import services
from app.matches.board import BOARD
from app.matches.models import Match, MatchState
from app.matches.queries import listed

S = MatchState


def _name(row: AnyRow) -> tuple[str, str]:
    return f"{shown_name(row)} {row.family_name}", f"{row.title} at {row.employer}"


def _to(target: MatchState) -> Callable[..., object]:
    def act(match_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:
        services.move(match_id, target, by=by, at=at, reason=reason)

    return act


BULK = Bulk(
    board=BOARD,
    here="matches.bulk",
    back="matches.index",
    query=listed,
    key=Match.id.expression,
    actions=(
        moving(
            Match,
            "shortlisted",
            path="shortlist",
            label="Shortlist",
            many="matches",
            says="Nobody is told.",
            name=_name,
            act=_to(S.SHORTLISTED),
            undo=_to(S.SUGGESTED),
        ),
        moving(
            Match,
            "referred",
            "referred_at_once",
            path="refer",
            label="Refer",
            many="matches",
            says="The employers’ owners then see these students’ names. Where the program mails "
            "referrals, one letter a placement asks the supervisor about all of them.",
            name=_name,
            act=_to(S.REFERRED),
            undo=_to(S.SHORTLISTED),
        ),
        moving(
            Match,
            "recalled",
            path="recall",
            label="Take back referrals",
            many="matches",
            says="They are shortlisted again, and the employers’ owners no longer see them. "
            "Letters about nobody else are withdrawn.",
            name=_name,
            act=_to(S.SHORTLISTED),
            undo=_to(S.REFERRED),
        ),
        moving(
            Match,
            "withdrawn",
            path="withdraw",
            label="Withdraw",
            many="matches",
            says="Seats that they hold are given back. Undone, they are shortlisted again, "
            "without a seat.",
            name=_name,
            act=_to(S.WITHDRAWN),
            undo=services.take_back_withdrawal,
        ),
    ),
)
