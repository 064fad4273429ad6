"""Nobody opens or changes what is not theirs: every route, every role, records of every school.

The routes come from the app and the records from the demo district, so a new page is tested as soon
as it is there. What a person may see of students is told by the marks of tests/support/district.py.
"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import services
from app.accounts.models import Role
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from tests.support import district
from tests.support.routes import Route, routes, with_token
from tests.support.visiting import Visitor
from tests.support.who_may import (
    OTHERS,
    PEOPLE,
    STUDENT_SIDE,
    WORDS,
    A,
    C,
    D,
    E,
    F,
    World,
    changed,
    rows_about,
)
from tests.test_guard import everything_in

EVERYONE = {A, E, C, F, D}

# The role table of the design, by the beginning of a path: who may look, who may change.
WHO_MAY: dict[str, tuple[set[Role], set[Role]]] = {
    "/": (EVERYONE, set()),
    "/students": ({A, C, D}, {A, C}),
    "/students/import": ({A, C}, {A, C}),
    "/students/import/*": ({A}, {A}),
    "/students/imports": ({A, C}, {A, C}),
    "/tasks": (EVERYONE, set()),
    "/students/*/guardians": ({A, C}, {A, C}),
    "/guardians": ({A, C}, {A, C}),
    "/courses": ({A, C}, {A, C}),
    "/students/import/sheets": ({A, C}, {A, C}),
    "/students/*/placements": ({A, C}, {A, C}),
    "/employers": ({A, E, C, D}, {A, E}),
    "/contacts": ({A, E, C, D}, {A, E}),
    "/log": ({A, E}, {A, E}),
    "/referrals": ({A, E, C, D}, set()),
    "/referrals/bulk": ({A, E, C}, {A, E, C}),
    "/pledges/bulk": ({A, E}, {A, E}),
    "/pledges": ({A, E, C, D}, {A, E}),
    "/next-steps": ({A, E, C, D}, {A, E}),
    "/sites": ({A, E, C, D}, {A, E}),
    "/placements": ({A, E, C, D}, {A, E}),
    "/students/*/calendar": ({A, C, D}, {A, C, D}),
    "/employers/*/calendar": ({A, E, C, D}, {A, E, C, D}),
    "/feeds": (set(), {A, E, C, D}),
    "/placements/*/labor": ({A, E, C, D}, {A}),
    "/placements/*/students": ({A, C}, {A, C}),
    "/placements/*/shortlist": ({A, C}, {A, E, C}),
    "/placements/*/shortlist/refer": ({A, E, C}, {A, E, C}),
    "/activities": ({A, E, C, D}, {A, E, C}),
    "/activities/*/students": ({A, C}, {A, C}),
    "/activities/*/attendance": ({A, C}, {A, C}),
    "/activities/*/guests": (set(), {A, C}),
    "/activities/*/sheet": ({A, C, D}, set()),
    "/activities/*/roster": ({A, C, D}, set()),
    "/matches": ({A, E, C, D}, {A, C}),
    "/hours": ({A, C, D}, {A, C}),
    "/hours/bulk": ({A, C}, {A, C}),
    "/hours/supervisors/bulk": ({A, C}, {A, C}),
    "/matches/bulk": ({A, C}, {A, C}),
    "/matches/*/documents": ({A, C}, {A, C}),
    "/documents": ({A, C}, {A, C}),
    "/placements/bulk": ({A, E}, {A, E}),
    "/placements/describe": ({A, E}, {A, E}),
    "/matches/ready": ({A, C, D}, set()),
    "/matches/*/note": ({A, C}, {A, C}),
    "/matches/runs": ({A, C, D}, {A, C}),
    "/matches/runs/new": ({A, C}, {A, C}),
    "/preferences": ({A, C, D}, set()),
    "/preferences/bulk": ({A, C}, {A, C}),
    "/reviews": ({A, C, D}, {A, C}),
    "/reports": ({A, E, C, D}, set()),
    "/credit": ({A, C, D}, {A, C}),
    "/credit/awards": ({A, C, D}, {A, C, D}),
    "/matches/*/award": ({A, C}, {A, C}),
    "/credentials": ({A, C, D}, {A, C}),
    "/credentials/catalogue": ({A, C, D}, {A}),
    "/credentials/catalogue/new": ({A}, {A}),
    "/credentials/catalogue/*/edit": ({A}, {A}),
    "/credentials/exam-day": ({A, C}, {A, C}),
    "/credentials/import": ({A, C}, {A, C}),
    "/credentials/imports": ({A, C}, {A, C}),
    "/students/*/credentials": ({A, C}, {A, C}),
    "/stipends": ({A, F, D}, {A, F}),
    "/stipends/batches/new": ({A, F}, {A, F}),
    "/stipends/cut-off": ({A, C, F, D}, set()),
    "/stipends/batches/*/return": ({A, F}, {A, F}),
    "/programs": (EVERYONE, {A}),
    "/requests": ({A, E, C, D}, {A, E, C}),
    "/requests/*/answer": ({A, E, C}, {A, C}),
    "/requests/*/answers": (set(), {A, C}),
    "/requests/*/print": ({A, E, C}, {A, C}),
    "/outbox": ({A, E, C, D}, {A, E, C}),
    "/search": (EVERYONE, set()),
    "/help": (EVERYONE, set()),
    "/settings": (EVERYONE, EVERYONE),
    "/settings/calendars": ({A}, {A}),
    "/settings/labor": (EVERYONE, {A}),
    "/settings/labor/new": ({A}, {A}),
    "/settings/letters": ({A}, {A}),
    "/settings/schools": ({A}, {A}),
    "/settings/users": ({A}, {A}),
    "/sign-out": (EVERYONE, EVERYONE),
    "/todos": (EVERYONE, EVERYONE),
}
SPECIALISTS = [name for name, role in PEOPLE.items() if role is C]
OPEN = {
    "sign-in",
    "forgot",
    "password",
    "r",
    "healthz",
    "readyz",
    "favicon.ico",
    "mailbox",
    "catalogue",
}


@pytest.fixture(params=PEOPLE)
def world(request, app) -> World:
    district.fill(app)
    email = f"{request.param}@{district.DOMAIN}"
    with app.app_context():
        if request.param == "without_school":
            services.create_user(
                email=email,
                name="Nobody's",
                role=C,
                password_hash=hash_password(district.PASSWORD),
                by=SYSTEM,
                at=clock.now(),
            )
        query = "select id from staff_user where email = :email"
        user_id = db.session.scalar(sa.text(query), {"email": email})
        query = "select school_id from staff_school where user_id = :user"
        schools = frozenset(db.session.scalars(sa.text(query), {"user": user_id}))
    person = Visitor(app, app.test_client())
    person.sign_in(email, district.PASSWORD, status=303)
    return World(app, person, PEOPLE[request.param], schools, user_id)


def row_of(route: Route) -> tuple[set[Role], set[Role]]:
    """Give the row of the table that a path begins with."""
    path = re.sub("<.*?>", "*", route.rule.rule)
    fitting = [
        start for start in WHO_MAY if path == start or path.startswith((f"{start}/", f"{start}."))
    ]
    assert fitting, f"say in WHO_MAY who may use {route}"
    return WHO_MAY[max(fitting, key=len)]


def guarded(app: Flask, *, safe: bool) -> list[Route]:
    """Give the routes that need a sign-in."""
    return [
        route
        for route in with_token(app, routes(app, safe=safe))
        if route.room not in OPEN and route.endpoint != "accounts.sign_out"
    ]


# -- looking


def test_a_page_is_shown_to_whom_it_is_for_and_tells_of_nobody_else(world):
    strangers, wrong = world.strangers(), []
    for route in guarded(world.app, safe=True):
        may_look, may_change = row_of(route)
        for address in every_address(world, route):
            # a list answers a search with a fragment of itself
            headers = {"HX-Request": "true"} if "?" in address else {}
            answer = world.person.client.get(address, headers=headers, buffered=True)
            if world.role not in may_look and answer.status_code != 403:
                wrong.append(f"{answer.status_code} {address}: is for {sorted(may_look)}")
            elif answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {address}")
            elif answer.status_code == 403 and world.role in may_look & may_change:
                wrong.append(f"403 {address}: is for {sorted(may_look)}")
            if leaks := world.leaks(answer.text, strangers):
                wrong.append(f"{address} tells of {sorted(leaks)[:3]}, {len(leaks)} in all")
    assert not wrong, "\n".join(wrong)


def every_address(world: World, route: Route) -> list[str]:
    found = [*world.addresses(route, own=True), *world.addresses(route, own=False)]
    if route.names:
        return sorted(set(found))
    return [address + query for address in found for query in world.questions()]


@pytest.mark.parametrize("world", SPECIALISTS, indirect=True)
def test_a_record_of_another_school_is_not_there_and_ones_own_is(world):
    wrong, seen = [], 0
    for route in guarded(world.app, safe=True):
        if not route.names & set(STUDENT_SIDE):
            continue
        for own in (True, False):
            for address in world.addresses(route, own=own):
                seen += 1
                status = world.person.client.get(address, buffered=True).status_code
                if status not in ({200, 303, 409} if own else {403, 404}):
                    wrong.append(f"{status} {address}: {'own' if own else 'of another school'}")
    assert not wrong, "\n".join(wrong)
    assert seen or not world.schools


# -- changing


def token_of(world: World) -> str:
    page = world.person.visit("/settings/password")
    return str(page.all('input[name="csrf_token"]')[0].attrs["value"])


def test_who_may_not_change_a_thing_changes_nothing(world):
    token, before, wrong = token_of(world), everything_in(world.app), []
    for route in guarded(world.app, safe=False):
        if world.role in row_of(route)[1]:
            continue
        for address in [*world.addresses(route, own=True), *world.addresses(route, own=False)]:
            answer = world.person.client.open(
                address, method=route.method, data={"csrf_token": token}
            )
            if answer.status_code != 403:
                wrong.append(f"{answer.status_code} {address}")
    assert not wrong, "\n".join(wrong)
    assert changed(before, everything_in(world.app)) == {}


@pytest.mark.parametrize("world", SPECIALISTS, indirect=True)
def test_a_specialist_changes_nothing_of_another_school(world):
    token, strangers, wrong = token_of(world), world.strangers(), []
    foreign = {name: world.ids(name, own=False, few=1)[0] for name in STUDENT_SIDE}
    before = rows_about(world.app, strangers)
    for route in guarded(world.app, safe=False):
        if C not in row_of(route)[1]:
            continue
        data = {"csrf_token": token, "reason": "x"} | foreign
        data |= {name.removesuffix("_id"): value for name, value in foreign.items()}
        for address in world.addresses(route, own=False):
            answer = world.person.client.open(address, method=route.method, data=data)
            of_another = route.names & set(STUDENT_SIDE)
            if answer.status_code >= 500 or (of_another and answer.status_code not in {403, 404}):
                wrong.append(f"{answer.status_code} {address}")
    assert not wrong, "\n".join(wrong)
    assert changed(before, rows_about(world.app, strangers)) == {}


# -- the table itself


def test_every_route_has_a_row_and_every_varying_part_a_record(app):
    for route in [*guarded(app, safe=True), *guarded(app, safe=False)]:
        row_of(route)
        unknown = route.names - set(STUDENT_SIDE) - set(OTHERS) - set(WORDS)
        assert not unknown, f"say which record {unknown} of {route} names"
