"""Write approved awards into a transcript file, once; the file stays as it went out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from app.accounts.policies import sees_every_student, sees_school
from app.core import clock, files, journal, sheets
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.sheets import Cell
from app.core.use_case import use_case
from app.credit import award_queries
from app.credit.award_models import AwardState, TranscriptExport

HEADINGS: Final = (
    "Award",
    "Student number",
    "Family name",
    "Given name",
    "Grade",
    "School code",
    "School",
    "Program code",
    "Program",
    "Placement",
    "Credit",
    "Credit type",
    "Hours",
    "Earned on",
    "School year",
    "Approved on",
)


@use_case
def export(school_id: int | None, *, by: Actor, at: datetime) -> TranscriptExport:
    """Write the approved awards of a school, or of the district with None, into a new file.

    Each award it names becomes transcripted, so that no award is in two files. Raises NotFound
    for a school that is not theirs, and Conflict when nothing waits.
    """
    if not (sees_every_student(by) if school_id is None else sees_school(by, school_id)):
        raise NotFound
    found = award_queries.waiting(school_id, by)
    awards = award_queries.held([row.id for row in found])
    if not found:
        raise Conflict("No approved award waits for a transcript file.")
    made = sheets.csv_of(HEADINGS, (cells_of(row) for row in found))
    name = f"transcript-{clock.district_day(at).isoformat()}.csv"
    kept = files.keep(award_queries.PURPOSE, name, made, by=by, at=at)
    transcript = TranscriptExport(
        school_id=school_id,
        file_id=kept.id,
        awards=len(found),
        credit=sum(row.credit for row in found),
        by=by.key,
        at=at,
    )
    db.session.add(transcript)
    db.session.flush()
    for each in awards:
        each.export_id = transcript.id
        each.move_to(AwardState.TRANSCRIPTED, by=by, at=at)
        each.moved_at = at
    told = {"awards": transcript.awards, "sha256": kept.sha256}
    journal.record("exported", "transcript", transcript.id, by=by, at=at, **told)
    return transcript


def cells_of(row: Any) -> list[Cell]:  # noqa: ANN401 - a row of `award_queries.waiting`
    """Give the line of an award in a transcript file."""
    return [
        row.id,
        row.student_number,
        row.family_name,
        row.given_name,
        row.grade,
        row.school_code,
        row.school,
        row.program_code,
        row.program,
        row.placement,
        Decimal(row.credit).scaleb(-2),
        row.credit_type,
        sheets.hours(row.minutes),
        row.earned_on,
        f"{row.school_year - 1}-{row.school_year % 100:02d}",
        clock.district_day(row.approved_at),
    ]
