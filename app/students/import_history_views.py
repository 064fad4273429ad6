"""Show past imports of students, what each did, and undo one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from app.accounts import policies
from app.accounts.queries import names_of_staff
from app.core import clock, guard, listing, respond
from app.core.access import access
from app.core.intake import LARGE
from app.students import import_history, services
from app.students.blueprint import bp
from app.students.import_show import undone

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse


@bp.get("/students/imports")
@access(policies.can_import_own_students)
def imports() -> Response:
    """List past imports, the newest first."""
    wanted = listing.wanted((), ("newest", "file"))
    query = import_history.listed(guard.current_actor())
    page = listing.page_of(query, wanted, import_history.columns())
    return respond.page(
        "students/imports.html",
        page=page,
        wanted=wanted,
        who=names_of_staff({row.imported_by for row in page.rows}),
    )


@bp.get("/students/imports/<int:batch_id>")
@access(policies.can_import_own_students)
def import_batch(batch_id: int) -> Response:
    """Show what one import did."""
    actor, wanted = guard.current_actor(), listing.wanted((), ("row",))
    batch = import_history.batch_for(batch_id, actor)
    return respond.page(
        "students/import_batch.html",
        batch=batch,
        who=names_of_staff({batch.imported_by, batch.undone_by or ""}),
        page=import_history.changes_of(batch_id, actor, wanted.page),
        wanted=wanted,
    )


@bp.get("/students/imports/<int:batch_id>/undo")
@access(policies.can_import_own_students)
def preview_undo(batch_id: int) -> Response:
    """Say what undoing an import would do; write nothing."""
    actor = guard.current_actor()
    plan = import_history.undo_planned(batch_id, actor)
    return respond.page(
        "students/import_undo.html",
        batch=plan.batch,
        counts=plan.count("student"),
        stays=import_history.stays(plan, actor),
    )


@bp.post("/students/imports/<int:batch_id>/undo")
@access(policies.can_import_own_students)
def undo_import(batch_id: int) -> AnyResponse:
    """Undo an import."""
    actor, now = guard.current_actor(), clock.now()
    if import_history.rows_of(batch_id, actor) > LARGE:
        task_id = services.start_undo(batch_id, by=actor, at=now)
        return respond.go(url_for("desk.task", task_id=task_id))
    respond.tell(undone(services.undo_import(batch_id, by=actor, at=now)))
    return respond.go(url_for("students.import_batch", batch_id=batch_id))
