"""Show home, search and the record pages, each composed from the rooms' queries."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import policies
from app.accounts.policies import can_see_employers, can_see_matches, can_see_placements
from app.accounts.policies import can_see_students as may_see_students
from app.core import clock, respond, todos
from app.core.access import access, staff
from app.core.guard import current_actor
from app.credit import queries as credit
from app.desk import finding, glance, history, moves, waiting
from app.employers import log_views as employer_log
from app.employers import queries as employers
from app.hours import queries as hours
from app.matches import queries as matches
from app.matches.documents import missing
from app.matches.models import Match
from app.matches.views import steps_for
from app.placements import queries as placements
from app.placements.showing import shown
from app.stipends import queries as stipends
from app.students import queries as students
from app.students.record_services import DOCUMENTS

bp = Blueprint("desk", __name__)


@bp.get("/")
@access(staff)
def home() -> Response:
    """Show what waits for this person."""
    actor = current_actor()
    return respond.page(
        "desk/home.html",
        waiting=waiting.waiting_for(actor, clock.now()),
        glance=glance.glance(actor, clock.today(current_app.config["TIMEZONE"])),
    )


@bp.post("/todos/<int:todo_id>/done")
@access(staff)
def todo_done(todo_id: int) -> AnyResponse:
    """Put away a to-do that was seen to; its sentence is said once more."""
    respond.tell(f"Done: {todos.put_away(todo_id, by=current_actor(), at=clock.now())}")
    return respond.go(url_for(".home"))


@bp.get("/search")
@access(staff)
def search() -> Response:
    """Find students, employers and placements by name, in scope."""
    words = request.args.get("q", "").strip()[:100]
    found = finding.find(words, current_actor()) if words else None
    return respond.page("desk/search.html", words=words, found=found)


@bp.get("/students/<int:student_id>")
@access(may_see_students)
def student(student_id: int) -> Response:
    """Show one student: the one column of truth."""
    actor = current_actor()
    record = students.student_for(student_id, actor)
    own = matches.of_student(record.id, actor)
    ids = [match.id for match in own]
    return respond.page(
        "desk/student.html",
        student=record,
        matches=own,
        weeks=_by_match(hours.weeks_of_matches(ids)),
        progress=credit.progress_of(ids),
        lines=_by_match(stipends.lines_of(ids)),
        totals=stipends.totals_of(ids),
        guardians=students.guardians_of(record.id),
        documents=students.documents_of(record.id),
        kinds=DOCUMENTS,
        courses=students.courses_of(record.id),
        history=history.history([("student", record.id), *(("match", each) for each in ids)]),
        may_edit=policies.can_edit_students(actor),
        may_match=policies.can_match(actor),
    )


@bp.get("/employers/<int:employer_id>")
@access(can_see_employers)
def employer(employer_id: int) -> Response:
    """Show one employer: sites, contacts, placements."""
    record = employers.sheet(employer_id)
    contacts = [("contact", each.id) for each in record.contacts]
    return respond.page(
        "desk/employer.html",
        employer=record,
        owner=dict(employers.owner_choices()).get(record.owner_id or 0, ""),
        log=employer_log.panel(record),
        placements=placements.of_employer(record.id),
        history=history.history([("employer", record.id), *contacts]),
        may_edit=policies.can_edit_employers(current_actor()),
    )


@bp.get("/placements/<int:placement_id>")
@access(can_see_placements)
def placement(placement_id: int) -> Response:
    """Show one placement: facts, seats, and the roster in scope; other schools are a number."""
    actor = current_actor()
    record = placements.detail(placement_id)
    roster, others = matches.roster(record.id, actor)
    return respond.page(
        "desk/placement.html",
        placement=record,
        **shown(record, actor),
        roster=roster,
        others=others,
        history=history.history([("placement", record.id)]),
        inside=policies.can_see_students(actor),
        may_edit=policies.can_post_placements(actor),
        may_match=policies.can_match(actor),
    )


@bp.get("/matches/<int:match_id>")
@access(can_see_matches)
def match(match_id: int) -> Response:
    """Show one match: moves, hours with evidence, ledger, credit."""
    actor = current_actor()
    record = matches.match_for(match_id, actor)
    inside = policies.can_see_students(actor)
    weeks = hours.weeks_of_match(record.id) if inside else []
    return respond.page(
        "desk/match.html",
        match=record,
        inside=inside,
        steps=steps_for(record, actor),
        missing=_missing(record) if inside else [],
        weeks=weeks,
        evidence=hours.last_word([week.id for week in weeks]),
        lines=stipends.lines_of([record.id]) if inside else [],
        total=stipends.totals_of([record.id]).get(record.id, 0) if inside else 0,
        progress=credit.progress_of([record.id])[record.id] if inside else None,
        history=history.history([("match", record.id)]),
    )


@bp.get("/help/states")
@access(staff)
def states() -> Response:
    """Show the moves that every record can make, from the very tables that the code obeys."""
    return respond.page("desk/states.html", tables=moves.tables())


def _missing(record: Match) -> list[str]:
    today = clock.today(record.placement.site.timezone)
    return missing(record, max(record.placement.start_date, today))


def _by_match(rows: object) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {}
    for row in rows:  # type: ignore[attr-defined]
        found.setdefault(row.match_id, []).append(row)
    return found
