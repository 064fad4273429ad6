"""Import results from a file or pasted cells: preview, mend in place, write, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request, url_for

from app.accounts.policies import can_record_credentials
from app.accounts.queries import names_of_staff
from app.core import clock, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.intake import undoing
from app.core.intake.sheet_pages import Places, SheetPages
from app.credentials import import_services
from app.credentials.blueprint import bp
from app.credentials.import_reading import LAYOUT, PURPOSE, Line, Listed, read_results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from app.core.intake.outcome import Imported
    from app.core.intake.sheet import Sheet

TABLE = "credential_award"


def _plan(sheet: Sheet, places: Places) -> Listed:
    return read_results(sheet, current_actor(), clock.district_day(clock.now()), places)


def _changes(listed: Listed) -> Sequence[Line]:
    return [each for each in listed.lines if not each.known]


def _write(listed: Listed, skip: bool, sheet_id: int) -> Imported:  # noqa: FBT001 - as pages call it
    return import_services.import_results(
        listed, by=current_actor(), at=clock.now(), skip_bad_rows=skip, sheet_id=sheet_id
    )


PAGES: Final = SheetPages(
    room="credentials",
    upload_page="credentials/import.html",
    preview_page="credentials/import_preview.html",
    purpose=PURPOSE,
    many="results",
    layout=LAYOUT,
    counted=(("created", "New"),),
    plan=_plan,
    changes=_changes,
    write=_write,
    said=lambda done: f"Imported: {done.created} noted, {done.unchanged} known.",
    names_of=names_of_staff,
)


@bp.route("/credentials/import", methods=["GET", "POST"])
@access(can_record_credentials)
def import_page() -> AnyResponse:
    """Take a sheet of results, and show the past imports that this person may undo."""
    actor = current_actor()
    return PAGES.take(None if actor.role == "administrator" else actor)


@bp.get("/credentials/import/<int:sheet_id>")
@access(can_record_credentials)
def preview_import(sheet_id: int) -> AnyResponse:
    """Show what a kept sheet would note."""
    return PAGES.preview(sheet_id)


@bp.post("/credentials/import/<int:sheet_id>")
@access(can_record_credentials)
def apply_import(sheet_id: int) -> AnyResponse:
    """Check a mended sheet again, or import it."""
    return PAGES.apply(sheet_id)


@bp.route("/credentials/import/<int:sheet_id>/columns", methods=["GET", "POST"])
@access(can_record_credentials)
def import_columns(sheet_id: int) -> AnyResponse:
    """Ask which column is which."""
    return PAGES.columns(sheet_id)


@bp.post("/credentials/import/<int:sheet_id>/drop")
@access(can_record_credentials)
def drop_import(sheet_id: int) -> AnyResponse:
    """Drop a kept sheet."""
    return PAGES.drop(sheet_id)


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
