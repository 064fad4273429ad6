"""Import employers from a file or pasted cells: preview, mend in place, write, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request, url_for

from app.accounts.policies import can_edit_employers
from app.accounts.queries import names_of_staff
from app.core import clock, listing, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.intake import batches, kept_sheets, undoing
from app.core.intake.column_pages import columns_page
from app.core.intake.fixing import fixable
from app.core.intake.forms import ImportForm, SheetForm
from app.core.intake.mapping import Asked, choose_columns, columns_asked
from app.core.intake.outcome import told
from app.core.text import number
from app.employers import import_services
from app.employers.blueprint import bp
from app.employers.import_planning import plan_for
from app.employers.import_reading import LAYOUT, PURPOSE, Listed, read_employers

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from app.core.intake.kept_sheets import Kept

SHOWN = 200
HELD_BACK = "Mend the rows with errors, or leave them out."
TABLES = ("employer", "site", "contact")


@bp.route("/employers/import", methods=["GET", "POST"])
@access(can_edit_employers)
def import_page() -> AnyResponse:
    """Take a sheet of employers and lead to its preview; write nothing of it."""
    form = SheetForm()
    if request.method == "POST":
        sheet = form.sheet()
        if sheet is not None:
            sheet_id = kept_sheets.keep(PURPOSE, sheet, by=current_actor(), at=clock.now())
            return respond.go(url_for("employers.preview_import", sheet_id=sheet_id))
    wanted = listing.wanted((), ("newest",))
    query = batches.recent(PURPOSE)
    newest = {"newest": batches.ImportBatch.id.desc()}
    page = listing.page_of(query, wanted, newest)
    return respond.page(
        "employers/import.html",
        status=Invalid.status if form.errors else 200,
        form=form,
        page=page,
        wanted=wanted,
        who=names_of_staff({row.imported_by for row in page.rows}),
    )


@bp.get("/employers/import/<int:sheet_id>")
@access(can_edit_employers)
def preview_import(sheet_id: int) -> AnyResponse:
    """Show what a kept sheet would change, with the cells of its bad rows as fields."""
    kept, asked, listed = _read(sheet_id)
    if asked.needed:
        return respond.go(url_for("employers.import_columns", sheet_id=sheet_id))
    return _preview(kept, asked, listed, ImportForm(formdata=None))


@bp.post("/employers/import/<int:sheet_id>")
@access(can_edit_employers)
def apply_import(sheet_id: int) -> AnyResponse:
    """Keep the cells that were mended; then check again, or import."""
    actor, form = current_actor(), ImportForm()
    skip = form.accept() and bool(form.skip_bad_rows.data)
    if typed := kept_sheets.edits(request.form):
        version = number(request.form.get("sheet_version", ""))
        kept_sheets.mend(sheet_id, PURPOSE, typed, version=version, by=actor)
    if request.form.get("then") == "check":
        return respond.go(url_for("employers.preview_import", sheet_id=sheet_id))
    kept, asked, listed = _read(sheet_id)
    done = import_services.import_employers(
        listed, by=actor, at=clock.now(), zone=_zone(), skip_bad_rows=skip, sheet_id=sheet_id
    )
    if done.errors and not skip:
        form.add_errors({"skip_bad_rows": HELD_BACK})
        return _preview(kept, asked, listed, form, status=Invalid.status)
    respond.tell(f"Imported: {done.created} new, {done.updated} updated, {done.unchanged} known.")
    return respond.go(url_for("employers.import_page"))


@bp.route("/employers/import/<int:sheet_id>/columns", methods=["GET", "POST"])
@access(can_edit_employers)
def import_columns(sheet_id: int) -> AnyResponse:
    """Ask which column is which, and remember it."""
    actor, wrong = current_actor(), None
    kept = kept_sheets.find(sheet_id, PURPOSE, by=actor)
    if request.method == "POST":
        try:
            choose_columns(kept, LAYOUT, request.form, by=actor, at=clock.now())
            return respond.go(url_for("employers.preview_import", sheet_id=sheet_id))
        except Invalid as problem:
            wrong = problem.fields
    here = url_for("employers.import_columns", sheet_id=sheet_id)
    return columns_page(
        kept, LAYOUT, action=here, back=url_for("employers.import_page"), wrong=wrong
    )


@bp.post("/employers/import/<int:sheet_id>/drop")
@access(can_edit_employers)
def drop_import(sheet_id: int) -> AnyResponse:
    """Drop a kept sheet without importing it."""
    actor = current_actor()
    kept_sheets.drop(kept_sheets.find(sheet_id, PURPOSE, by=actor).id, PURPOSE, by=actor)
    respond.tell("The sheet is dropped. Nothing was imported.")
    return respond.go(url_for("employers.import_page"))


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


def _read(sheet_id: int) -> tuple[Kept, Asked, Listed]:
    kept = kept_sheets.find(sheet_id, PURPOSE, by=current_actor())
    asked = columns_asked(kept, LAYOUT)
    return kept, asked, read_employers(kept.sheet, asked.places if asked.chosen else None)


def _preview(
    kept: Kept, asked: Asked, listed: Listed, form: ImportForm, *, status: int = 200
) -> Response:
    plan = plan_for(listed)
    changes: list[Any] = [each for each in plan.employers.values() if each.what != "Unchanged"]
    return respond.page(
        "employers/import_preview.html",
        status=status,
        kept=kept,
        done=told(plan),
        changes=[(each.name, each.what, each.told, each.row) for each in changes[:SHOWN]],
        total=len(changes),
        form=form,
        fix=fixable(kept, asked.places, listed.errors),
    )


def _zone() -> str:
    return str(current_app.config["TIMEZONE"])
