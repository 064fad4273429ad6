"""Import a roster: choose a file or paste cells, see what it would change, apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from app.accounts import policies
from app.core import clock, files, guard, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.core.intake import LARGE, kept_sheets
from app.students import import_preview, services
from app.students.blueprint import bp
from app.students.forms import ImportForm, RosterForm
from app.students.importing import preview_roster
from app.students.roster_reading import is_archive, read_uploaded_roster

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from app.students.roster import Roster

NOT_YOURS = "Only administrators import a OneRoster export. Give a sheet of your students."


@bp.get("/students/import")
@access(policies.can_import_own_students)
def import_page() -> Response:
    """Show the form that takes a roster."""
    return _import_page(RosterForm(formdata=None))


@bp.post("/students/import")
@access(policies.can_import_own_students)
def upload_roster() -> AnyResponse:
    """Keep a roster and lead to its preview; write nothing of it."""
    form = RosterForm()
    if not form.accept():
        return _import_page(form, status=422)
    chosen = form.upload()
    if chosen and is_archive(chosen[1]):
        return _keep_archive(form, *chosen)
    sheet = form.sheet(chosen)
    if sheet is None:
        return _import_page(form, status=422)
    purpose = str(form.purpose.data)
    sheet_id = kept_sheets.keep(purpose, sheet, by=guard.current_actor(), at=clock.now())
    return respond.go(url_for("students.preview_sheet", sheet_id=sheet_id))


@bp.get("/students/import/<int:file_id>")
@access(policies.can_import_students)
def preview_import(file_id: int) -> Response:
    """Show what a kept export would change, and its errors by row and column."""
    return _preview(file_id, _kept_roster(file_id), ImportForm(formdata=None))


@bp.post("/students/import/<int:file_id>")
@access(policies.can_import_students)
def apply_import(file_id: int) -> AnyResponse:
    """Write a kept export; with errors in it only when told to leave the bad rows out."""
    roster, form = _kept_roster(file_id), ImportForm()
    skip = form.accept() and bool(form.skip_bad_rows.data)
    actor = guard.current_actor()
    if len(roster.students) > LARGE and (skip or not roster.errors):
        back = url_for("students.preview_import", file_id=file_id)
        return start_import(roster.file, back, skip=skip, file_id=file_id)
    done = services.import_upload(
        file_id, roster, by=actor, at=clock.now(), on=today(), skip_bad_rows=skip
    )
    if done.errors and not skip:
        form.add_errors({"skip_bad_rows": import_preview.HELD_BACK})
        return _preview(file_id, roster, form, status=422)
    return import_preview.finish(done, roster.file)


@bp.post("/students/import/<int:file_id>/drop")
@access(policies.can_import_students)
def drop_import(file_id: int) -> AnyResponse:
    """Drop a kept export without importing it."""
    services.drop_upload(file_id=file_id, by=guard.current_actor())
    respond.tell("The file is dropped. Nothing was imported.")
    return respond.go(url_for("students.import_page"))


def start_import(file: str, back: str, *, skip: bool, **what: int) -> AnyResponse:
    """Hand a large import to the worker, and lead to where its progress is shown."""
    actor, title = guard.current_actor(), f"Import {file}"
    task_id = services.start_import(
        title, back=back, skip_bad_rows=skip, by=actor, at=clock.now(), **what
    )
    return respond.go(url_for("desk.task", task_id=task_id))


def today() -> date:
    """Give the district's own date."""
    return clock.today(str(current_app.config["TIMEZONE"]))


def _import_page(form: RosterForm, *, status: int = 200) -> Response:
    whole = policies.can_import_students(guard.current_actor())
    return respond.page("students/import.html", form=form, whole=whole, status=status)


def _keep_archive(form: RosterForm, name: str, content: bytes) -> AnyResponse:
    actor = guard.current_actor()
    if not policies.can_import_students(actor):
        form.add_errors({"file": NOT_YOURS})
        return _import_page(form, status=422)
    try:
        file_id = services.keep_upload(name=name, content=content, by=actor, at=clock.now())
    except Invalid as error:
        form.add_errors(error.fields)
        return _import_page(form, status=422)
    return respond.go(url_for("students.preview_import", file_id=file_id))


def _kept_roster(file_id: int) -> Roster:
    kept = files.find(file_id, services.ROSTER, by=guard.current_actor())
    if kept is None:
        raise NotFound("This file is not here any more. Choose it again.")
    return read_uploaded_roster(kept.name, kept.content, today())


def _preview(file_id: int, roster: Roster, form: ImportForm, *, status: int = 200) -> Response:
    done = preview_roster(roster=roster, by=guard.current_actor(), on=today(), skip_bad_rows=True)
    return import_preview.show(
        done,
        form,
        file=roster.file,
        kind=roster.kind,
        apply=url_for("students.apply_import", file_id=file_id),
        drop=url_for("students.drop_import", file_id=file_id),
        status=status,
    )
