"""Mail people once more who have not answered, and nobody twice within a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.access import Actor
from app.core.errors import Conflict
from app.core.filters import instant
from app.core.rows import AnyRow
from app.core.use_case import use_case
from app.outreach import nudge_queries, services

DAY = timedelta(days=1)


def too_soon(asked: AnyRow, at: datetime) -> str:
    """Say why a request must not be mailed again yet, or nothing."""
    last = max((each for each in (asked.mailed_at, asked.nudged_at) if each), default=None)
    if last is None or last <= at - DAY:
        return ""
    return f"was written to {instant(last)}, less than a day ago"


@use_case
def nudge(request_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:  # noqa: ARG001 - as every bulk action
    """Mail a request's link once more; raise Conflict within a day of the last mail or nudge.

    Two who press at once send one mail: the second waits for the first, then finds it.
    """
    asked = nudge_queries.held_fast(request_id)
    if why := too_soon(asked, at):
        msg = f"{asked.recipient_name} {why}."
        raise Conflict(msg)
    services.mail_again(request_id, by=by, at=at)
