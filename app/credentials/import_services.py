"""Write a sheet of results, all of it or nothing, and undo it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.intake import batches, kept_sheets, undoing
from app.core.intake.outcome import Imported, told
from app.core.intake.undoing import UndoPlan
from app.core.use_case import use_case
from app.credentials import queries, services
from app.credentials.import_reading import PURPOSE, Line, Listed
from app.credentials.models import OPEN, CredentialAward


@use_case
def import_results(
    listed: Listed,
    *,
    by: Actor,
    at: datetime,
    skip_bad_rows: bool = False,
    sheet_id: int | None = None,
) -> Imported:
    """Write the good rows of a sheet; nothing where one is wrong, unless told to leave it out.

    Raises Conflict for what somebody noted since it was read. `sheet_id` is the kept sheet that
    ends with this.
    """
    if listed.errors and not skip_bad_rows:
        return told(listed, held=True)
    done = told(listed)
    log = batches.begin(PURPOSE, listed.file, by=by, at=at)
    for line in listed.lines:
        if not line.known:
            _write(line, log, by, at)
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    batch_id = log.close(**counts)
    if sheet_id is not None:
        kept_sheets.drop(sheet_id, PURPOSE, by=by)
    return replace(done, batch_id=batch_id)


def _write(line: Line, log: batches.ImportLog, by: Actor, at: datetime) -> None:
    tries = queries.tries_of(line.whose.student_id, line.whose.credential_id)
    going_on = [each.id for each in tries if each.state in OPEN]
    if going_on:
        log.watch(CredentialAward, going_on)
    made = services.note(line.whose, line.result, by=by, at=at)
    if not going_on:
        log.created(CredentialAward, [made.id])


def check_own(batch_id: int, *, by: Actor) -> None:
    """Raise NotFound for an import that is not this actor's to undo."""
    own = by if by.role != "administrator" else None
    if batch_id not in set(db.session.scalars(batches.recent(PURPOSE, by=own))):
        raise NotFound


@use_case
def undo_import(batch_id: int, *, by: Actor, at: datetime) -> UndoPlan:
    """Undo an import of results: remove what it made, put back the tries that it settled.

    What was changed since stays. Raises NotFound, or Conflict for one undone already.
    """
    check_own(batch_id, by=by)
    plan = undoing.undo(batch_id, PURPOSE, by=by, at=at)
    db.session.expire_all()
    for award_id, values in sorted(plan.values.get("credential_award", {}).items()):
        target = {"target": str(values["state"])} if "state" in values else {}
        journal.record("import_undone", CredentialAward.NOUN, award_id, by=by, at=at, **target)
    return plan
