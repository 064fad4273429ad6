"""Say which documents a placement still misses, by link, and take what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import SYSTEM, Actor
from app.core.filters import day as day_words
from app.core.text import day_of, one_line
from app.matches import documents
from app.matches import queries as matches
from app.matches.faces import short_name
from app.matches.models import Match
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.papers import document_services, queries
from app.papers.document_services import Told
from app.papers.models import Word
from app.placements import catalogue_words

FORM, RECEIPT = "papers/_documents_form.html", "papers/_documents_receipt.html"
SHEET = "papers/_documents_sheet.html"
UNPROCESSABLE: Final = 422
LONGEST_WAIT: Final = timedelta(days=366)


def what_for() -> dict[str, str]:
    """Say in the reader's language what each document is for, and who gives it."""
    return {
        "guardian_consent": _("A parent or guardian signs that the student may take part."),
        "work_permit": _("Young workers need it before the first day. The school helps with it."),
        "medical_certificate": _("A doctor or nurse signs that the student may do this work."),
        "proof_of_age": _("A copy of a birth certificate, passport, or state identity card."),
    }


def said_words() -> dict[str, str]:
    """Say in the reader's language what may become of a document."""
    return {
        Word.HANDED_IN: _("The school has it already"),
        Word.COMING: _("It comes by this day:"),
        Word.HELP: _("We need help with it"),
    }


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the documents that are still missing, or what was said of them."""
    match, lacks = _found(asked, look.staff)
    if is_closed(asked) or (not look.change and is_done(asked)):
        return _page(asked, match, lacks, RECEIPT)
    return _page(asked, match, lacks, FORM)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the list to print, with room to note what became of each."""
    match, lacks = _found(asked, staff)
    return _page(asked, match, lacks, SHEET)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Keep what is said of each missing document; raises AskAgain for what is not said yet."""
    match, lacks = _found(asked, evidence.by if evidence.by.kind == "staff" else None)
    if typed.get("answer") != "send":
        raise AskAgain(_page(asked, match, lacks, FORM, typed))
    told, wrong = {}, {}
    for kind in lacks:
        told[kind], problem = _told(typed, kind, asked.zone)
        if problem:
            wrong[kind] = problem
    if wrong:
        raise AskAgain(_page(asked, match, lacks, FORM, typed, wrong))
    document_services.tell(match, told, evidence, teller=asked.recipient_name, at=at)
    figures = {
        kind: {"said": str(each.said), "on": each.on.isoformat() if each.on else None}
        for kind, each in told.items()
    }
    return Reply("documents", figures)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether something is known of every document, or none is missing any more."""
    match, lacks = _found(asked, None)
    words = queries.words_of(match.id)
    return all(kind in words for kind in lacks)


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the placement is over, or the student does not take it any more."""
    match = matches.match_for(asked.subject_id, SYSTEM)
    today = clock.today(asked.zone)
    return match.state not in queries.HELD or match.placement.end_date < today


def _told(typed: MultiDict[str, str], kind: str, zone: str) -> tuple[Told, str]:
    said = typed.get(f"said-{kind}", "")
    note = one_line(typed.get(f"note-{kind}", ""))
    if said not in set(Word):
        return Told(Word.HELP), _("Choose what became of it.")
    on, today = day_of(typed.get(f"on-{kind}", "")), clock.today(zone)
    if said != Word.COMING:
        return Told(Word(said), None, note), ""
    if on is None or not today <= on <= today + LONGEST_WAIT:
        return Told(Word.COMING), _("Enter the day by which it comes, today or later.")
    return Told(Word.COMING, on, note), ""


def _found(asked: LinkRequest, staff: Actor | None) -> tuple[Match, list[str]]:
    reader = SYSTEM if staff is None else staff
    match = matches.match_for(asked.subject_id, reader)
    return match, lacking_of(match, clock.today(asked.zone))


def lacking_of(match: Match, today: date) -> list[str]:
    """Give the kinds of document that a match lacks on its first day, or today after that."""
    on = max(match.placement.start_date, today)
    kept = documents.on_file([match.student_id]).get(match.student_id, {})
    return [
        kind
        for kind in documents.required_of(match.placement)
        if kind not in kept or ((expires := kept[kind]) is not None and expires < on)
    ]


def _page(  # noqa: PLR0913, PLR0917 - a page has these parts
    asked: LinkRequest,
    match: Match,
    lacks: Sequence[str],
    template: str,
    typed: MultiDict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> Shown:
    words = queries.words_of(match.id)
    context: dict[str, Any] = {
        "match": match,
        "name": short_name(match),
        "own": asked.recipient_kind == "student",
        "lacks": lacks,
        "kinds": catalogue_words.documents(),
        "what_for": what_for(),
        "said_words": said_words(),
        "words": words,
        "filled": typed or _as_said(words),
        "wrong": wrong or {},
        "first_day": day_words(match.placement.start_date, year=True),
        "today": clock.today(asked.zone).isoformat(),
        "closed": is_closed(asked),
    }
    title = _("Thank you") if template == RECEIPT else _("Papers before the first day")
    return Shown(template, title, context, status=UNPROCESSABLE if wrong else 200)


def _as_said(words: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, word in words.items():
        found |= {
            f"said-{kind}": str(word.said),
            f"on-{kind}": word.on.isoformat() if word.on else "",
            f"note-{kind}": word.note,
        }
    return found
