"""Show what the child-labor rules say of a placement, and let administrators allow it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_override_labor, can_see_placements
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import one_line
from app.labor import queries as rules
from app.labor import saying
from app.labor import services as labor_services
from app.placements import labor, queries
from app.placements.blueprint import bp


@bp.get("/placements/<int:placement_id>/labor")
@access(can_see_placements)
def labor_rules(placement_id: int) -> AnyResponse:
    """Say, age by age, whom the rules bar and why, and what is allowed against them."""
    placement = queries.detail(placement_id)
    own = rules.own_rules()
    verdicts = labor.verdicts(placement)
    return respond.page(
        "placements/labor.html",
        placement=placement,
        verdicts=verdicts,
        barred=[
            (each, saying.finding_words(each.finding, own)) for each in labor.by_rule(verdicts)
        ],
        least_age=labor.least_age(placement),
        plan=labor.plan_of(placement),
        allowed=[each for each in rules.overrides([placement.id]) if each.student_id is None],
        words=saying.rule_words(own),
        may_allow=can_override_labor(current_actor()),
    )


@bp.post("/placements/<int:placement_id>/labor/allow")
@access(can_override_labor)
def allow_labor(placement_id: int) -> AnyResponse:
    """Allow work against a rule that bars somebody, for everybody at this placement."""
    placement = queries.detail(placement_id)
    rule = request.form.get("rule", "")
    reason = one_line(request.form.get("reason", ""))
    if rule not in {found.rule for each in labor.verdicts(placement) for found in each.barred}:
        raise NotFound
    try:
        wanted = labor_services.Allowing(placement_id, rule, reason)
        labor_services.allow(wanted, by=current_actor(), at=clock.now())
        respond.tell("Allowed, with your name and reason in the record.")
    except Invalid as problem:
        respond.tell(problem.fields["reason"], "stop")
    return respond.go(url_for("placements.labor_rules", placement_id=placement_id))


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
