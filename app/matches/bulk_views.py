"""Preview, do and undo what is done to many matches at once."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match
from app.core.access import access
from app.core.guard import current_actor
from app.matches.blueprint import bp
from app.matches.bulk import BULK


@bp.get("/matches/bulk")
@access(can_match)
def bulk() -> Response:
    """Say what would be done, to whom, and who is left out and why."""
    return BULK.preview(current_actor())


@bp.post("/matches/bulk")
@access(can_match)
def carry_out_bulk() -> AnyResponse:
    """Do what the preview said."""
    return BULK.carry_out(current_actor())


@bp.get("/matches/bulk/done")
@access(can_match)
def bulk_done() -> Response:
    """Say what was done, and offer to undo it."""
    return BULK.done(current_actor())


@bp.post("/matches/bulk/undo")
@access(can_match)
def bulk_undo() -> AnyResponse:
    """Undo what was done."""
    return BULK.undo(current_actor())
