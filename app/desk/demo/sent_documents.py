"""Let one family of each school send a scan of a document that is missing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.files import File
from app.core.todos import Todo
from app.desk.demo.papers import one_page
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.outreach.sending import TAKEN
from app.papers.document_services import HANDED_IN, SENTENCES
from app.papers.models import DocumentWord, Method, SentDocument, SentState, Word
from app.students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from app.desk.demo.making import Making
    from app.desk.demo.requests import Reader
    from app.desk.demo.rows import Row

AGENT: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile Safari"


def send(making: Making, request_id: int, match: Row, lacks: list[str], reader: Reader) -> None:
    """Answer a request about documents: a scan of the first, the school has the others."""
    request = making.rows.row(LinkRequest, request_id)
    at, by = request["created_at"] + timedelta(hours=1), f"{reader.kind}:{reader.id}"
    paper = one_page(lacks[0].replace("_", " "))
    file_id = making.rows.add(
        File,
        purpose=TAKEN,
        name=f"{lacks[0]}.pdf",
        size=len(paper),
        sha256=hashlib.sha256(paper).hexdigest(),
        content=paper,
        kept_by=by,
        kept_at=at,
    )
    making.rows.add(
        SentDocument,
        match_id=match["id"],
        kind=lacks[0],
        file_id=file_id,
        request_id=request_id,
        sender=reader.name,
        state=SentState.WAITING,
        reason="",
        at=at,
        settled_at=None,
        version=1,
    )
    making.note("document_sent", "match", match["id"], by=by, at=at, kind=lacks[0])
    for kind in lacks:
        making.rows.add(
            DocumentWord,
            match_id=match["id"],
            kind=kind,
            said=Word.HANDED_IN,
            on=None,
            note="",
            teller=reader.name,
            method=Method.LINK,
            by=by,
            request_id=request_id,
            at=at,
        )
        told = {"kind": kind, "said": str(Word.HANDED_IN)}
        making.note("document_said", "match", match["id"], by=by, at=at, **told)
    making.rows.add(
        LinkAnswer,
        request_id=request_id,
        at=at,
        action="documents",
        method="link",
        by=by,
        name_typed="",
        address="203.0.113.78",
        agent=AGENT,
        note="",
        figures={kind: {"said": str(Word.HANDED_IN), "on": None} for kind in lacks},
    )
    making.move(LinkRequest, request_id, RequestState.ANSWERED, by=by, at=at)
    request["answered_at"] = at
    _remind(making, match, lacks, at)


def _remind(making: Making, match: Row, lacks: list[str], at: datetime) -> None:
    student = making.rows.row(Student, match["student_id"])
    name = f"{student['preferred_name'] or student['given_name']} {student['family_name']}"
    names = ", ".join(kind.replace("_", " ") for kind in lacks)
    making.rows.add(
        Todo,
        kind=HANDED_IN,
        record="match",
        record_id=match["id"],
        sentence=SENTENCES[HANDED_IN].format(name, names),
        url=f"/students/{student['id']}#documents",
        role="career_specialist",
        school_id=student["school_id"],
        opened_at=at,
        done_at=None,
        done_by=None,
    )
    making.note("asked_staff", "match", match["id"], by="system", at=at)
