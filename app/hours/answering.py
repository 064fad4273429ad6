"""Take the answer to a weekly request: confirm, correct, dispute, not my student, pass on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.errors import NotFound, StaleView
from app.employers import passing
from app.hours import notices, services
from app.hours.figures import as_kept
from app.hours.models import Outcome
from app.hours.shown import FORM, page_of, sheets_of
from app.hours.week_page import Sheet, Typed, read_typed
from app.hours.weekly import plan_of
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply

FIELD = re.compile(r"^[vhan]-(\d+)(?:-\d)?$")
NOT_MINE = "not-mine-"
UNPROCESSABLE = 422


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Do what the pressed button says; raises AskAgain with what was typed when it cannot be."""
    staff = evidence.by if evidence.by.kind == "staff" else None
    look = Look(change=True, staff=staff)
    sheets = sheets_of(asked, staff)
    _refuse_others(sheets, typed)
    button = typed.get("answer", "")
    if button == "pass" and staff is None:
        again = _asker(asked, sheets, look)
        return passing.pass_on(asked, typed, evidence, at, again=again, matter=_matter(asked))
    if button == "gone" and staff is None:
        return passing.no_longer_here(asked, evidence, at, matter=_matter(asked))
    if button.startswith(NOT_MINE):
        return _not_mine(asked, sheets, typed, evidence, at)
    page = [sheet for sheet in sheets if f"v-{sheet.id}" in typed]
    answers = read_typed(page, typed)
    _refuse_stale(answers)
    if button == "confirm-all":
        return _confirm_all(asked, page, answers, evidence, at)
    if button == "corrections":
        return _corrections(asked, page, answers, evidence, at)
    problem = "" if button == "update" else _("Press one of the buttons.")
    raise AskAgain(page_of(asked, page, FORM, look, problem=problem))


def _matter(asked: LinkRequest) -> passing.Matter:
    gone = "no longer supervise these students"
    return passing.Matter("this week’s hours", gone, plan_of(asked.program_id))


def _asker(asked: LinkRequest, sheets: list[Sheet], look: Look) -> passing.Asker:
    def again(problem: str, typed: passing.Typed) -> AskAgain:
        waiting = [sheet for sheet in sheets if not sheet.settled] or sheets
        return AskAgain(
            page_of(
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
    return AskAgain(page_of(asked, page, FORM, look, status=UNPROCESSABLE, problem=problem))


def _errors(sheet: Sheet) -> bool:
    return any(row.error for row in sheet.days)


@dataclass(slots=True)
class _Done:
    told: list[tuple[int, int]]
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
    for timesheet_id, minutes in done.told:
        notices.tell_student(timesheet_id, at=at)
        notices.tell_staff(timesheet_id, minutes, evidence, at=at)
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
    minutes = sum(row.shift.minutes for row in each.sheet.days if row.shift)
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
        done.told.append((each.sheet.id, minutes))


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
    asked: LinkRequest,
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
    changed = services.dispute(
        sheet.id,
        shown=said.shown,
        outcome=Outcome.NOT_MINE,
        evidence=evidence_with(evidence, said.note),
        at=at,
    )
    if changed:
        notices.receipt(asked, evidence, at)
    return Reply("not-mine", {str(sheet.id): {"shown": said.shown, "note": said.note}})
