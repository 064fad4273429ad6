"""Ask for the documents that accepted students still miss."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.language import speaking
from app.desk.demo.consents import reader_of
from app.desk.demo.mails import short_name
from app.desk.demo.requests import Reader, lay_out, open_request
from app.desk.demo.sent_documents import send
from app.matches.models import Match, MatchState
from app.outreach.shapes import Subject
from app.papers.document_asking import KIND, MATCH
from app.placements import catalogue_words
from app.placements.models import Placement
from app.programs.mailing import DEFAULTS
from app.students.models import Guardian, Student, StudentDocument
from app.students.privacy import CONSENT_KIND

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

PLAN: Final = DEFAULTS["documents"]
HOURS_AGO: Final = 6
WORKING: Final = (MatchState.ACCEPTED, MatchState.ACTIVE)


def ask_for_documents(making: Making, jobs: list[Job]) -> None:
    """Ask this morning about every accepted match of this season that misses a document."""
    by_id = {job.id: job for job in jobs if not job.course.ago}
    filed = {(row["student_id"], row["kind"]) for row in making.rows.of(StudentDocument)}
    guardians: dict[int, Row] = {}
    for row in making.rows.of(Guardian):
        if row["email"]:
            guardians.setdefault(row["student_id"], row)
    sent: set[int] = set()
    for match in making.rows.of(Match):
        job, student_id = by_id.get(match["placement_id"]), match["student_id"]
        if job is None or match["state"] not in WORKING:
            continue
        placement = making.rows.row(Placement, job.id)
        asked = (*job.course.rules.documents.required, *placement["documents"])
        lacks = [kind for kind in dict.fromkeys(asked) if (student_id, kind) not in filed]
        reader = reader_of(making, student_id, guardians.get(student_id))
        if reader is not None and lacks and lacks != [CONSENT_KIND]:
            request_id = _ask(making, match, placement, lacks, reader)
            school_id = making.rows.row(Student, student_id)["school_id"]
            if school_id not in sent:
                sent.add(school_id)
                send(making, request_id, match, lacks, reader)


def _ask(making: Making, match: Row, placement: Row, lacks: list[str], reader: Reader) -> int:
    at = making.season.loaded_at - timedelta(hours=HOURS_AGO)
    student = making.rows.row(Student, match["student_id"])
    with speaking(reader.language):
        names = catalogue_words.documents()
        papers = "\n".join(f"- {names[kind]}" for kind in lacks)
        first_day = day_words(placement["start_date"], year=True)
    request_id = open_request(
        making,
        making.draw(f"documents {match['id']}"),
        KIND,
        reader,
        Subject(MATCH, match["id"]),
        PLAN,
        program_id=placement["program_id"],
        school_ids=[student["school_id"]],
        at=at,
        student=short_name(making, match["student_id"]),
        placement=placement["title"],
        first_day=first_day,
        papers=papers,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
    return request_id
