"""Let the host of an activity say who came: all but those marked, who else, or that it fell out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.errors import Conflict
from app.core.text import number, one_line
from app.employers import passing
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.placements import activity_queries
from app.placements import attendance_queries as queries
from app.placements import attendance_services as services
from app.placements.activity_models import Activity, ActivityState, SignUpState
from app.placements.attendance_models import HostReport
from app.placements.attendance_queries import Listed, digest
from app.placements.attendance_services import Mark, Other
from app.programs.mailing import plan_in

FORM: Final = "placements/_attendance_form.html"
RECEIPT: Final = "placements/_attendance_receipt.html"
SHEET: Final = "placements/_attendance_sheet.html"
FIELDS: Final = "first name and initial, attendance"
UNPROCESSABLE, STALE = 422, 409
MOST_OTHERS, LONGEST_NOTE = 4, 300
CHANGEABLE: Final = timedelta(days=60)
ALL, SEND, NOT_HELD = "all", "send", "not-held"
U = SignUpState


@dataclass(slots=True)
class Sheet:
    """Be the roster of an activity, what the host said before, and what is typed now."""

    activity: Activity
    roster: list[Listed]
    report: HostReport | None
    schools: list[tuple[int, str]]
    hidden: int
    shown: str
    others: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def names_others(self) -> bool:
        """Tell whether something is typed of somebody who is not listed."""
        return any(name or school for name, school in self.others)

    @property
    def named(self) -> list[Other]:
        """Give who came and was not listed, as typed."""
        known = {each for each, _name in self.schools}
        return [
            Other(name, chosen if (chosen := number(school)) in known else None)
            for name, school in self.others
            if name
        ]


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the roster to mark while nothing or not all is said, else what was said."""
    sheet = _sheet(asked, look.staff)
    if is_closed(asked) or (look.staff is None and not look.change and is_done(asked)):
        return _page(asked, sheet, RECEIPT)
    return _page(asked, sheet, FORM)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the sheet on which who comes signs in, and the host notes who did not."""
    return _page(asked, _sheet(asked, staff), SHEET)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Note what the pressed button says; raises AskAgain with what was typed when it cannot be."""
    staff = evidence.by if evidence.by.kind == "staff" else None
    sheet, button = _sheet(asked, staff), typed.get("answer", "")
    if staff is None and (passed := _pass(asked, sheet, typed, evidence, at)):
        return passed
    before = {each.id: (each.state, each.absent, each.note) for each in sheet.roster}
    _read(sheet, typed)
    if button not in (ALL, SEND, NOT_HELD):
        raise AskAgain(_page(asked, sheet, FORM))
    _check(sheet, button, at)
    if sheet.errors or sheet.problem:
        raise AskAgain(_page(asked, sheet, FORM, UNPROCESSABLE))
    if button == NOT_HELD:
        return _not_held(asked, sheet, evidence, at)
    figures = _figures(sheet)
    if _repeats(sheet, before):
        return Reply("attendance", figures)
    if typed.get("shown", "") != sheet.shown:
        sheet.problem = _("The list changed since you looked. Nothing was noted; look again.")
        raise AskAgain(_page(asked, sheet, FORM, STALE))
    marks = {each.id: Mark(not each.absent, each.note) for each in sheet.roster}
    services.receive(sheet.activity.id, asked.id, marks, sheet.named, evidence=evidence, at=at)
    return Reply("attendance", figures)


def is_done(asked: LinkRequest) -> bool:
    """Tell whether it is known of everybody on the host's list whether they came."""
    activity = activity_queries.detail(asked.subject_id)
    report = queries.report_of(activity.id)
    if report is not None and not report.took_place:
        return True
    held = activity.state is ActivityState.HELD
    return held and not any(each.waiting for each in queries.roster_of(activity))


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether it was cancelled, or is so long ago that only staff change a mark."""
    activity = activity_queries.detail(asked.subject_id)
    late = clock.today(activity.timezone) > activity.day + CHANGEABLE
    return late or activity.state is ActivityState.CANCELLED


def _not_held(asked: LinkRequest, sheet: Sheet, evidence: Evidence, at: datetime) -> Reply:
    report = sheet.report
    said = report is not None and not report.took_place and report.words == sheet.words
    if not said:
        services.say_not_held(sheet.activity.id, asked.id, sheet.words, evidence=evidence, at=at)
    return Reply("not held", {"words": sheet.words})


def _sheet(asked: LinkRequest, staff: Actor | None) -> Sheet:
    activity = activity_queries.detail(asked.subject_id)
    roster = queries.roster_of(activity, staff)
    report = queries.report_of(activity.id)
    schools = [(row.id, row.name) for row in queries.schools_signed_up(activity.id)]
    others = [(each.name, str(each.school_id or "")) for each in queries.guests_of(activity.id)]
    return Sheet(
        activity,
        roster,
        report,
        schools,
        max(activity.places_taken - len(roster), 0),
        digest(roster),
        # staff see of whom a host named only what their own page of the activity shows them
        others if staff is None else [],
        report.words if report and not report.took_place else "",
    )


def _read(sheet: Sheet, typed: MultiDict[str, str]) -> None:
    for each in sheet.roster:
        each.absent = f"absent-{each.id}" in typed
        each.note = one_line(typed.get(f"note-{each.id}", ""), LONGEST_NOTE)
    sheet.others = [
        (one_line(typed.get(f"other-{row}", ""), 100), typed.get(f"school-{row}", "")[:20])
        for row in range(MOST_OTHERS)
    ]
    sheet.words = one_line(typed.get("words", ""), LONGEST_NOTE)


def _check(sheet: Sheet, button: str, at: datetime) -> None:
    absent = any(each.absent for each in sheet.roster)
    if not sheet.activity.begun(at):
        sheet.problem = _("Its day has not come yet. Nothing was noted.")
    elif button == NOT_HELD:
        if not sheet.words:
            sheet.errors["words"] = _("Say in a few words why it did not take place.")
    elif not sheet.roster:
        sheet.problem = _("There is nobody on this list to be marked.")
    elif button == ALL and absent:
        sheet.problem = _("You marked somebody as absent. Press “Send with these absences”.")
    elif button == SEND and not absent:
        sheet.problem = _("Mark who did not come, or press “All came”.")
    for row, (name, school) in enumerate(sheet.others):
        if school and not name:
            sheet.errors[f"other-{row}"] = _("Enter the name, or leave the school empty too.")


def _repeats(sheet: Sheet, before: dict[int, tuple[SignUpState, bool, str]]) -> bool:
    """Tell whether all of this was noted already, as by a button pressed twice."""
    report = sheet.report
    if report is None or not report.took_place or sheet.activity.state is not ActivityState.HELD:
        return False
    same = all(
        (state is not U.SIGNED_UP, absent, note) == (True, each.absent, each.note)
        for each in sheet.roster
        for state, absent, note in (before[each.id],)
    )
    known = {(each.name, each.school_id) for each in queries.guests_of(sheet.activity.id)}
    return same and {(each.name, each.school_id) for each in sheet.named} == known


def _figures(sheet: Sheet) -> dict[str, Any]:
    return {
        "shown": sheet.shown,
        "came": [each.id for each in sheet.roster if not each.absent],
        "absent": [each.id for each in sheet.roster if each.absent],
        "noted": [each.id for each in sheet.roster if each.note],
        "others": len(sheet.named),
    }


def _pass(
    asked: LinkRequest,
    sheet: Sheet,
    typed: MultiDict[str, str],
    evidence: Evidence,
    at: datetime,
) -> Reply | None:
    if sheet.activity.program is None:
        raise Conflict(_("Ask your contact at the school."))
    plan = plan_in(sheet.activity.program.rules, asked.kind)
    matter = passing.Matter("the attendance of a visit", "no longer look after visits", plan)
    if typed.get("answer") == "gone":
        return passing.no_longer_here(asked, evidence, at, matter=matter)
    if typed.get("answer") != "pass":
        return None

    def again(problem: str, to: passing.Typed) -> AskAgain:
        sheet.problem = problem
        return AskAgain(_page(asked, sheet, FORM, UNPROCESSABLE, to))

    return passing.pass_on(asked, typed, evidence, at, again=again, matter=matter)


def _page(
    asked: LinkRequest,
    sheet: Sheet,
    template: str,
    status: int = 200,
    to: passing.Typed | None = None,
) -> Shown:
    form = template == FORM
    context: dict[str, Any] = {
        "sheet": sheet,
        "activity": sheet.activity,
        "closed": is_closed(asked),
        "begun": sheet.activity.begun(clock.now()),
        "rows": [*sheet.others, *[("", "")] * MOST_OTHERS][: max(MOST_OTHERS, len(sheet.others))],
        "colleagues": passing.colleagues(asked) if form else [],
        "passing": to or passing.Typed(),
        "gone_words": _("I do not look after visits any more"),
    }
    title = _("Thank you") if template == RECEIPT else _("Who came?")
    return Shown(
        template,
        title,
        context,
        tuple(each.student_id for each in sheet.roster),
        FIELDS,
        status,
        basis={each.student_id: each.basis for each in sheet.roster},
    )
