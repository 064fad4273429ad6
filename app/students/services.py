"""Write rosters: one transaction, bulk SQL, one journal row for each student that changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.core import files, journal, tasks
from app.core.access import Actor
from app.core.db import db
from app.core.intake import kept_sheets, undoing
from app.core.intake.kept_sheets import Kept
from app.core.intake.problems import Progress
from app.core.intake.undoing import UndoPlan
from app.core.use_case import use_case
from app.students import import_history, kept_rosters
from app.students.import_writing import PURPOSE, RosterWriter
from app.students.importing import NO_SUPPLEMENT, Imported, imported, plan_for
from app.students.kept_rosters import Given
from app.students.models import Student
from app.students.recipients import follow_roster
from app.students.roster import Roster, Supplement
from app.students.roster_reading import collector_paused

ROSTER = "roster"
IMPORT, UNDO = "students.import", "students.undo_import"
KEEP_UPLOAD = timedelta(days=1)


@collector_paused()
@use_case
def import_roster(  # noqa: PLR0913 - each has a name
    *,
    roster: Roster,
    by: Actor,
    at: datetime,
    on: date,
    supplement: Supplement = NO_SUPPLEMENT,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Write a roster as of a local day; of a file with an error nothing, unless told to skip rows.

    A second import of the same file writes nothing. Students missing from a bulk export are marked
    as no longer enrolled; nothing is deleted.
    """
    plan = plan_for(roster, supplement, on, by=by, skip_bad_rows=skip_bad_rows)
    file = roster.file if roster.students or not supplement.file else supplement.file
    batch_id = RosterWriter(plan, file=file, by=by, at=at, progress=progress).write()
    if batch_id is not None:
        follow_roster(by=by, at=at)
    return imported(plan, batch_id)


@use_case
def import_kept(  # noqa: PLR0913 - each has a name
    kept: Kept,
    given: Given,
    *,
    by: Actor,
    at: datetime,
    on: date,
    skip_bad_rows: bool,
    progress: Progress | None = None,
) -> Imported:
    """Import what was read of a kept sheet, and drop the sheet unless errors held it back."""
    done = import_roster(
        roster=given.roster,
        supplement=given.supplement,
        by=by,
        at=at,
        on=on,
        skip_bad_rows=skip_bad_rows,
        progress=progress,
    )
    if skip_bad_rows or not done.errors:
        kept_sheets.drop(kept.id, kept.purpose, by=by)
    return done


@use_case
def import_upload(  # noqa: PLR0913 - each has a name
    file_id: int, roster: Roster, *, by: Actor, at: datetime, on: date, skip_bad_rows: bool
) -> Imported:
    """Import what was read of an upload, and drop the upload unless errors held it back."""
    done = import_roster(roster=roster, by=by, at=at, on=on, skip_bad_rows=skip_bad_rows)
    if skip_bad_rows or not done.errors:
        drop_upload(file_id=file_id, by=by)
    return done


@use_case
def start_import(
    title: str, *, back: str, skip_bad_rows: bool, by: Actor, at: datetime, **what: int
) -> int:
    """Hand an import of a kept `sheet_id` or `file_id` to the worker; give the task's id."""
    arguments = {**what, "skip_bad_rows": skip_bad_rows}
    return tasks.start(IMPORT, arguments, title=title, back=back, by=by, at=at)


@use_case
def start_undo(batch_id: int, *, by: Actor, at: datetime) -> int:
    """Hand the undo of a large import to the worker; give the task's id."""
    batch = import_history.batch_for(batch_id, by)
    title, back = f"Undo the import of {batch.file}", f"/students/imports/{batch.id}"
    return tasks.start(UNDO, {"batch_id": batch_id}, title=title, back=back, by=by, at=at)


@use_case
def undo_import(batch_id: int, *, by: Actor, at: datetime) -> UndoPlan:
    """Undo an import; students whom it created and who must stay are marked as no longer enrolled.

    Raises NotFound for an import of somebody else's, Conflict for one that was undone already.
    """
    import_history.batch_for(batch_id, by)
    plan = undoing.undo(batch_id, PURPOSE, import_history.PARTS, by=by, at=at)
    for student_id in sorted(plan.kept.get(Student.__tablename__, ())):
        one = sa.update(Student).where(Student.id == student_id, Student.left_at.is_(None))
        result = db.session.execute(one.values(left_at=at, updated_at=at))
        if result.rowcount:  # type: ignore[attr-defined]
            journal.record("left", "student", student_id, by=by, at=at)
    for student_id in sorted(plan.values.get(Student.__tablename__, ())):
        journal.record("import_undone", "student", student_id, by=by, at=at)
    follow_roster(by=by, at=at)
    return plan


@use_case
def keep_upload(*, name: str, content: bytes, by: Actor, at: datetime) -> int:
    """Keep an uploaded roster between its preview and its import; drop uploads older than a day."""
    db.session.execute(
        sa.delete(files.File).where(
            files.File.purpose == ROSTER, files.File.kept_at < at - KEEP_UPLOAD
        )
    )
    return files.keep(ROSTER, name, content, by=by, at=at).id


@use_case
def drop_upload(*, file_id: int, by: Actor) -> None:
    """Drop an uploaded roster of one's own, after its import or instead of it."""
    db.session.execute(
        sa.delete(files.File).where(
            files.File.id == file_id, files.File.purpose == ROSTER, files.File.kept_by == by.key
        )
    )


@use_case
def drop_given(what: Mapping[str, int], *, by: Actor) -> None:
    """Drop the kept sheet or export of an import that is done."""
    if "sheet_id" in what:
        kept = kept_rosters.find(what["sheet_id"], by=by)
        kept_sheets.drop(kept.id, kept.purpose, by=by)
    else:
        drop_upload(file_id=what["file_id"], by=by)
