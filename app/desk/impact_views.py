"""Show an employer's impact sheet, to print or to send with thanks, in their language."""

from __future__ import annotations

from flask import Response, request

from app.accounts.policies import can_see_employers
from app.core import clock, respond
from app.core.access import access
from app.core.language import SPOKEN, use_language
from app.desk.blueprint import bp
from app.desk.impact import impact_of
from app.employers import queries as employers


@bp.get("/employers/<int:employer_id>/impact")
@access(can_see_employers)
def employer_impact(employer_id: int) -> Response:
    """Show what came of an employer's hosting, year by year; nobody is named."""
    employer = employers.sheet(employer_id)
    wanted = request.args.get("language", "en")
    use_language(wanted if wanted in SPOKEN else "en")
    return respond.page(
        "desk/employer_impact.html",
        employer=employer,
        impact=impact_of(employer.id),
        on=clock.district_day(clock.now()),
        languages=SPOKEN,
    )
