"""Carry an employer's placements of one season over into the next, all at once."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements
from app.core import clock, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.text import number
from app.employers import queries as employers
from app.placements import copying, queries
from app.placements.blueprint import bp
from app.programs import queries as programs


@bp.get("/placements/carry-over/<int:employer_id>")
@access(can_post_placements)
def carry_over(employer_id: int) -> Response:
    """Show an employer's placements of one season with the dates they would have in another."""
    employer = employers.sheet(employer_id)
    every = programs.all_programs()
    sources = queries.programs_of_employer(employer.id)
    source_id = number(request.args.get("from", "")) or (sources[0][0] if sources else 0)
    source = next((each for each in every if each.id == source_id), None)
    into = number(request.args.get("into", ""))
    target = next((each for each in every if each.id == into), None)
    if source and target is None:
        target = copying.next_season(source, every)
    return respond.page(
        "placements/carry_over.html",
        employer=employer,
        sources=sources,
        source=source,
        target=target,
        targets=[(each.id, each.name) for each in every],
        rows=copying.candidates(employer.id, source.id, target) if source and target else [],
    )


@bp.post("/placements/carry-over/<int:employer_id>")
@access(can_post_placements)
def do_carry_over(employer_id: int) -> AnyResponse:
    """Copy the ticked placements as drafts."""
    source_id = number(request.form.get("from", "")) or 0
    target_id = number(request.form.get("into", "")) or 0
    chosen = {found for each in request.form.getlist("placement") if (found := number(each))}
    done = copying.carry_over(
        employer_id, source_id, target_id, chosen, by=current_actor(), at=clock.now()
    )
    _tell(done)
    if not done.made:
        again = url_for(".carry_over", employer_id=employer_id, into=target_id)
        return respond.go(f"{again}&from={source_id}")
    return respond.go(url_for(".index", employer=employer_id, program=target_id))


def _tell(done: copying.Copied) -> None:
    count = len(done.made)
    if count:
        what = "1 placement is" if count == 1 else f"{count} placements are"
        respond.tell(f"{what} copied as drafts. Look at each, then post it.")
    if not done.made and not done.skipped:
        respond.tell("Tick at least one placement. Nothing was copied.", "stop")
    for title, why in done.skipped:
        respond.tell(f"{title} was left out. {why}", "wait")
