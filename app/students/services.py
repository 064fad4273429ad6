"""Write rosters: one transaction, bulk SQL, one journal row for each student that changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.core import files
from app.core.access import Actor
from app.core.db import db
from app.core.intake import kept_sheets
from app.core.intake.kept_sheets import Kept
from app.core.intake.problems import Progress
from app.core.use_case import use_case
from app.students.import_writing import RosterWriter
from app.students.importing import NO_SUPPLEMENT, Imported, imported, plan_for
from app.students.kept_rosters import Given
from app.students.roster import Roster, Supplement
from app.students.roster_reading import collector_paused

ROSTER = "roster"
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
    RosterWriter(plan, file=roster.file, by=by, at=at, progress=progress).write()
    return imported(plan)


@use_case
def import_kept(  # noqa: PLR0913 - each has a name
    kept: Kept, given: Given, *, by: Actor, at: datetime, on: date, skip_bad_rows: bool
) -> Imported:
    """Import what was read of a kept sheet, and drop the sheet unless errors held it back."""
    done = import_roster(
        roster=given.roster,
        supplement=given.supplement,
        by=by,
        at=at,
        on=on,
        skip_bad_rows=skip_bad_rows,
    )
    if skip_bad_rows or not done.errors:
        kept_sheets.drop(kept.id, kept.purpose, by=by)
    return done


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
