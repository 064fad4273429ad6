"""Import a large roster in the background."""

from __future__ import annotations

from flask import current_app

from app.core import clock, files
from app.core.errors import Invalid, NotFound
from app.core.task_running import Job
from app.core.use_case import use_case
from app.students import kept_rosters, services
from app.students.import_show import summary, undone
from app.students.importing import NO_SUPPLEMENT, Imported
from app.students.roster import Roster, Supplement
from app.students.roster_reading import read_uploaded_roster

HELD_BACK = "Nothing was written, because rows have errors. Mend them, or leave them out."


def import_students(job: Job) -> None:
    """Read a kept sheet or export, and write it in one use case that also ends the task."""
    job.say("Reading the rows.")
    on = clock.today(str(current_app.config["TIMEZONE"]))
    if "sheet_id" in job.arguments:
        kept = kept_rosters.find(job.arguments["sheet_id"], by=job.by)
        given = kept_rosters.read_kept(kept, on)
        roster, supplement = given.roster, given.supplement
    else:
        upload = files.find(job.arguments["file_id"], services.ROSTER, by=job.by)
        if upload is None:
            raise NotFound("The file is not here any more. Choose it again.")
        roster = read_uploaded_roster(upload.name, upload.content, on, job)
        supplement = NO_SUPPLEMENT
    job.say("Writing the students.")
    _write(job, roster, supplement)


@use_case
def _write(job: Job, roster: Roster, supplement: Supplement) -> Imported:
    skip = bool(job.arguments["skip_bad_rows"])
    done = services.import_roster(
        roster=roster,
        supplement=supplement,
        by=job.by,
        at=job.at,
        on=clock.district_day(job.at),
        skip_bad_rows=skip,
        progress=job,
    )
    if done.errors and not skip:
        raise Invalid(HELD_BACK)
    services.drop_given(job.arguments, by=job.by)
    job.done(summary(done), url=_where(done), batch_id=done.batch_id)
    return done


def _where(done: Imported) -> str:
    return f"/students/imports/{done.batch_id}" if done.batch_id else "/students/imports"


@use_case
def undo_import(job: Job) -> None:
    """Undo an import in one use case that also ends the task."""
    plan = services.undo_import(job.arguments["batch_id"], by=job.by, at=job.at)
    job.done(undone(plan))
