"""Make the agreements of accepted matches: one signed, some being signed, the others drafts."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from app.agreements import facts, wording
from app.agreements.asking import AGREEMENT, KIND, PARTY_OF
from app.agreements.models import (
    Agreement,
    AgreementState,
    AgreementText,
    Method,
    Party,
    Signature,
)
from app.core import frozen
from app.core.filters import day as day_words
from app.core.language import speaking
from app.desk.demo.mails import short_name
from app.desk.demo.requests import Reader, lay_out, open_request
from app.desk.demo.schools import specialists_by_school
from app.employers.models import Contact, Employer, Site
from app.matches.models import Match, MatchState
from app.outreach.shapes import Subject
from app.placements.models import Placement, PlacementSlot
from app.programs.mailing import DEFAULTS
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Guardian, Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

S: Final = AgreementState
PLAN: Final = DEFAULTS[KIND]
SHOWN: Final = (S.SIGNED, S.SIGNING, S.SIGNING)
NEWS: Final = {
    "en": "Please read it before you sign.",
    "es": "Por favor, léalo antes de firmar.",
}


def make_agreements(making: Making, jobs: list[Job]) -> None:
    """Draft an agreement for each accepted match of this season; have a few of them signed."""
    by_id = {job.id: job for job in jobs if not job.course.ago}
    guardians: dict[int, list[Row]] = {}
    for row in making.rows.of(Guardian):
        guardians.setdefault(row["student_id"], []).append(row)
    shown, specialists = list(SHOWN), specialists_by_school(making)
    for match in making.rows.of(Match):
        job = by_id.get(match["placement_id"])
        if job is None or match["state"] is not MatchState.ACCEPTED:
            continue
        student = making.rows.row(Student, match["student_id"])
        by = f"staff:{specialists[student['school_id']]}"
        signable = student["email"] and student["id"] in guardians
        state = shown.pop(0) if shown and signable else S.DRAFT
        agreement_id = _draft(making, match, job, by)
        if state is not S.DRAFT:
            _sign(making, agreement_id, match, job, guardians[student["id"]], by, state)


def _draft(making: Making, match: Row, job: Job, by: str) -> int:
    at = making.season.loaded_at - timedelta(days=2)
    agreement_id = making.rows.add(
        Agreement,
        match_id=match["id"],
        state=S.DRAFT,
        number=0,
        signer_id=job.supervisor_id,
        objectives="",
        safety="",
        others="",
        created_at=at,
        moved_at=at,
        version=1,
    )
    making.note("created", "agreement", agreement_id, by=by, at=at, match=match["id"])
    return agreement_id


def _sign(  # noqa: PLR0913, PLR0917 - a signing has these parts
    making: Making,
    agreement_id: int,
    match: Row,
    job: Job,
    guardians: list[Row],
    by: str,
    state: AgreementState,
) -> None:
    at = making.season.loaded_at - timedelta(hours=30)
    row = making.rows.row(Agreement, agreement_id)
    whole = _whole(making, match, job)
    said = facts.facts_of(whole, facts.Terms())
    text = wording.write(said)
    parties = facts.parties_of(whole)
    making.rows.add(
        AgreementText,
        agreement_id=agreement_id,
        number=1,
        template=wording.TEMPLATE,
        text=text,
        text_hash=frozen.hash_of(text),
        facts=said,
        parties=[str(each) for each in parties],
        by=by,
        at=at,
    )
    row["number"], row["version"], row["moved_at"] = 1, 2, at
    making.move(Agreement, agreement_id, S.SIGNING, by=by, at=at)
    student = making.rows.row(Student, match["student_id"])
    contact = making.rows.row(Contact, job.supervisor_id)
    name = f"{student['given_name']} {student['family_name']}"
    readers = [
        Reader("student", student["id"], name, student["email"], student["language"]),
        *(
            Reader("guardian", each["id"], each["name"], each["email"], each["language"])
            for each in guardians
        ),
        Reader("contact", contact["id"], contact["name"], contact["email"], contact["language"]),
    ]
    names = {PARTY_OF[each.kind]: each.name for each in readers} | {Party.SCHOOL: "Pat Moreno"}
    digest = frozen.hash_of(text)
    for party in parties if state is S.SIGNED else [Party.STUDENT]:
        _signature(making, agreement_id, party, names[party], digest, by, at)
    if state is S.SIGNED:
        row["version"] = 3
        making.move(Agreement, agreement_id, S.SIGNED, by=by, at=at + timedelta(minutes=9))
        row["moved_at"] = at + timedelta(minutes=9)
        return
    for reader in readers[1:]:
        if PARTY_OF[reader.kind] in parties:
            _ask(making, agreement_id, match, job, reader, at)


def _signature(  # noqa: PLR0913, PLR0917 - a signature has these parts
    making: Making,
    agreement_id: int,
    party: Party,
    name: str,
    digest: str,
    by: str,
    at: datetime,
) -> None:
    at += timedelta(minutes=5)
    signature_id = making.rows.add(
        Signature,
        agreement_id=agreement_id,
        number=1,
        party=party,
        attempt=1,
        text_hash=digest,
        name=name,
        signer=by if party is Party.SCHOOL else str(party),
        method=Method.STAFF if party is Party.SCHOOL else Method.IN_PERSON,
        language="en",
        by=by,
        address="",
        agent="",
        note="" if party is Party.SCHOOL else "signed at the orientation evening",
        file_id=None,
        request_id=None,
        at=at,
    )
    told: dict[str, Any] = {"party": str(party), "signature": signature_id, "number": 1}
    making.note("signature_given", "agreement", agreement_id, by=by, at=at, **told)


def _ask(  # noqa: PLR0913, PLR0917 - a request has these parts
    making: Making, agreement_id: int, match: Row, job: Job, reader: Reader, at: datetime
) -> None:
    with speaking(reader.language):
        days = {"first_day": day_words(job.start), "last_day": day_words(job.end)}
    student = making.rows.row(Student, match["student_id"])
    request_id = open_request(
        making,
        making.draw(f"agreement {agreement_id} {reader.kind} {reader.id}"),
        KIND,
        reader,
        Subject(AGREEMENT, agreement_id),
        PLAN,
        program_id=job.course.id,
        school_ids=[student["school_id"]],
        at=at,
        student=short_name(making, student["id"]),
        placement=making.rows.row(Placement, job.id)["title"],
        employer=making.rows.row(Employer, job.partner.id)["name"],
        news=NEWS.get(reader.language, NEWS["en"]),
        **days,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)


def _whole(making: Making, match: Row, job: Job) -> Match:
    """Give the rows of a match in the shape that the facts are read from."""
    placement = SimpleNamespace(**making.rows.row(Placement, job.id))
    student = SimpleNamespace(**making.rows.row(Student, match["student_id"]))
    student.school = SimpleNamespace(**making.rows.row(School, student.school_id))
    placement.site = SimpleNamespace(**making.rows.row(Site, placement.site_id))
    employer = making.rows.row(Employer, placement.site.employer_id)
    placement.site.employer = SimpleNamespace(**employer)
    placement.supervisor = SimpleNamespace(**making.rows.row(Contact, job.supervisor_id))
    placement.program = SimpleNamespace(**making.rows.row(Program, job.course.id))
    placement.slots = [
        SimpleNamespace(**row)
        for row in making.rows.of(PlacementSlot)
        if row["placement_id"] == job.id
    ]
    return cast("Match", SimpleNamespace(placement=placement, student=student))
