"""Answer the weekly request: confirm, correct, dispute, not my student, pass to a colleague."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import Actor
from app.core.errors import NotFound, StaleView
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.hours import notices, passing, queries, services
from app.hours.figures import as_kept
from app.hours.models import Outcome, TimesheetState
from app.hours.week_page import Sheet, Typed, read_typed, sheets_on_page
from app.hours.weekly import KIND, recipient_of
from app.outreach.models import LinkRequest
from app.outreach.queries import schools_of
from app.outreach.shapes import AskAgain, Evidence, Kind, Look, Recipient, Reply, Shown

FIELD = re.compile(r"^[vhan]-(\d+)(?:-\d)?$")
NOT_MINE = "not-mine-"
UNPROCESSABLE = 422
FORM, RECEIPT = "hours/_week_form.html", "hours/_week_receipt.html"
FIELDS = "first name and initial, dates and hours worked"


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the week's form while something is to be said, else the receipt."""
    sheets = _sheets(asked, look.staff)
    waiting = [sheet for sheet in sheets if not sheet.settled and not sheet.not_mine]
    receipt = is_done(asked) and not look.change
    if receipt or not sheets:
        return _page(asked, sheets, RECEIPT, look)
    shown = [s for s in sheets if s.state is not TimesheetState.FROZEN] if look.change else waiting
    return _page(asked, shown or sheets, FORM if shown else RECEIPT, look)


def _sheets(asked: LinkRequest, staff: Actor | None) -> list[Sheet]:
    return sheets_on_page(queries.sheets_of_supervisor(asked.subject_id, _week(asked), staff))


def _page(  # noqa: PLR0913 - a page has these parts
    asked: LinkRequest,
    sheets: list[Sheet],
    template: str,
    look: Look,
    *,
    status: int = 200,
    problem: str = "",
    passing_to: passing.Typed | None = None,
) -> Shown:
    week = _week(asked)
    context: dict[str, Any] = {
        "sheets": sheets,
        "week": week,
        "last_day": week + timedelta(days=6),
        "total": sum(sheet.minutes for sheet in sheets),
        "problem": problem,
        "closed": is_closed(asked),
        "colleagues": passing.colleagues(asked) if template == FORM and not look.staff else [],
        "passing": passing_to or passing.Typed(),
    }
    title = _("Confirm hours") if template == FORM else _("Thank you")
    students = tuple(sheet.student_id for sheet in sheets if not sheet.not_mine)
    return Shown(template, title, context, students, FIELDS, status)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Do what the pressed button says; raises AskAgain with what was typed when it cannot be."""
    staff = evidence.by if evidence.by.kind == "staff" else None
    look = Look(change=True, staff=staff)
    sheets = _sheets(asked, staff)
    _refuse_others(sheets, typed)
    button = typed.get("answer", "")
    if button == "pass" and staff is None:
        return passing.pass_on(asked, typed, evidence, at, again=_asker(asked, sheets, look))
    if button == "gone" and staff is None:
        return passing.no_longer_here(asked, evidence, at)
    if button.startswith(NOT_MINE):
        return _not_mine(sheets, typed, evidence, at)
    page = [sheet for sheet in sheets if f"v-{sheet.id}" in typed]
    answers = read_typed(page, typed)
    _refuse_stale(answers)
    if button == "confirm-all":
        return _confirm_all(asked, page, answers, evidence, at)
    if button == "corrections":
        return _corrections(asked, page, answers, evidence, at)
    problem = "" if button == "update" else _("Press one of the buttons.")
    raise AskAgain(_page(asked, page, FORM, look, problem=problem))


def _asker(asked: LinkRequest, sheets: list[Sheet], look: Look) -> passing.Asker:
    def again(problem: str, typed: passing.Typed) -> AskAgain:
        waiting = [sheet for sheet in sheets if not sheet.settled] or sheets
        return AskAgain(
            _page(
                asked, waiting, FORM, look, status=UNPROCESSABLE, problem=problem, passing_to=typed
            )
        )

    return again


def _refuse_others(sheets: list[Sheet], typed: MultiDict[str, str]) -> None:
    mine = {str(sheet.id) for sheet in sheets}
    button = typed.get("answer", "")
    named = {found[1] for name in typed if (found := FIELD.match(name))}
    if button.startswith(NOT_MINE):
        named.add(button.removeprefix(NOT_MINE))
    if named - mine:
        raise NotFound


def _refuse_stale(answers: list[Typed]) -> None:
    # asking again would show what was typed over what changed meanwhile
    if any(each.changed and each.shown != each.sheet.version for each in answers):
        raise StaleView(services.STALE)


def _repeats(each: Typed, evidence: Evidence) -> bool:
    """Tell whether this answer was taken already, as by a button pressed twice."""
    said = each.sheet.said
    old = each.shown != each.sheet.version and not each.changed and each.sheet.settled
    return old and said is not None and said.note == evidence_with(evidence, each.note).note


def _confirm_all(
    asked: LinkRequest, page: list[Sheet], answers: list[Typed], evidence: Evidence, at: datetime
) -> Reply:
    if any(each.changed or each.note or _errors(each.sheet) for each in answers):
        problem = _("You changed something. Press “Send corrections” to send it with the rest.")
        raise _again(asked, page, evidence, problem)
    return _settle(
        asked, "confirm-all", [each for each in answers if each.sheet.entered], page, evidence, at
    )


def _corrections(
    asked: LinkRequest, page: list[Sheet], answers: list[Typed], evidence: Evidence, at: datetime
) -> Reply:
    if any(_errors(each.sheet) for each in answers):
        raise _again(asked, page, evidence, _("Look again at the days that are marked."))
    again = any(_repeats(each, evidence) for each in answers)
    if not again and not any(each.changed or each.note for each in answers):
        problem = _("Nothing is changed yet. If all is right, press “Confirm all hours”.")
        raise _again(asked, page, evidence, problem)
    said = [each for each in answers if each.changed or each.note or each.sheet.entered]
    return _settle(asked, "corrections", said, page, evidence, at)


def _again(asked: LinkRequest, page: list[Sheet], evidence: Evidence, problem: str) -> AskAgain:
    look = Look(change=True, staff=evidence.by if evidence.by.kind == "staff" else None)
    return AskAgain(_page(asked, page, FORM, look, status=UNPROCESSABLE, problem=problem))


def _errors(sheet: Sheet) -> bool:
    return any(row.error for row in sheet.days)


@dataclass(slots=True)
class _Done:
    told: list[int]
    changed: bool = False


def _settle(  # noqa: PLR0913, PLR0917
    asked: LinkRequest,
    action: str,
    answers: list[Typed],
    page: list[Sheet],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    if not answers:
        problem = _("No hours are entered yet. Type the hours worked, then “Send corrections”.")
        raise _again(asked, page, evidence, problem)
    done = _Done([])
    for each in answers:
        _say(each, evidence, at, done)
    if done.changed:
        notices.receipt(asked, evidence, at)
    for timesheet_id in done.told:
        notices.tell_student(timesheet_id, at=at)
    figures = {
        str(each.sheet.id): {
            "shown": each.shown,
            "figures": as_kept(each.figures),
            "note": each.note,
        }
        for each in answers
    }
    return Reply(action, figures)


def _say(each: Typed, evidence: Evidence, at: datetime, done: _Done) -> None:
    told = evidence_with(evidence, each.note)
    if each.note and not each.changed and not _repeats(each, evidence):
        changed = services.dispute(
            each.sheet.id, shown=each.shown, outcome=Outcome.DISPUTED, evidence=told, at=at
        )
    else:
        changed = services.settle(
            each.sheet.id, shown=each.shown, changes=each.changed, evidence=told, at=at
        )
    done.changed = done.changed or changed
    if changed and (each.changed or each.note):
        done.told.append(each.sheet.id)


def evidence_with(evidence: Evidence, note: str) -> Evidence:
    """Give evidence with the note about one student beside what staff noted."""
    parts = [part for part in (evidence.note, note) if part]
    return Evidence(
        evidence.method,
        evidence.by,
        evidence.name,
        evidence.address,
        evidence.agent,
        "; ".join(parts),
        evidence.request_id,
    )


def _not_mine(
    sheets: list[Sheet],
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply:
    number = typed["answer"].removeprefix(NOT_MINE)
    sheet = next((each for each in sheets if str(each.id) == number), None)
    if sheet is None:
        raise NotFound
    [said] = read_typed([sheet], typed) or [Typed(sheet, sheet.version, {}, {}, "")]
    services.dispute(
        sheet.id,
        shown=said.shown,
        outcome=Outcome.NOT_MINE,
        evidence=evidence_with(evidence, said.note),
        at=at,
    )
    return Reply("not-mine", {str(sheet.id): {"shown": said.shown, "note": said.note}})


def is_done(asked: LinkRequest) -> bool:
    """Tell whether every week with entered hours was confirmed or disputed."""
    sheets = queries.sheets_of_supervisor(asked.subject_id, _week(asked))
    entered = [sheet for sheet in sheets if sheet.shifts or sheet.state is not TimesheetState.OPEN]
    waiting = (TimesheetState.OPEN, TimesheetState.SUBMITTED)
    return bool(entered) and not any(sheet.state in waiting for sheet in entered)


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether every week is in a pay batch, so that answers are read-only."""
    sheets = queries.sheets_of_supervisor(asked.subject_id, _week(asked))
    return bool(sheets) and all(sheet.state is TimesheetState.FROZEN for sheet in sheets)


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the weekly letter of a step: the first asking, a reminder, or late hours."""
    kind = {"ask": KIND, "remind": "hours-week-reminder", "more": "hours-week-more"}[step]
    sheets = queries.sheets_of_supervisor(asked.subject_id, _week(asked))
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            first_day=day_words(_week(asked)),
            last_day=day_words(_week(asked) + timedelta(days=6)),
            students=str(len(sheets)),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return recipient_of(asked.recipient_id, asked.zone, schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Hours of the week of {day_words(_week(asked))}"


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the sheet to print and fill in by hand."""
    sheets = _sheets(asked, staff)
    return _page(asked, sheets, "hours/_week_sheet.html", Look(staff=staff))


def _week(asked: LinkRequest) -> date:
    if asked.subject_day is None:
        raise NotFound
    return asked.subject_day


HOURS_WEEK = Kind(
    name=KIND,
    campaign=False,
    show=show,
    apply=apply,
    letter=letter,
    recipient=recipient,
    is_done=is_done,
    is_closed=is_closed,
    summary=summary,
    printable=printable,
    escalate=notices.escalate,
)
