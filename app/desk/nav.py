"""Give every page its way around: what this person may open, in the order of the work."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from flask import current_app, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import policies
from app.core import guard, language, respond
from app.core.access import NAMELESS, NOBODY, Actor, Rule, staff
from app.core.paths import path_of

MOST_IN_LINE: Final = 8
# where the day's work is; the rest stands behind "More" for those who may open many rooms
EVERY_DAY: Final = frozenset(
    {"Home", "Students", "Employers", "Placements", "Matches", "Hours", "Requests"}
)


class Place(NamedTuple):
    """Be one entry of the navigation: its words, where it leads, whether we are there."""

    label: str
    url: str
    current: bool


class Ways(NamedTuple):
    """Be the navigation: what stands in line, and what stands behind "More"."""

    line: list[Place]
    more: list[Place]

    @property
    def here(self) -> str:
        """Give the entry behind "More" that we are at, or nothing."""
        return next((place.label for place in self.more if place.current), "")


PLACES: Final[tuple[tuple[str, str, Rule], ...]] = (
    ("Home", "desk.home", staff),
    ("Students", "students.index", policies.can_see_students),
    ("Employers", "employers.index", policies.can_see_employers),
    ("Pledges", "employers.pledges", policies.can_see_employers),
    ("Placements", "placements.index", policies.can_see_placements),
    ("Activities", "placements.activities", policies.can_see_activities),
    ("Matches", "matches.index", policies.can_see_matches),
    ("Preferences", "matches.preferences", policies.can_see_students),
    ("Runs", "matches.runs", policies.can_see_students),
    ("Referrals", "matches.referrals", policies.can_see_matches),
    ("Hours", "hours.index", policies.can_see_hours),
    ("Reviews", "reviews.index", policies.can_see_reviews),
    ("Credit", "credit.index", policies.can_see_credit),
    ("Credentials", "credentials.index", policies.can_see_credentials),
    ("Stipends", "stipends.index", policies.can_see_ledger),
    ("Reports", "reports.fairness", policies.can_see_reports),
    ("Programs", "programs.index", policies.can_see_programs),
    ("Requests", "outreach.requests", policies.can_see_requests),
    ("Outbox", "outreach.outbox", policies.can_see_outbox),
    ("Settings", "accounts.settings", staff),
)


def around() -> dict[str, Any]:
    """Give templates `nav`, `actor`, `lang` and `district`."""
    actor = _actor()
    return {
        "actor": actor if staff(actor) else None,
        "nav": ways_for(actor),
        "lang": language.current_language(),
        "district": respond.district(),
    }


def ways_for(actor: Actor) -> Ways:
    """Give the entries that an actor may open, the everyday ones in line when there are many."""
    places = places_for(actor)
    if len(places) <= MOST_IN_LINE:
        return Ways(places, [])
    line = [place for place in places if place.label in EVERY_DAY]
    return Ways(line, [place for place in places if place.label not in EVERY_DAY])


def places_for(actor: Actor) -> list[Place]:
    """Give the entries that an actor may open and that exist."""
    return [
        Place(label, url := path_of(endpoint), _is_current(url))
        for label, endpoint, rule in PLACES
        if endpoint in current_app.view_functions and rule(actor)
    ]


def _actor() -> Actor:
    """Give who is signed in; nobody on links, public pages, and where the database is silent."""
    if not has_request_context() or (
        request.endpoint and guard.rule_of(request.endpoint) in NAMELESS
    ):
        return NOBODY
    try:
        return guard.current_actor()
    except SQLAlchemyError:
        return NOBODY


def _is_current(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
