"""Show the record pages of employers, placements and matches, composed from the rooms' queries."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import policies
from app.accounts.policies import can_see_employers, can_see_matches, can_see_placements
from app.agreements import queries as agreements
from app.core import clock, respond
from app.core.access import access
from app.core.bad_addresses import came_back
from app.core.guard import current_actor
from app.credit import queries as credit
from app.desk import history
from app.desk.blueprint import bp
from app.desk.next_steps import MatchFacts, next_of
from app.employers import log_views as employer_log
from app.employers import pledge_queries as pledges
from app.employers import queries as employers
from app.employers.pledge_views import steps_for as pledge_steps
from app.hours import queries as hours
from app.matches import host_queries, side_queries, slate_queries, slate_words
from app.matches import queries as matches
from app.matches import seat_queries as seats
from app.matches.documents import missing
from app.matches.forms import NoteForm
from app.matches.models import Match
from app.matches.views import steps_for
from app.placements import queries as placements
from app.placements.showing import shown
from app.stipends import queries as stipends


@bp.get("/employers/<int:employer_id>")
@access(can_see_employers)
def employer(employer_id: int) -> Response:
    """Show one employer: sites, contacts, placements."""
    actor = current_actor()
    record = employers.sheet(employer_id)
    contacts = [("contact", each.id) for each in record.contacts]
    promised = pledges.of_employer(record.id)
    told = [("pledge", each.id) for each in promised]
    return respond.page(
        "desk/employer.html",
        employer=record,
        owner=dict(employers.owner_choices()).get(record.owner_id or 0, ""),
        log=employer_log.panel(record),
        placements=placements.of_employer(record.id),
        seasons=host_queries.by_season(record.id),
        hosted=host_queries.hosted(record.id, actor) if policies.can_see_matches(actor) else [],
        pledges=promised,
        pledge_steps=pledge_steps,
        held=seats.held_of_employer(record.id),
        history=history.history([("employer", record.id), *contacts, *told]),
        bad=came_back([each.email for each in record.contacts], clock.now()),
        may_edit=policies.can_edit_employers(actor),
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
        asked=slate_queries.request_of_placement(record.id, actor)
        if policies.can_see_requests(actor)
        else None,
        unasked=slate_queries.unasked(record.id, actor) if policies.can_refer(actor) else 0,
        to_refer=len(matches.shortlisted(record.id, actor)) if policies.can_refer(actor) else 0,
    )


@bp.get("/matches/<int:match_id>")
@access(can_see_matches)
def match(match_id: int) -> Response:
    """Show one match: moves, and for those inside its hours with evidence, ledger and credit."""
    actor = current_actor()
    record = matches.match_for(match_id, actor)
    inside = policies.can_see_students(actor)
    return respond.page(
        "desk/match.html",
        match=record,
        inside=inside,
        steps=steps_for(record, actor),
        history=history.history([("match", record.id)]),
        may_match=policies.can_match(actor),
        notes=side_queries.notes_of(record.id) if inside else (),
        note_form=NoteForm(),
        employer_answers=slate_queries.answers_about(record.id),
        answer_words=slate_words.answer_words,
        agreed=slate_queries.interviews_of([record.id]).get(record.id, []),
        time_words=slate_words.time_words,
        **(_inside(record) if inside else {}),
    )


def _inside(record: Match) -> dict[str, Any]:
    weeks = hours.weeks_of_match(record.id)
    lines = stipends.lines_of([record.id])
    progress = credit.progress_of([record.id])[record.id]
    today = clock.today(record.placement.site.timezone)
    lacks = missing(record, max(record.placement.start_date, today))
    return {
        "missing": lacks,
        "agreement": agreements.states_of([record.id]).get(record.id),
        "weeks": weeks,
        "evidence_of": hours.last_word([week.id for week in weeks]),
        "lines": lines,
        "total": sum(line.cents for line in lines),
        "progress": progress,
        "next": next_of(MatchFacts(record, weeks, progress, lacks), today),
    }
