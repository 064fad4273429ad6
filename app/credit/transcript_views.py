"""Let staff write transcript files, and take each again as it went out."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_award_credit, can_see_credit, sees_every_student
from app.core import clock, respond
from app.core.access import access
from app.core.boards import CSV
from app.core.guard import current_actor
from app.core.text import many, number
from app.credit import award_queries
from app.credit.blueprint import bp
from app.credit.transcripts import export


@bp.get("/credit/transcripts")
@access(can_see_credit)
def transcripts() -> Response:
    """Show what waits for a transcript file, and the files that went out."""
    actor = current_actor()
    return respond.page(
        "credit/transcripts.html",
        waiting=award_queries.waiting_by_school(actor),
        exports=award_queries.exports(actor),
        may_export=can_award_credit(actor),
        sees_all=sees_every_student(actor),
    )


@bp.post("/credit/transcripts")
@access(can_award_credit)
def write_transcript() -> AnyResponse:
    """Write the approved awards into a file; each becomes transcripted."""
    school_id = number(request.form.get("school", ""))
    made = export(school_id, by=current_actor(), at=clock.now())
    respond.tell(f"{many(made.awards, 'award')} in a new file. Send it to the registrar.")
    return respond.go(url_for(".transcripts"))


@bp.get("/credit/transcripts/<int:export_id>/file")
@access(can_see_credit)
def transcript(export_id: int) -> Response:
    """Give a transcript file, the same each time."""
    kept = award_queries.export_file(export_id, current_actor())
    return respond.attachment(kept.content, kept.name, CSV)
