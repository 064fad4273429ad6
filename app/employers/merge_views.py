"""Show employers that may be one, and merge two with a preview."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_employers
from app.core import clock, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.text import number
from app.employers import merge_queries, merge_services, queries
from app.employers.blueprint import bp


@bp.get("/employers/duplicates")
@access(can_edit_employers)
def duplicates() -> Response:
    """List the employers that may be one and the same."""
    return respond.page("employers/duplicates.html", pairs=merge_queries.likely_duplicates())


@bp.get("/employers/<int:employer_id>/merge")
@access(can_edit_employers)
def merge(employer_id: int) -> Response:
    """Choose the other employer, and show what a merge would do."""
    other = number(request.args.get("other", ""))
    return respond.page(
        "employers/merge.html",
        employer=queries.sheet(employer_id),
        choices=[each for each in queries.employer_choices() if each[0] != employer_id],
        plan=merge_services.preview_of(employer_id, other) if other else None,
        owners=dict(queries.owner_choices()),
    )


@bp.post("/employers/<int:employer_id>/merge")
@access(can_edit_employers)
def apply_merge(employer_id: int) -> AnyResponse:
    """Merge another employer into this one."""
    other = number(request.form.get("other", "")) or 0
    taken = {name for name in merge_services.FIELDS if request.form.get(name) == "other"}
    merge_services.merge_employers(employer_id, other, taken, by=current_actor(), at=clock.now())
    respond.tell("They are one now. To undo it, press “Undo the merge” below.")
    return respond.go(url_for("desk.employer", employer_id=other))


@bp.post("/employers/<int:employer_id>/unmerge")
@access(can_edit_employers)
def unmerge(employer_id: int) -> AnyResponse:
    """Undo that an employer was merged into another."""
    merge_services.unmerge(employer_id, by=current_actor(), at=clock.now())
    respond.tell("The merge is undone.")
    return respond.go(url_for("desk.employer", employer_id=employer_id))
