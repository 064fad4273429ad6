"""Let a student rank the placements that they may take, by link, on a phone, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import SYSTEM, Actor
from app.core.filters import instant
from app.core.text import fold, number
from app.matches import preference_queries, preference_services, run_told
from app.matches.preference_models import MOST, PreferenceList
from app.matches.preference_queries import Open
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.placements import catalogue_words
from app.programs.queries import program as program_of
from app.students.queries import student_for

FORM, RECEIPT = "matches/_preference_form.html", "matches/_preference_receipt.html"
SHEET = "matches/_preference_sheet.html"
ON_A_PAGE: Final = 20
WHY_NOT_SHOWN: Final = 40
ON_PAPER: Final = 60
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class _Place:
    """Be where one is among the placements: the words searched for, and the page."""

    words: str = ""
    page: int = 1

    @classmethod
    def read(cls, text: str) -> _Place:
        words, _separator, page = text.partition("~")
        return cls(words.strip(), max(number(page) or 1, 1))

    def at(self, page: int) -> str:
        return f"{self.words}~{page}"


def why_not() -> dict[str, str]:
    """Say in the reader's language why a student may not take a placement, by rule."""
    return {
        "left": _("You are no longer enrolled"),
        "birth_date": _("The school has no birth date of yours"),
        "age": _("You are too young on the first day"),
        "grade": _("It is for other grades"),
        "credential": _("It asks for a credential that you do not have yet"),
        "cap": _("You have as many placements of this program as are allowed"),
        "lifetime_cap": _("You had as many placements as are allowed"),
        "school_hours": _("It is during your school hours"),
        "labor": _("The law on young workers does not allow it at your age"),
        "overlap": _("It is at the same time as a placement that you have"),
    }


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the list to fill in, or what was sent."""
    kept = _kept(asked)
    draft = drafts.draft_of(asked.id)
    if is_closed(asked) or (is_done(asked) and not (look.change or look.step or draft)):
        return _receipt(asked, kept)
    chosen = draft["chosen"] if draft else (kept.placement_ids if kept else [])
    return _form(asked, chosen, _Place.read(look.step))


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Keep each press as a draft, or take the whole list; raises AskAgain for one that changed."""
    place = _Place.read(typed.get("place", ""))
    chosen = _read(typed.get("list", ""))
    verb, _dash, which = typed.get("answer", "").partition("-")
    if verb in ("send", "none"):
        return _send(asked, [] if verb == "none" else chosen, typed, evidence, at)
    moved = _moved(chosen, verb, number(which))
    if moved is None:
        raise AskAgain(_form(asked, chosen, place))
    if len(moved) > MOST:
        raise AskAgain(_form(asked, chosen, place, status=UNPROCESSABLE, full=True))
    return Reply("kept", draft={"chosen": moved}, go={"step": place.at(place.page)})


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the student sent a list since they were asked."""
    kept = _kept(asked)
    return kept is not None and kept.at >= asked.created_at


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the program is over."""
    return program_of(asked.subject_id).end_date < clock.today(asked.zone)


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the placements that the student may take, to number by hand."""
    found = [each for each in _open(asked) if not each.rules]
    context = _context(asked) | _told(found[:ON_PAPER]) | {"more": len(found[ON_PAPER:])}
    return Shown(SHEET, _title(), context)


def _send(
    asked: LinkRequest,
    chosen: Sequence[int],
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    if not chosen and typed.get("answer") == "send":
        page = _form(asked, chosen, _Place(), status=UNPROCESSABLE, empty=True)
        raise AskAgain(page)
    may = {each.id for each in _open(asked) if not each.rules}
    if any(each not in may for each in chosen):
        raise AskAgain(_form(asked, chosen, _Place(), status=UNPROCESSABLE))
    preference_services.keep(
        asked.recipient_id,
        asked.subject_id,
        chosen,
        shown=number(typed.get("shown", "")) or 0,
        method=evidence.method,
        by=evidence.by,
        at=at,
    )
    titles = preference_queries.placements_of(chosen)
    return Reply("ranked", {"list": [titles[each].title for each in chosen], "ids": list(chosen)})


def _read(text: str) -> list[int]:
    numbers = (number(each) for each in text.split(",")[: MOST + 1])
    return [each for each in dict.fromkeys(numbers) if each is not None]


def _moved(chosen: Sequence[int], verb: str, which: int | None) -> list[int] | None:
    """Give the list after a press, or None for no press that it knows."""
    if which is None or (verb == "add") == (which in chosen):
        return None
    rest = [each for each in chosen if each != which]
    if verb == "add":
        return [*rest, which]
    place = chosen.index(which)
    if verb == "remove":
        return rest
    if verb in ("up", "down"):
        rest.insert(max(place - 1, 0) if verb == "up" else place + 1, which)
        return rest
    return None


def _form(
    asked: LinkRequest,
    chosen: Sequence[int],
    place: _Place,
    *,
    status: int = 200,
    **problems: Any,
) -> Shown:
    found = _open(asked)
    may = [each for each in found if not each.rules]
    own = {each.id for each in may}
    listed = [each for each in chosen if each in own]
    gone = preference_queries.placements_of([each for each in chosen if each not in own])
    kept = _kept(asked)
    others = [each for each in may if each.id not in listed]
    matching = [each for each in others if _fits(each, place.words)]
    last = max(1, -(-len(matching) // ON_A_PAGE))
    page = min(place.page, last)
    shown = matching[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    closed = [each for each in found if each.rules and _fits(each, place.words)]
    by_id = {each.id: each for each in may}
    context = {
        **_context(asked),
        **_told([*(by_id[each] for each in listed), *shown]),
        "chosen": listed,
        "gone": [each.title for each in gone.values()],
        "offered": [each.id for each in shown],
        "may_take": len(may),
        "matching": len(matching),
        "closed": closed[:WHY_NOT_SHOWN],
        "closed_in_all": len(closed),
        "why_not": why_not(),
        "version": kept.version if kept else 0,
        "sent_before": kept is not None,
        "spot": place,
        "page": page,
        "last": last,
        "most": MOST,
        **problems,
    }
    return Shown(FORM, _title(), context, status=status)


def _receipt(asked: LinkRequest, kept: PreferenceList | None) -> Shown:
    ids = kept.placement_ids if kept else []
    told = preference_queries.placements_of(ids)
    context = _context(asked) | {
        "kept": kept,
        "ranked": [told[each] for each in ids],
        "is_over": is_closed(asked),
        "told": run_told.told(asked.subject_id, student_for(asked.recipient_id, SYSTEM)),
    }
    return Shown(RECEIPT, _("Thank you"), context)


def _title() -> str:
    return _("Which placements do you want?")


def _open(asked: LinkRequest) -> list[Open]:
    return preference_queries.open_to(asked.recipient_id, asked.subject_id)


def _kept(asked: LinkRequest) -> PreferenceList | None:
    return preference_queries.list_of(asked.recipient_id, asked.subject_id)


def _fits(option: Open, words: str) -> bool:
    text = fold(option.title, option.employer)
    return all(word in text for word in fold(words).split())


def _told(shown: Sequence[Open]) -> dict[str, Any]:
    return {
        "placements": preference_queries.placements_of([each.id for each in shown]),
        "words": catalogue_words,
    }


def _context(asked: LinkRequest) -> dict[str, Any]:
    return {
        "program": program_of(asked.subject_id),
        "until": instant(asked.expires_at, asked.zone),
    }
