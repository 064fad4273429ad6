"""Import a roster: choose a file, see what it would change, apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from app.accounts import policies
from app.core import clock, files, guard, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.students import services
from app.students.blueprint import bp
from app.students.forms import RosterImportForm, RosterUploadForm
from app.students.import_show import SHOWN, shown_changes, summary
from app.students.importing import preview_roster
from app.students.roster_reading import read_uploaded_roster

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from app.students.importing import Imported
    from app.students.roster import Roster


@bp.get("/students/import")
@access(policies.can_import_students)
def import_page() -> Response:
    """Show the form that takes a roster file."""
    return respond.page("students/import.html", form=RosterUploadForm(formdata=None))


@bp.post("/students/import")
@access(policies.can_import_students)
def upload_roster() -> AnyResponse:
    """Keep a roster file and lead to its preview; write nothing of it."""
    form = RosterUploadForm()
    if not form.accept():
        return respond.page("students/import.html", form=form, status=422)
    name, content = form.upload()
    try:
        file_id = services.keep_upload(
            name=name, content=content, by=guard.current_actor(), at=clock.now()
        )
    except Invalid as error:
        form.add_errors(error.fields)
        return respond.page("students/import.html", form=form, status=422)
    return respond.go(url_for("students.preview_import", file_id=file_id))


@bp.get("/students/import/<int:file_id>")
@access(policies.can_import_students)
def preview_import(file_id: int) -> Response:
    """Show what a kept roster would change, and its errors by row and column."""
    roster = _kept_roster(file_id)
    return _preview(file_id, roster, RosterImportForm(formdata=None))


@bp.post("/students/import/<int:file_id>")
@access(policies.can_import_students)
def apply_import(file_id: int) -> AnyResponse:
    """Write a kept roster; with errors in it only when told to leave the bad rows out."""
    roster, form = _kept_roster(file_id), RosterImportForm()
    actor = guard.current_actor()
    done = services.import_roster(
        roster=roster,
        by=actor,
        at=clock.now(),
        on=_today(),
        skip_bad_rows=form.accept() and bool(form.skip_bad_rows.data),
    )
    if done.errors and not form.skip_bad_rows.data:
        form.add_errors({"skip_bad_rows": "Mend the file, or leave the rows with errors out."})
        return _preview(file_id, roster, form, status=422)
    services.drop_upload(file_id=file_id, by=actor)
    respond.tell(f"{roster.file} is imported: {summary(done)}")
    return respond.go(url_for("students.import_page"))


@bp.post("/students/import/<int:file_id>/drop")
@access(policies.can_import_students)
def drop_import(file_id: int) -> AnyResponse:
    """Drop a kept roster without importing it."""
    services.drop_upload(file_id=file_id, by=guard.current_actor())
    respond.tell("The file is dropped. Nothing was imported.")
    return respond.go(url_for("students.import_page"))


def _kept_roster(file_id: int) -> Roster:
    kept = files.find(file_id, services.ROSTER, by=guard.current_actor())
    if kept is None:
        raise NotFound("This file is not here any more. Choose it again.")
    return read_uploaded_roster(kept.name, kept.content, _today())


def _preview(
    file_id: int, roster: Roster, form: RosterImportForm, *, status: int = 200
) -> Response:
    done: Imported = preview_roster(roster=roster, on=_today(), skip_bad_rows=True)
    return respond.page(
        "students/import_preview.html",
        status=status,
        file_id=file_id,
        roster=roster,
        done=done,
        changes=shown_changes(done),
        limit=SHOWN,
        form=form,
    )


def _today() -> date:
    return clock.today(str(current_app.config["TIMEZONE"]))
