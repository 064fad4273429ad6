"""Sign students up for an activity, take attendance, and give the roster as a sheet."""

from __future__ import annotations

from typing import Final

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_see_students, can_sign_students_up
from app.core import clock, listing, respond, sheets
from app.core.access import access
from app.core.errors import AppError, Conflict, Invalid, NotFound
from app.core.guard import current_actor
from app.core.states import words
from app.core.text import lines, number, one_line
from app.placements import activity_queries as queries
from app.placements import pasted_names
from app.placements import roster_services as services
from app.placements.activity_models import MARKED, SignUpState
from app.placements.blueprint import bp
from app.schools.queries import school_choices
from app.students import queries as students

FILTERS: Final = ("q", "school", "grade")
SORTS: Final = ("name", "given", "grade", "school")
HEADINGS: Final = ("School", "Family name", "Given name", "Grade", "Student number", "State")


@bp.get("/activities/<int:activity_id>/students")
@access(can_sign_students_up)
def sign_up_page(activity_id: int) -> Response:
    """Show whom one may sign up: by a filter, one by one, or by pasting."""
    activity, actor = queries.detail(activity_id), current_actor()
    wanted = listing.wanted(FILTERS, SORTS)
    query = services.for_activity(activity, actor, wanted.filters)
    return respond.page_or_fragment(
        "placements/sign_up.html",
        "placements/_sign_up.html",
        activity=activity,
        page=listing.page_of(query, wanted, students.columns()),
        wanted=wanted,
        places=queries.places_of(activity.id, actor),
        schools=school_choices(actor),
        grades=students.grades(),
    )


@bp.post("/activities/<int:activity_id>/students")
@access(can_sign_students_up)
def sign_up(activity_id: int) -> AnyResponse:
    """Sign up the ticked students."""
    ids = {found for each in request.form.getlist("student") if (found := number(each))}
    if not ids:
        respond.tell("Tick at least one student. Nobody was signed up.", "stop")
        return _back(activity_id)
    done = services.sign_up(activity_id, ids, by=current_actor(), at=clock.now())
    return _told(activity_id, done)


@bp.post("/activities/<int:activity_id>/students/all")
@access(can_sign_students_up)
def sign_up_all(activity_id: int) -> AnyResponse:
    """Sign up everybody whom the filter shown finds."""
    filters = {name: request.form.get(name, "").strip()[:200] for name in FILTERS}
    shown = number(request.form.get("shown", "")) or 0
    actor, now = current_actor(), clock.now()
    done = services.sign_up_all(activity_id, filters, shown, by=actor, at=now)
    return _told(activity_id, done)


@bp.post("/activities/<int:activity_id>/students/paste")
@access(can_sign_students_up)
def paste(activity_id: int) -> Response:
    """Show whom pasted numbers and names stand for, before anybody is signed up."""
    activity, actor = queries.detail(activity_id), current_actor()
    text = lines(request.form.get("names", ""), 20_000)
    found = pasted_names.find(text, actor)
    cut = len(pasted_names.lines_of(text)) > len(found)
    return respond.page(
        "placements/pasted.html",
        activity=activity,
        text=text,
        lines=found,
        problem=pasted_names.TOO_MANY if cut else "",
        places=queries.places_of(activity.id, actor),
    )


def _told(activity_id: int, done: services.SignedUp) -> AnyResponse:
    new = "1 student is" if done.new == 1 else f"{done.new} students are"
    already = f" {done.already} had a place already." if done.already else ""
    respond.tell(f"{new} signed up.{already}")
    return _back(activity_id)


def _back(activity_id: int) -> AnyResponse:
    return respond.go(url_for("desk.activity", activity_id=activity_id))


@bp.get("/activities/<int:activity_id>/attendance")
@access(can_sign_students_up)
def attendance(activity_id: int) -> Response:
    """Show the roster to mark: all present, but those who are not."""
    return _attendance(activity_id)


def _attendance(activity_id: int, problem: AppError | None = None) -> Response:
    activity = queries.detail(activity_id)
    return respond.page(
        "placements/attendance.html",
        status=problem.status if problem else 200,
        problem=problem.sentence if problem else "",
        activity=activity,
        rows=queries.whole_roster(activity.id, current_actor()),
        marks=MARKED,
        typed=request.form,
    )


@bp.post("/activities/<int:activity_id>/attendance")
@access(can_sign_students_up)
def take_attendance(activity_id: int) -> AnyResponse:
    """Keep who came."""
    try:
        marks = _marks()
        done = services.take_attendance(activity_id, marks, by=current_actor(), at=clock.now())
    except (Conflict, Invalid) as problem:
        return _attendance(activity_id, problem)
    respond.tell(f"Attendance is kept; {done} of {len(marks)} marks changed.")
    return _back(activity_id)


def _marks() -> dict[int, tuple[SignUpState, int | None]]:
    found: dict[int, tuple[SignUpState, int | None]] = {}
    for name, value in request.form.items():
        sign_up_id = number(name.removeprefix("mark-")) if name.startswith("mark-") else None
        if sign_up_id is not None and value in MARKED:
            version = number(request.form.get(f"version-{sign_up_id}", ""))
            found[sign_up_id] = (SignUpState(value), version)
    return found


@bp.post("/activities/<int:activity_id>/students/<int:sign_up_id>/<path>")
@access(can_sign_students_up)
def move_sign_up(activity_id: int, sign_up_id: int, path: str) -> AnyResponse:
    """Give a place back, take it again, or take a mark back with a reason."""
    actor, now = current_actor(), clock.now()
    try:
        if path == "withdraw":
            services.withdraw(activity_id, sign_up_id, by=actor, at=now)
        elif path == "again":
            services.sign_up_again(activity_id, sign_up_id, by=actor, at=now)
        elif path == "unmark":
            reason = one_line(request.form.get("reason", ""))
            services.take_back_mark(activity_id, sign_up_id, reason=reason, by=actor, at=now)
        else:
            raise NotFound
        respond.tell("Done.")
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return _back(activity_id)


@bp.get("/activities/<int:activity_id>/sheet")
@access(can_see_students)
def roster_sheet(activity_id: int) -> Response:
    """Show the roster to print, with a line for each signature."""
    activity = queries.detail(activity_id)
    rows = queries.whole_roster(activity.id, current_actor())
    others = activity.places_taken - len(rows)
    return respond.page("placements/roster.html", activity=activity, rows=rows, others=others)


@bp.get("/activities/<int:activity_id>/roster.csv")
@access(can_see_students)
def roster_csv(activity_id: int) -> Response:
    """Give the roster as CSV, as far as this person may see its students."""
    activity = queries.detail(activity_id)
    rows = (
        (
            row.school,
            row.family_name,
            row.given_name,
            row.grade,
            row.student_number,
            words(row.state),
        )
        for row in queries.whole_roster(activity.id, current_actor())
    )
    content = sheets.csv_of(HEADINGS, rows)
    return respond.attachment(content, f"activity-{activity.id}.csv", "text/csv")
