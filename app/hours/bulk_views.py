"""Preview, do and undo what is done to many weeks at once."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_enter_hours
from app.core.access import access
from app.core.guard import current_actor
from app.hours.blueprint import bp
from app.hours.bulk import BULK


@bp.get("/hours/bulk")
@access(can_enter_hours)
def bulk() -> Response:
    """Say what would be done, to whom, and who is left out and why."""
    return BULK.preview(current_actor())


@bp.post("/hours/bulk")
@access(can_enter_hours)
def carry_out_bulk() -> AnyResponse:
    """Do what the preview said."""
    return BULK.carry_out(current_actor())


@bp.get("/hours/bulk/done")
@access(can_enter_hours)
def bulk_done() -> Response:
    """Say what was done, and offer to undo it."""
    return BULK.done(current_actor())
