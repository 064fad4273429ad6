"""Show home, search and how records move; the record pages stand beside."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock, respond, todos
from app.core.access import access, staff
from app.core.guard import current_actor
from app.desk import (
    activity_page,
    calendar_views,
    finding,
    first_steps,
    glance,
    impact_views,
    moves,
    program_views,
    readiness_views,
    record_views,
    student_views,
    task_views,
    waiting,
)
from app.desk.blueprint import bp

__all__ = [
    "activity_page",
    "bp",
    "calendar_views",
    "impact_views",
    "program_views",
    "readiness_views",
    "record_views",
    "student_views",
    "task_views",
]


@bp.get("/")
@access(staff)
def home() -> Response:
    """Show what waits for this person."""
    actor = current_actor()
    return respond.page(
        "desk/home.html",
        waiting=waiting.waiting_for(actor, clock.now()),
        first=first_steps.first_steps(actor),
        without_school=actor.role == "career_specialist" and not actor.school_ids,
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
    """Find by name whatever one may see; while somebody types, the first few of each kind."""
    words = request.args.get("q", "").strip()[:100]
    few = finding.WHILE_TYPING if respond.is_htmx() else finding.SHOWN
    found = finding.find(words, current_actor(), few) if words else None
    return respond.page_or_fragment(
        "desk/search.html", "desk/_found.html", words=words, found=found
    )


@bp.get("/help/states")
@access(staff)
def states() -> Response:
    """Show the moves that every record can make, from the very tables that the code obeys."""
    return respond.page("desk/states.html", tables=moves.tables())
