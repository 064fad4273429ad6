"""Keep scans of answers given on paper, beside the answer, and give them to who may see it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.core import files
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.file_types import check_document
from app.core.rows import AnyRow
from app.core.text import one_line
from app.core.use_case import use_case
from app.outreach import queries
from app.outreach.models import AnswerScan, LinkAnswer

PURPOSE: Final = "answer_scan"
WHOLE: Final = frozenset({"administrator", "district_lead"})


@use_case
def keep(name: str, content: bytes, *, by: Actor, at: datetime) -> int:
    """Keep a scan before its answer is entered, so that a mistake in the form does not lose it.

    Raises Invalid for an empty or too large file, and for what is no PDF and no photo.
    """
    name = one_line(name) or "scan"
    check_document(name, content)
    return files.keep(PURPOSE, name, content, by=by, at=at).id


def name_of(file_id: int, by: Actor) -> str:
    """Give the name of a scan that somebody kept for an answer, empty for any other file."""
    query = sa.select(files.File.name).where(
        files.File.id == file_id, files.File.purpose == PURPOSE, files.File.kept_by == by.key
    )
    return db.session.scalar(query) or ""


@use_case
def attach(  # noqa: PLR0913 - what, to which answer, by whom and when
    request_id: int, answer_id: int, name: str, content: bytes, *, by: Actor, at: datetime
) -> None:
    """Attach a scan to an answer that staff entered from paper, once.

    Raises NotFound for another request's answer, Conflict when it has a scan or came by link.
    """
    request = queries.request_for(request_id, by)
    answer = db.session.get(LinkAnswer, answer_id)
    if answer is None or answer.request_id != request.id:
        raise NotFound
    if answer.method == "link":
        raise Conflict("This answer came by its link; there is no paper of it.")
    if answer_id in answers_with(request.id):
        raise Conflict("This answer has a scan already.")
    beside(answer_id, keep(name, content, by=by, at=at))


def beside(answer_id: int, file_id: int) -> None:
    """Put a scan beside an answer, inside the open use case."""
    db.session.add(AnswerScan(answer_id=answer_id, file_id=file_id))


def of_request(request_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give the scans beside a request's answers, and whether this actor may open each."""
    rows = db.session.execute(
        sa.select(AnswerScan.answer_id, files.File.id, files.File.name, files.File.kept_by)
        .join(LinkAnswer, LinkAnswer.id == AnswerScan.answer_id)
        .join(files.File, files.File.id == AnswerScan.file_id)
        .where(LinkAnswer.request_id == request_id)
    ).all()
    # a sheet of paper names every student that the request is about
    if actor.role in WHOLE or queries.schools_of(request_id) <= actor.school_ids:
        return rows
    return [row for row in rows if row.kept_by == actor.key]


def answers_with(request_id: int) -> frozenset[int]:
    """Give which of a request's answers have a scan, whoever may open it."""
    query = sa.select(AnswerScan.answer_id).join(LinkAnswer, LinkAnswer.id == AnswerScan.answer_id)
    return frozenset(db.session.scalars(query.where(LinkAnswer.request_id == request_id)))


def scan_for(request_id: int, file_id: int, actor: Actor) -> files.File:
    """Give a scan with its content; raise NotFound for one that this actor may not see."""
    request = queries.request_for(request_id, actor)
    if file_id not in {row.id for row in of_request(request.id, actor)}:
        raise NotFound
    found = db.session.scalar(
        sa.select(files.File)
        .where(files.File.id == file_id)
        .options(sa.orm.undefer(files.File.content))
    )
    if found is None:
        raise NotFound
    return found
