"""Show the public which placements are open, without a sign-in and without a cookie."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for

from app.core import clock, language, listing, respond
from app.core.access import ANYBODY, access
from app.core.listing import Wanted
from app.placements import catalogue_queries as queries
from app.placements import catalogue_words as words
from app.placements.blueprint import bp

FRESH_SECONDS: Final = 300
AGES: Final = range(14, 22)


@bp.get("/catalogue")
@access(ANYBODY)
def catalogue() -> Response:
    """List the open placements of the programs whose catalogue is on: five statements."""
    wanted = listing.wanted(queries.FILTERS, queries.SORTS)
    language.use_language(wanted.get("lang"))
    today = clock.today(current_app.config["TIMEZONE"])
    programs = queries.programs_on()
    page = listing.page_of(queries.listed(wanted.filters, today), wanted, queries.columns())
    slots = queries.slots_of(row.id for row in page.rows)
    return _public(
        "placements/catalogue.html",
        wanted,
        indexed=bool(programs),
        page=page,
        programs=programs,
        cities=[(city, city) for city in queries.cities(today)],
        ages=[(age, str(age)) for age in AGES],
        minutes={each: queries.weekly_minutes(of_one) for each, of_one in slots.items()},
        turn=_turn,
    )


@bp.get("/catalogue/<int:placement_id>")
@access(ANYBODY)
def opening(placement_id: int) -> Response:
    """Show one open placement as the public may know it."""
    wanted = listing.wanted(queries.FILTERS, queries.SORTS)
    language.use_language(wanted.get("lang"))
    row = queries.one(placement_id, clock.today(current_app.config["TIMEZONE"]))
    slots = queries.slots_of([row.id]).get(row.id, [])
    return _public(
        "placements/opening.html",
        wanted,
        indexed=True,
        row=row,
        slots=slots,
        minutes=queries.weekly_minutes(slots),
        known=words.joined,
    )


def _public(template: str, wanted: Wanted, *, indexed: bool, **context: Any) -> Response:
    response = respond.page(
        template,
        wanted=wanted,
        words=words,
        indexed=indexed,
        spoken=[(name, language.NAMES[name], _in(name)) for name in language.SPOKEN],
        **context,
    )
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    if indexed:
        response.headers["X-Robots-Tag"] = "all"
    return response


def _in(spoken: str) -> str:
    """Give the address of this page in another language."""
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    return f"{request.path}?{urlencode(kept | {'lang': spoken})}"


def _turn(number: int) -> str:
    """Give the address of another page of the same list."""
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return f"{url_for('.catalogue')}?{urlencode(kept | {'page': number})}"
