"""Show what goes out by itself in the days to come, and each letter before it goes."""

from __future__ import annotations

from typing import Final

from flask import Response, current_app

from app.accounts.policies import can_manage_templates, can_see_programs, can_see_requests
from app.core import clock, respond
from app.core.access import access
from app.core.errors import NotFound
from app.core.guard import current_actor
from app.core.links import PLACEHOLDER
from app.outreach import calendar_queries, queries
from app.outreach.blueprint import bp
from app.outreach.boards import COMING
from app.outreach.firsts import firsts
from app.outreach.models import RequestState
from app.outreach.posting import REMIND
from app.outreach.shapes import kind_of
from app.programs.mail_words import TITLES
from app.programs.queries import program_choices

HIDDEN: Final = "[the link, which only its reader gets]"


@bp.get("/requests/coming")
@access(can_see_requests)
def coming() -> Response:
    """List the reminders of the next two weeks, the first in front."""
    actor = current_actor()
    wanted = COMING.wanted(actor)
    return COMING.answer(
        calendar_queries.coming(actor, wanted.filters, clock.now()),
        wanted,
        calendar_queries.columns(),
        "outreach/coming.html",
        "outreach/_coming.html",
        kinds=sorted(current_app.extensions["kinds"]),
        programs=program_choices(),
    )


@bp.get("/requests/coming/first")
@access(can_see_requests)
def coming_first() -> Response:
    """Foresee the first letters of the next two weeks, day by day."""
    actor = current_actor()
    return respond.page(
        "outreach/coming_first.html",
        firsts=firsts(clock.now()),
        titles=TITLES,
        may_word=can_manage_templates(actor),
        may_see_programs=can_see_programs(actor),
    )


@bp.get("/requests/<int:request_id>/letter")
@access(can_see_requests)
def letter(request_id: int) -> Response:
    """Show the reminder of an open request as it would go out now, without its link."""
    actor = current_actor()
    asked = queries.request_for(request_id, actor)
    if asked.state is not RequestState.OPEN:
        raise NotFound
    may_read = calendar_queries.may_read_letter(asked.id, actor)
    found = kind_of(asked.kind).letter(asked, REMIND) if may_read else None
    text = (
        found.text.replace(PLACEHOLDER, "[the link, which only its reader gets]") if found else ""
    )
    return respond.page("outreach/letter.html", asked=asked, letter=found, text=text)
