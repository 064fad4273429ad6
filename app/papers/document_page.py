"""Say which documents a placement still misses, by link, and take what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import SYSTEM, Actor
from app.core.filters import day as day_words
from app.core.rows import AnyRow
from app.core.text import day_of, number, one_line
from app.matches import documents
from app.matches import queries as matches
from app.matches.faces import short_name
from app.matches.models import Match
from app.outreach import sending
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.papers import document_services, queries, sent_queries, sent_services
from app.papers.document_services import Told
from app.papers.models import DocumentWord, SentState, Word
from app.placements import catalogue_words

FORM, RECEIPT = "papers/_documents_form.html", "papers/_documents_receipt.html"
SHEET = "papers/_documents_sheet.html"
UNPROCESSABLE: Final = 422
SENT: Final = "sent"
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
        SENT: _("Here is a photo or scan of it:"),
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
    files = {kind: file_id for kind, (file_id, _name) in _sent(typed, lacks, evidence.by).items()}
    waiting = {kind for kind, row in sent_queries.newest_of(match.id).items() if _waits(row)}
    told, wrong = {}, {}
    for kind in lacks:
        sent = kind in files or (kind in waiting and typed.get(f"said-{kind}") == SENT)
        told[kind], problem = _told(typed, kind, asked.zone, sent=sent)
        if problem:
            wrong[kind] = problem
    if wrong:
        raise AskAgain(_page(asked, match, lacks, FORM, typed, wrong))
    sent_services.take(match, files, evidence, at=at)
    document_services.tell(match, told, evidence, teller=asked.recipient_name, at=at)
    figures = {
        kind: {"said": str(each.said), "on": each.on.isoformat() if each.on else None}
        | ({"file": files[kind]} if kind in files else {})
        for kind, each in told.items()
    }
    return Reply("documents", figures)


def _sent(
    typed: MultiDict[str, str], lacks: Sequence[str], by: Actor
) -> dict[str, tuple[int, str]]:
    """Give by kind the file that came for it, its id and name.

    One that came just now counts whatever else is ticked; one that came with an answer that was
    not taken counts while nothing else is ticked.
    """
    fields = {kind: typed.get(f"file-{kind}", "") for kind in lacks}
    fields |= {
        kind: typed.get(f"kept-{kind}", "")
        for kind in lacks
        if not fields[kind] and typed.get(f"said-{kind}", SENT) == SENT
    }
    names = sending.names_of(fields.values(), by)
    known = {kind: number(field) for kind, field in fields.items()}
    return {kind: (id_, names[id_]) for kind, id_ in known.items() if id_ in names}


def _waits(row: AnyRow) -> bool:
    return row.state is SentState.WAITING


def is_done(asked: LinkRequest) -> bool:
    """Tell whether something is known of every document, or none is missing any more."""
    match, lacks = _found(asked, None)
    said = said_of(match.id)
    return all(kind in said for kind in lacks)


def said_of(match_id: int) -> dict[str, DocumentWord]:
    """Give the last word on each document of a match, but for what was sent back since."""
    back = sent_back(match_id)
    words = queries.words_of(match_id)
    return {
        kind: word
        for kind, word in words.items()
        if kind not in back or word.at > back[kind].settled_at
    }


def sent_back(match_id: int) -> dict[str, AnyRow]:
    """Give by kind what was sent for a match and sent back, and no newer one came."""
    newest = sent_queries.newest_of(match_id)
    return {kind: row for kind, row in newest.items() if row.state is SentState.SENT_BACK}


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the placement is over, or the student does not take it any more."""
    match = matches.match_for(asked.subject_id, SYSTEM)
    today = clock.today(asked.zone)
    return match.state not in queries.HELD or match.placement.end_date < today


def _told(typed: MultiDict[str, str], kind: str, zone: str, *, sent: bool) -> tuple[Told, str]:
    said = typed.get(f"said-{kind}", "")
    note = one_line(typed.get(f"note-{kind}", ""))
    if sent:
        return Told(Word.HANDED_IN, None, note), ""
    if said == SENT:
        return Told(Word.HELP), _("Choose the photo or scan of it.")
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
    words, newest = said_of(match.id), sent_queries.newest_of(match.id)
    sent = {kind: row.file for kind, row in newest.items() if _waits(row)}
    reader = Actor(asked.recipient_kind, asked.recipient_id)
    kept = _sent(typed, lacks, reader) if typed else {}
    filled = (
        {**typed, **{f"said-{kind}": SENT for kind in kept}} if typed else _as_said(words, sent)
    )
    context: dict[str, Any] = {
        "match": match,
        "name": short_name(match),
        "own": asked.recipient_kind == "student",
        "lacks": lacks,
        "kinds": catalogue_words.documents(),
        "what_for": what_for(),
        "said_words": said_words(),
        "words": words,
        "filled": filled,
        "wrong": wrong or {},
        "sent": sent,
        "back": {kind: row.reason for kind, row in sent_back(match.id).items()},
        "kept": kept,
        "first_day": day_words(match.placement.start_date, year=True),
        "today": clock.today(asked.zone).isoformat(),
        "closed": is_closed(asked),
    }
    title = _("Thank you") if template == RECEIPT else _("Papers before the first day")
    return Shown(template, title, context, status=UNPROCESSABLE if wrong else 200)


def _as_said(words: dict[str, Any], sent: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, word in words.items():
        found |= {
            f"said-{kind}": SENT if kind in sent else str(word.said),
            f"on-{kind}": word.on.isoformat() if word.on else "",
            f"note-{kind}": word.note,
        }
    return found
