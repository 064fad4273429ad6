"""Put a new request in an older one's place, because what it asks about became another thing."""

from __future__ import annotations

from datetime import datetime

from app.core.access import Actor
from app.core.db import db
from app.core.todos import close_todos
from app.core.use_case import use_case
from app.outreach import drafts, queries
from app.outreach.models import RequestState
from app.outreach.posting import withdraw


@use_case
def supersede(request_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Replace a request, answered or not: its link is dead and says that a newer one was mailed."""
    request = queries.request_of(request_id)
    request.move_to(RequestState.REPLACED, by=by, at=at, reason=reason)
    withdraw(request, reason)
    drafts.drop_draft(request.id)
    close_todos("request", request.id, by=by, at=at)
    request.link_version += 1
    db.session.flush()
