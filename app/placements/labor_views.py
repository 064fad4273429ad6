"""Show what the child-labor rules say of a placement, and let administrators allow it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_override_labor, can_see_placements
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.labor import queries as rules
from app.labor import saying
from app.labor import services as labor_services
from app.placements import labor, queries
from app.placements.blueprint import bp
from app.students.models import Student
from app.students.queries import names_of, student_for


@bp.get("/placements/<int:placement_id>/labor")
@access(can_see_placements)
def labor_rules(placement_id: int) -> AnyResponse:
    """Say, age by age, whom the rules bar and why, and what is allowed against them."""
    placement = queries.detail(placement_id)
    own = rules.own_rules()
    verdicts = labor.verdicts(placement)
    may_allow = can_override_labor(current_actor())
    student = _student(request.args.get("student", "")) if may_allow else None
    standing = rules.overrides([placement.id])
    allowed = [each for each in standing if may_allow or each.student_id is None]
    return respond.page(
        "placements/labor.html",
        placement=placement,
        verdicts=verdicts,
        barred=[
            (each, saying.finding_words(each.finding, own)) for each in labor.by_rule(verdicts)
        ],
        least_age=labor.least_age(placement),
        plan=labor.plan_of(placement),
        student=student,
        bars=[
            (found.rule, saying.finding_words(found, own))
            for found in (labor.bars_of(placement, student) if student else ())
        ],
        allowed=allowed,
        names=names_of([each.student_id for each in allowed if each.student_id is not None]),
        words=saying.rule_words(own),
        may_allow=may_allow,
    )


def _student(text: str) -> Student | None:
    student_id = number(text)
    return student_for(student_id, current_actor()) if student_id is not None else None


@bp.post("/placements/<int:placement_id>/labor/allow")
@access(can_override_labor)
def allow_labor(placement_id: int) -> AnyResponse:
    """Allow work against a rule that bars somebody, for one student or for everybody."""
    placement = queries.detail(placement_id)
    rule = request.form.get("rule", "")
    student = _student(request.form.get("student", ""))
    barred = (
        labor.bars_of(placement, student)
        if student
        else [found for each in labor.verdicts(placement) for found in each.barred]
    )
    if rule not in {found.rule for found in barred}:
        raise NotFound
    student_id = student.id if student else None
    try:
        reason = one_line(request.form.get("reason", ""))
        wanted = labor_services.Allowing(placement_id, rule, reason, student_id)
        labor_services.allow(wanted, by=current_actor(), at=clock.now())
        respond.tell("Allowed, with your name and reason in the record.")
    except Invalid as problem:
        respond.tell(problem.fields["reason"], "stop")
    return respond.go(
        url_for("placements.labor_rules", placement_id=placement_id, student=student_id)
    )


@bp.post("/placements/<int:placement_id>/labor/<int:override_id>/take-back")
@access(can_override_labor)
def take_labor_back(placement_id: int, override_id: int) -> AnyResponse:
    """Let a rule bind again at this placement."""
    found = rules.override(override_id)
    if found.placement_id != placement_id:
        raise NotFound
    labor_services.take_back(override_id, by=current_actor(), at=clock.now())
    respond.tell("The rule binds again.")
    return respond.go(url_for("placements.labor_rules", placement_id=placement_id))
