"""Import a sheet of students: say which column is which, mend bad rows in place, apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from app.accounts import policies
from app.core import clock, guard, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.intake import LARGE, kept_sheets
from app.core.intake.column_pages import columns_page
from app.core.intake.fixing import fixable
from app.core.intake.mapping import choose_columns
from app.core.text import number
from app.students import import_preview, kept_rosters, services
from app.students.blueprint import bp
from app.students.forms import ImportForm
from app.students.import_views import start_import, today
from app.students.importing import preview_roster

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from app.core.intake.kept_sheets import Kept
    from app.students.kept_rosters import Given


@bp.get("/students/import/sheets/<int:sheet_id>")
@access(policies.can_import_own_students)
def preview_sheet(sheet_id: int) -> AnyResponse:
    """Show what a kept sheet would change, with the cells of its bad rows as fields."""
    kept = kept_rosters.find(sheet_id, by=guard.current_actor())
    given = kept_rosters.read_kept(kept, today())
    if given.asked.needed:
        return respond.go(url_for("students.sheet_columns", sheet_id=sheet_id))
    return _preview(kept, given, ImportForm(formdata=None))


@bp.post("/students/import/sheets/<int:sheet_id>")
@access(policies.can_import_own_students)
def apply_sheet(sheet_id: int) -> AnyResponse:
    """Keep the cells that were mended; then check again, or import."""
    actor, form = guard.current_actor(), ImportForm()
    skip = form.accept() and bool(form.skip_bad_rows.data)
    _mend(sheet_id)
    kept = kept_rosters.find(sheet_id, by=actor)
    given = kept_rosters.read_kept(kept, today())
    here = url_for("students.preview_sheet", sheet_id=sheet_id)
    if request.form.get("then") == "check":
        return respond.go(here)
    if len(kept.sheet.rows) > LARGE and (skip or not given.roster.errors):
        return start_import(kept.sheet.file, here, skip=skip, sheet_id=sheet_id)
    done = services.import_kept(
        kept, given, by=actor, at=clock.now(), on=today(), skip_bad_rows=skip
    )
    if done.errors and not skip:
        form.add_errors({"skip_bad_rows": import_preview.HELD_BACK})
        return _preview(kept, given, form, status=422)
    return import_preview.finish(done, kept.sheet.file)


@bp.get("/students/import/sheets/<int:sheet_id>/columns")
@access(policies.can_import_own_students)
def sheet_columns(sheet_id: int) -> Response:
    """Ask which column is which."""
    return _columns_page(kept_rosters.find(sheet_id, by=guard.current_actor()))


@bp.post("/students/import/sheets/<int:sheet_id>/columns")
@access(policies.can_import_own_students)
def choose_sheet_columns(sheet_id: int) -> AnyResponse:
    """Keep which column is which, and remember it."""
    actor = guard.current_actor()
    kept = kept_rosters.find(sheet_id, by=actor)
    layout = kept_rosters.LAYOUTS[kept.purpose]
    try:
        choose_columns(kept, layout, request.form, by=actor, at=clock.now())
    except Invalid as problem:
        return _columns_page(kept, problem.fields)
    return respond.go(url_for("students.preview_sheet", sheet_id=sheet_id))


@bp.post("/students/import/sheets/<int:sheet_id>/drop")
@access(policies.can_import_own_students)
def drop_sheet(sheet_id: int) -> AnyResponse:
    """Drop a kept sheet without importing it."""
    actor = guard.current_actor()
    kept = kept_rosters.find(sheet_id, by=actor)
    kept_sheets.drop(sheet_id, kept.purpose, by=actor)
    respond.tell("The sheet is dropped. Nothing was imported.")
    return respond.go(url_for("students.import_page"))


def _mend(sheet_id: int) -> None:
    actor = guard.current_actor()
    typed = kept_sheets.edits(request.form)
    if typed:
        purpose = kept_rosters.find(sheet_id, by=actor).purpose
        version = number(request.form.get("sheet_version", ""))
        kept_sheets.mend(sheet_id, purpose, typed, version=version, by=actor)


def _columns_page(kept: Kept, wrong: dict[str, str] | None = None) -> Response:
    return columns_page(
        kept,
        kept_rosters.LAYOUTS[kept.purpose],
        action=url_for("students.choose_sheet_columns", sheet_id=kept.id),
        back=url_for("students.import_page"),
        wrong=wrong,
    )


def _preview(kept: Kept, given: Given, form: ImportForm, *, status: int = 200) -> Response:
    done = preview_roster(
        roster=given.roster,
        supplement=given.supplement,
        by=guard.current_actor(),
        on=today(),
        skip_bad_rows=True,
    )
    return import_preview.show(
        done,
        form,
        file=kept.sheet.file,
        kind=given.roster.kind,
        apply=url_for("students.apply_sheet", sheet_id=kept.id),
        drop=url_for("students.drop_sheet", sheet_id=kept.id),
        columns=url_for("students.sheet_columns", sheet_id=kept.id),
        fix=fixable(kept, given.asked.places, done.errors),
        status=status,
    )
