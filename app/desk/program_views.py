"""Show a program: its fact sheet, how far its students have come, and what is locked."""

from __future__ import annotations

from flask import Response, current_app

from app.accounts import policies
from app.accounts.policies import can_manage_programs, can_see_programs
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.guard import current_actor
from app.desk import history
from app.desk.blueprint import bp
from app.matches import funnel_queries
from app.programs import queries as programs
from app.programs.models import Program
from app.programs.showing import shown
from app.stipends import queries as stipends


@bp.get("/programs/<int:program_id>")
@access(can_see_programs)
def program(program_id: int) -> Response:
    """Show one program: every rule in words with its source, and how its season stands."""
    actor = current_actor()
    found = programs.program(program_id)
    return respond.page(
        "desk/program.html",
        program=found,
        **shown(found, clock.today(current_app.config["TIMEZONE"])),
        funnel=_funnel(found, actor),
        locked=stipends.has_lines(program_id=found.id),
        history=history.history([("program", found.id)]),
        may_manage=can_manage_programs(actor),
    )


def _funnel(program: Program, actor: Actor) -> list[tuple[str, int]]:
    if not policies.can_see_matches(actor):
        return []
    rows = funnel_queries.funnel(program.id, actor)
    if policies.can_see_students(actor):
        grades = program.rules.eligibility.grades
        rows.insert(0, ("of the grades", funnel_queries.of_the_grades(grades, actor)))
    return rows
