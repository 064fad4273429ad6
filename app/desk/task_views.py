"""Show how far long work has come, to who started it."""

from __future__ import annotations

from flask import Response

from app.core import respond, tasks
from app.core.access import access, staff
from app.core.guard import current_actor
from app.desk.blueprint import bp


@bp.get("/tasks/<int:task_id>")
@access(staff)
def task(task_id: int) -> Response:
    """Show one task; the fragment asks for itself again until the task has ended."""
    found = tasks.task_for(task_id, by=current_actor())
    return respond.page_or_fragment("desk/task.html", "desk/_task.html", task=found)
