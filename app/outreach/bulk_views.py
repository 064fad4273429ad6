"""Preview and do what is done to many requests at once."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_requests
from app.core.access import access
from app.core.guard import current_actor
from app.outreach.blueprint import bp
from app.outreach.bulk import BULK


@bp.get("/requests/bulk")
@access(can_manage_requests)
def bulk() -> Response:
    """Say who would be mailed, and who is left out and why."""
    return BULK.preview(current_actor())


@bp.post("/requests/bulk")
@access(can_manage_requests)
def carry_out_bulk() -> AnyResponse:
    """Mail those whom the preview named."""
    return BULK.carry_out(current_actor())


@bp.get("/requests/bulk/done")
@access(can_manage_requests)
def bulk_done() -> Response:
    """Say how many were mailed."""
    return BULK.done(current_actor())
