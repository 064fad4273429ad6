"""Preview, do and undo what is done to many placements at once."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements
from app.core.access import access
from app.core.guard import current_actor
from app.placements.blueprint import bp
from app.placements.bulk import BULK


@bp.get("/placements/bulk")
@access(can_post_placements)
def bulk() -> Response:
    """Say what would be done, to whom, and who is left out and why."""
    return BULK.preview(current_actor())


@bp.post("/placements/bulk")
@access(can_post_placements)
def carry_out_bulk() -> AnyResponse:
    """Do what the preview said."""
    return BULK.carry_out(current_actor())


@bp.get("/placements/bulk/done")
@access(can_post_placements)
def bulk_done() -> Response:
    """Say what was done, and offer to undo it."""
    return BULK.done(current_actor())


@bp.post("/placements/bulk/undo")
@access(can_post_placements)
def bulk_undo() -> AnyResponse:
    """Undo what was done."""
    return BULK.undo(current_actor())
