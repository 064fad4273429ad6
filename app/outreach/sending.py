"""Keep the photos and scans that come through a link, until the answer that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core import files
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Invalid
from app.core.file_types import type_of
from app.core.text import number, one_line
from app.core.use_case import use_case
from app.outreach import scans
from app.outreach.models import AnswerScan

SENT, TAKEN = "sent", "document"
MOST_KEPT: Final = 20
KEPT_FOR: Final = timedelta(days=2)


@use_case
def keep(name: str, content: bytes, *, by: Actor, at: datetime) -> int:
    """Keep a file before the answer it comes with, so that a mistake elsewhere does not lose it.

    Raises Invalid, in the reader's language, for an empty or too large file, for what is no PDF
    and no photo, and for more files than one person may send in two days.
    """
    name = one_line(name) or "photo"
    if not content or not type_of(content):
        raise Invalid(
            _("%(name)s is no PDF and no photo. Choose a PDF, JPEG, PNG or HEIC file.", name=name)
        )
    if len(content) > files.LARGEST:
        raise Invalid(_("%(name)s is larger than 10 MB. Choose a smaller photo.", name=name))
    kept = sa.select(sa.func.count()).where(
        files.File.purpose == SENT, files.File.kept_by == by.key
    )
    if (db.session.scalar(kept) or 0) >= MOST_KEPT:
        raise Invalid(_("These are too many files. Bring the papers to the school instead."))
    return files.keep(SENT, name, content, by=by, at=at).id


def names_of(typed: Iterable[str | None], by: Actor) -> dict[int, str]:
    """Give by id the names of the files that a person sent and no answer took yet."""
    ids = {known for each in typed if (known := number(each or ""))}
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(files.File.id, files.File.name).where(
            files.File.id.in_(ids), files.File.purpose == SENT, files.File.kept_by == by.key
        )
    )
    return {row.id: row.name for row in rows}


def take(file_id: int) -> None:
    """Let an answer take a file, inside the open use case, so that it is kept for good."""
    db.session.execute(sa.update(files.File).where(files.File.id == file_id).values(purpose=TAKEN))


@use_case
def clear_due(at: datetime) -> int:
    """Delete the files that no answer took within two days, sent or scanned; give how many."""
    old = files.File.kept_at < at - KEPT_FOR
    beside = sa.exists().where(AnswerScan.file_id == files.File.id)
    lost = sa.or_(files.File.purpose == SENT, sa.and_(files.File.purpose == scans.PURPOSE, ~beside))
    gone = sa.delete(files.File).where(old, lost).returning(files.File.id)
    return len(db.session.scalars(gone).all())
