"""Import employers from a file or pasted cells: preview, mend in place, write, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app, request, url_for

from app.accounts.policies import can_edit_employers
from app.accounts.queries import names_of_staff
from app.core import clock, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.intake import undoing
from app.core.intake.sheet_pages import SheetPages
from app.employers import import_services
from app.employers.blueprint import bp
from app.employers.import_planning import EmployerWish, Plan, plan_for
from app.employers.import_reading import LAYOUT, PURPOSE, read_employers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from app.core.intake.outcome import Imported

TABLES = ("employer", "site", "contact")


def _changes(plan: Plan) -> Sequence[EmployerWish]:
    return [each for each in plan.employers.values() if each.what != "Unchanged"]


def _write(plan: Plan, skip: bool, sheet_id: int) -> Imported:  # noqa: FBT001 - as pages call it
    return import_services.import_employers(
        plan.listed,
        by=current_actor(),
        at=clock.now(),
        zone=str(current_app.config["TIMEZONE"]),
        skip_bad_rows=skip,
        sheet_id=sheet_id,
    )


def _said(done: Imported) -> str:
    return f"Imported: {done.created} new, {done.updated} updated, {done.unchanged} known."


PAGES: Final = SheetPages(
    room="employers",
    upload_page="employers/import.html",
    preview_page="employers/import_preview.html",
    purpose=PURPOSE,
    many="employers",
    layout=LAYOUT,
    counted=(("created", "New"), ("updated", "Updated")),
    plan=lambda sheet, places: plan_for(read_employers(sheet, places)),
    changes=_changes,
    write=_write,
    said=_said,
    names_of=names_of_staff,
)


@bp.route("/employers/import", methods=["GET", "POST"])
@access(can_edit_employers)
def import_page() -> AnyResponse:
    """Take a sheet of employers, and show past imports."""
    return PAGES.take()


@bp.get("/employers/import/<int:sheet_id>")
@access(can_edit_employers)
def preview_import(sheet_id: int) -> AnyResponse:
    """Show what a kept sheet would change."""
    return PAGES.preview(sheet_id)


@bp.post("/employers/import/<int:sheet_id>")
@access(can_edit_employers)
def apply_import(sheet_id: int) -> AnyResponse:
    """Check a mended sheet again, or import it."""
    return PAGES.apply(sheet_id)


@bp.route("/employers/import/<int:sheet_id>/columns", methods=["GET", "POST"])
@access(can_edit_employers)
def import_columns(sheet_id: int) -> AnyResponse:
    """Ask which column is which."""
    return PAGES.columns(sheet_id)


@bp.post("/employers/import/<int:sheet_id>/drop")
@access(can_edit_employers)
def drop_import(sheet_id: int) -> AnyResponse:
    """Drop a kept sheet."""
    return PAGES.drop(sheet_id)


@bp.route("/employers/imports/<int:batch_id>/undo", methods=["GET", "POST"])
@access(can_edit_employers)
def undo_import(batch_id: int) -> AnyResponse:
    """Say what undoing an import would do, and do it."""
    if request.method == "POST":
        plan = import_services.undo_import(batch_id, by=current_actor(), at=clock.now())
        back, gone, stay = plan.count(*TABLES)
        told = f"{gone} removed again, {back} put back, {stay} left as they are."
        respond.tell(f"The import is undone. Employers, sites and contacts: {told}")
        return respond.go(url_for("employers.import_page"))
    plan = undoing.plan_undo(batch_id, PURPOSE, import_services.PARTS)
    counts = [(table, plan.count(table)) for table in TABLES]
    return respond.page("employers/import_undo.html", batch=plan.batch, counts=counts)
