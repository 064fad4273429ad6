"""A partner is found by whatever one remembers of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.employers.models import ContactLog
from app.employers.pledge_models import Pledge, PledgeState
from tests.builders import (
    LONG_AGO,
    ZONE,
    a_contact,
    a_program,
    a_site,
    an_employer,
    kept,
    moved,
)


def a_promise(employer, program) -> None:
    values = {"seats": 1, "posted": 0, "created_at": LONG_AGO}
    moved(
        kept(Pledge(employer_id=employer.id, program_id=program.id, **values)), PledgeState.PLEDGED
    )


@pytest.fixture
def partners(any_app: Flask) -> None:
    with any_app.app_context():
        day = clock.today(ZONE)
        over = a_program(start_date=date(2025, 1, 1), end_date=day - timedelta(days=1))
        now = a_program(start_date=day, end_date=day + timedelta(days=90))
        cafe, dock, _farm = (an_employer(name=each) for each in ("Café Ñandú", "Dock", "Farm"))
        a_contact(cafe, name="Zoë O’Neil", email="zoe_1@cafe.example")
        a_site(dock, city="Fife")
        an_employer(name="Silent", do_not_contact=True)
        a_promise(cafe, over)
        a_promise(dock, over)
        a_promise(dock, now)


@pytest.mark.usefixtures("partners")
def test_partners_are_found_by_name_people_place_and_promise(staff):
    emil = staff("employer_engagement")
    found = {
        query: {link.to_text() for link in emil.visit(f"/employers?{query}").all("tbody th a")}
        for query in (
            "q=nandu",
            "q=zoe oneil",
            "q=zoe_1@cafe",
            "q=%25",
            "city=Fife",
            "only=silent",
            "only=pledged",
            "only=renew",
            "only=overdue",
        )
    }
    assert list(found.values()) == [
        {"Café Ñandú"},
        {"Café Ñandú"},
        {"Café Ñandú"},
        set(),
        {"Dock"},
        {"Silent"},
        {"Dock"},
        {"Café Ñandú"},
        set(),
    ]
    assert len(emil.visit("/employers?only=unpledged").all("tbody tr")) == 3


def test_an_overdue_step_is_found_and_a_new_name_too(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        day = clock.today(ZONE) - timedelta(days=1)
        late, _other = an_employer(name="Late"), an_employer(name="Other")
        pat = a_contact(late, name="Pat")
        kept(
            ContactLog(
                employer_id=late.id,
                kind="call",
                day=day,
                said="x",
                at=LONG_AGO,
                next_step="Call",
                due_on=day,
                assignee_id=emil.actor.id,
            )
        )
    links = emil.visit("/employers?only=overdue").all("tbody th a")
    assert [link.to_text() for link in links] == ["Late"]
    emil.submit(emil.visit(f"/contacts/{pat.id}/edit"), "Save", name="Ñusta")
    assert "Late" in emil.visit("/employers?q=nusta")
