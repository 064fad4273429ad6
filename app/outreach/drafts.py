"""Keep what was filled in of a request so far, so that its link goes on where one stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.outreach.models import LinkDraft


def draft_of(request_id: int) -> dict[str, Any]:
    """Give what was filled in of a request so far; empty when nothing was."""
    kept = db.session.scalar(sa.select(LinkDraft.figures).where(LinkDraft.request_id == request_id))
    return dict(kept or {})


def keep_draft(request_id: int, figures: dict[str, Any], *, at: datetime) -> None:
    """Keep what was filled in so far, inside the open use case."""
    kept = db.session.get(LinkDraft, request_id)
    if kept is None:
        db.session.add(LinkDraft(request_id=request_id, figures=figures, saved_at=at))
    else:
        kept.figures, kept.saved_at = figures, at


def drop_draft(request_id: int) -> None:
    """Drop what was filled in, inside the open use case; the answer is kept instead."""
    db.session.execute(sa.delete(LinkDraft).where(LinkDraft.request_id == request_id))
