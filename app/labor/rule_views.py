"""Show the rules in force with their sources, and let administrators add the district's own."""

from __future__ import annotations

from typing import Final

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_settings
from app.core import clock, respond
from app.core.access import access, staff
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.labor import hazards, queries, saying, services
from app.labor.blueprint import bp
from app.labor.forms import RuleForm
from app.labor.rules import PACKS

TITLES: Final = {"US": "Federal"}


@bp.get("/settings/labor")
@access(staff)
def rules() -> AnyResponse:
    """List every rule with whom it binds, what it asks and where it stands."""
    today = clock.district_day(clock.now())
    kept = [(each, queries.as_rule(each)) for each in queries.kept_rules()]
    return respond.page(
        "labor/rules.html",
        packs=PACKS.values(),
        hazards=hazards.CATALOG,
        saying=saying,
        own=kept,
        today=today,
        may_add=can_manage_settings(current_actor()),
    )


@bp.route("/settings/labor/new", methods=["GET", "POST"])
@access(can_manage_settings)
def new_rule() -> AnyResponse:
    """Take a rule of the district itself."""
    now = clock.now()
    form = RuleForm(
        data={"from_age": 14, "below_age": 18, "effective_from": clock.district_day(now)}
    )
    if form.accept():
        try:
            services.add_rule(form.facts(), by=current_actor(), at=now)
        except Invalid as problem:
            form.add_errors(problem.fields)
        else:
            respond.tell("The rule is added. Lists and postings go by it from now on.")
            return respond.go(url_for("labor.rules"))
    status = Invalid.status if form.errors else 200
    return respond.page("labor/rule_form.html", status=status, form=form)


@bp.post("/settings/labor/<int:rule_id>/end")
@access(can_manage_settings)
def end_rule(rule_id: int) -> AnyResponse:
    """Make today the last day of a rule of the district itself."""
    now = clock.now()
    try:
        services.end_rule(rule_id, clock.district_day(now), by=current_actor(), at=now)
        respond.tell("Today is the rule’s last day.")
    except Invalid as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("labor.rules"))
