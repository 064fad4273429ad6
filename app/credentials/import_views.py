"""Import results from a file or pasted cells: preview, mend in place, write, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, url_for

from app.accounts.policies import can_record_credentials
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
from app.credentials import import_services
from app.credentials.blueprint import bp
from app.credentials.import_reading import LAYOUT, PURPOSE, Listed, read_results

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from app.core.intake.kept_sheets import Kept

SHOWN = 200
HELD_BACK = "Mend the rows with errors, or leave them out."
TABLE = "credential_award"


@bp.route("/credentials/import", methods=["GET", "POST"])
@access(can_record_credentials)
def import_page() -> AnyResponse:
    """Take a sheet of results and lead to its preview; write nothing of it."""
    form, actor = SheetForm(), current_actor()
    if request.method == "POST":
        sheet = form.sheet()
        if sheet is not None:
            sheet_id = kept_sheets.keep(PURPOSE, sheet, by=actor, at=clock.now())
            return respond.go(url_for("credentials.preview_import", sheet_id=sheet_id))
    wanted = listing.wanted((), ("newest",))
    own = None if actor.role == "administrator" else actor
    newest = {"newest": batches.ImportBatch.id.desc()}
    page = listing.page_of(batches.recent(PURPOSE, by=own), wanted, newest)
    return respond.page(
        "credentials/import.html",
        status=Invalid.status if form.errors else 200,
        form=form,
        page=page,
        wanted=wanted,
        who=names_of_staff({row.imported_by for row in page.rows}),
    )


@bp.get("/credentials/import/<int:sheet_id>")
@access(can_record_credentials)
def preview_import(sheet_id: int) -> AnyResponse:
    """Show what a kept sheet would note, with the cells of its bad rows as fields."""
    kept, asked, listed = _read(sheet_id)
    if asked.needed:
        return respond.go(url_for("credentials.import_columns", sheet_id=sheet_id))
    return _preview(kept, asked, listed, ImportForm(formdata=None))


@bp.post("/credentials/import/<int:sheet_id>")
@access(can_record_credentials)
def apply_import(sheet_id: int) -> AnyResponse:
    """Keep the cells that were mended; then check again, or import."""
    actor, form = current_actor(), ImportForm()
    skip = form.accept() and bool(form.skip_bad_rows.data)
    if typed := kept_sheets.edits(request.form):
        version = number(request.form.get("sheet_version", ""))
        kept_sheets.mend(sheet_id, PURPOSE, typed, version=version, by=actor)
    if request.form.get("then") == "check":
        return respond.go(url_for("credentials.preview_import", sheet_id=sheet_id))
    kept, asked, listed = _read(sheet_id)
    done = import_services.import_results(
        listed, by=actor, at=clock.now(), skip_bad_rows=skip, sheet_id=sheet_id
    )
    if done.errors and not skip:
        form.add_errors({"skip_bad_rows": HELD_BACK})
        return _preview(kept, asked, listed, form, status=Invalid.status)
    respond.tell(f"Imported: {done.created} noted, {done.unchanged} known.")
    return respond.go(url_for("credentials.import_page"))


@bp.route("/credentials/import/<int:sheet_id>/columns", methods=["GET", "POST"])
@access(can_record_credentials)
def import_columns(sheet_id: int) -> AnyResponse:
    """Ask which column is which, and remember it."""
    actor, wrong = current_actor(), None
    kept = kept_sheets.find(sheet_id, PURPOSE, by=actor)
    if request.method == "POST":
        try:
            choose_columns(kept, LAYOUT, request.form, by=actor, at=clock.now())
            return respond.go(url_for("credentials.preview_import", sheet_id=sheet_id))
        except Invalid as problem:
            wrong = problem.fields
    here = url_for("credentials.import_columns", sheet_id=sheet_id)
    back = url_for("credentials.import_page")
    return columns_page(kept, LAYOUT, action=here, back=back, wrong=wrong)


@bp.post("/credentials/import/<int:sheet_id>/drop")
@access(can_record_credentials)
def drop_import(sheet_id: int) -> AnyResponse:
    """Drop a kept sheet without importing it."""
    actor = current_actor()
    kept_sheets.drop(kept_sheets.find(sheet_id, PURPOSE, by=actor).id, PURPOSE, by=actor)
    respond.tell("The sheet is dropped. Nothing was imported.")
    return respond.go(url_for("credentials.import_page"))


@bp.route("/credentials/imports/<int:batch_id>/undo", methods=["GET", "POST"])
@access(can_record_credentials)
def undo_import(batch_id: int) -> AnyResponse:
    """Say what undoing an import would do, and do it."""
    if request.method == "POST":
        plan = import_services.undo_import(batch_id, by=current_actor(), at=clock.now())
        back, gone, stay = plan.count(TABLE)
        respond.tell(f"The import is undone: {gone} removed, {back} put back, {stay} left.")
        return respond.go(url_for("credentials.import_page"))
    import_services.check_own(batch_id, by=current_actor())
    plan = undoing.plan_undo(batch_id, PURPOSE)
    return respond.page("credentials/import_undo.html", batch=plan.batch, counts=plan.count(TABLE))


def _read(sheet_id: int) -> tuple[Kept, Asked, Listed]:
    actor = current_actor()
    kept = kept_sheets.find(sheet_id, PURPOSE, by=actor)
    asked = columns_asked(kept, LAYOUT)
    today = clock.district_day(clock.now())
    places = asked.places if asked.chosen else None
    return kept, asked, read_results(kept.sheet, actor, today, places)


def _preview(
    kept: Kept, asked: Asked, listed: Listed, form: ImportForm, *, status: int = 200
) -> Response:
    changes = [each for each in listed.lines if not each.known]
    return respond.page(
        "credentials/import_preview.html",
        status=status,
        kept=kept,
        done=told(listed),
        changes=changes[:SHOWN],
        total=len(changes),
        form=form,
        fix=fixable(kept, asked.places, listed.errors),
    )
