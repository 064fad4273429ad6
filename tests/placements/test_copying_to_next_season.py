"""A placement like last year's: copied with its dates moved along, in four clicks at most."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.use_case import transaction
from app.employers.models import Contact
from app.placements.copying import next_season, shifted
from app.placements.models import Placement, PlacementState
from app.programs.models import PlacementKind
from tests.builders import a_contact, a_placement, a_program, a_site, an_employer

S = PlacementState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
SUMMER = {"kind": PlacementKind.SUMMER_PROGRAM}
LAST_YEAR = (date(2026, 7, 6), date(2026, 8, 14))
THIS_YEAR = (date(2027, 7, 5), date(2027, 8, 13))


@pytest.fixture
def seasons(app: Flask):
    with app.app_context():
        old = a_program(
            name="Summer 2026", start_date=LAST_YEAR[0], end_date=LAST_YEAR[1], **SUMMER
        )
        new = a_program(
            name="Summer 2027", start_date=THIS_YEAR[0], end_date=THIS_YEAR[1], **SUMMER
        )
        employer = an_employer(name="City Library")
        site = a_site(employer, name="Main branch")
        lena = a_contact(employer, name="Lena Librarian")
        placement = a_placement(
            old,
            site,
            lena,
            title="Shelf helper",
            search="shelf helper",
            kind=PlacementKind.SUMMER_PROGRAM,
            start_date=date(2026, 7, 13),
            end_date=date(2026, 8, 7),
            weekdays={0: (time(9), time(12), 0), 2: (time(13), time(16), 15)},
            hazards=["WA-HEIGHT"],
            languages=["es"],
            bring="Closed shoes",
        )
    return old, new, placement, lena


def copies(source: Placement) -> list[Placement]:
    query = sa.select(Placement).where(Placement.copied_from_id == source.id)
    return list(db.session.scalars(query.options(sa.orm.selectinload(Placement.slots))))


@pytest.mark.usefixtures("seasons")
def test_last_years_placement_is_posted_in_four_clicks(browse, staff):
    emil = staff("employer_engagement")
    page = browse()
    browse.sign_in(page, emil.email, staff.password)
    page.goto("/placements")
    clicks = 0
    for name in ("Shelf helper", "Copy to next season"):
        page.get_by_role("link", name=name, exact=True).click()
        clicks += 1
    page.get_by_label("Last day").click()
    page.get_by_label("Last day").fill("2027-08-06")
    page.get_by_role("button", name="Post placement").click()
    clicks += 2
    page.get_by_text("Shelf helper is posted.").wait_for()
    assert clicks <= 4
    assert "Summer 2027" in page.locator("main").inner_text()


def test_a_copy_keeps_all_but_the_season(app: Flask, seasons, staff):
    _, new, placement, lena = seasons
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{placement.id}/copy")
    page = emil.submit(page, "Post placement")
    assert "Shelf helper is posted." in page
    assert "Shelf helper, an earlier season" in page
    with app.app_context():
        [copy] = copies(placement)
        assert copy.state is S.OPEN
        assert copy.program_id == new.id
        assert (copy.start_date, copy.end_date) == (date(2027, 7, 12), date(2027, 8, 6))
        assert copy.supervisor_id == lena.id
        assert copy.seats_taken == 0
        assert [(slot.weekday, slot.start, slot.break_minutes) for slot in copy.slots] == [
            (0, time(9), 0),
            (2, time(13), 15),
        ]
        assert (copy.hazards, copy.languages) == (["WA-HEIGHT"], ["es"])
        assert copy.bring == "Closed shoes"


def test_another_program_may_be_chosen_and_moves_the_dates(seasons, staff):
    old, _, placement, _ = seasons
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{placement.id}/copy?into={old.id}")
    assert page.one("#start_date").attrs["value"] == "2026-07-13"


def test_a_supervisor_who_left_is_named_and_another_must_be_chosen(app: Flask, seasons, staff):
    _, _, placement, lena = seasons
    with app.app_context(), transaction():
        db.session.get_one(Contact, lena.id).left_at = NOW
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{placement.id}/copy")
    assert "Lena Librarian, who supervised it, is no longer there." in page
    page = emil.submit(page, "Post placement", status=422)
    assert "Choose a supervisor." in page
    with app.app_context():
        assert copies(placement) == []


def test_dates_move_by_whole_weeks_and_stay_inside(app: Flask, seasons):
    old, new, placement, _ = seasons
    assert shifted(placement, old, new) == (date(2027, 7, 12), date(2027, 8, 6))
    with app.app_context():
        short = a_program(start_date=date(2027, 7, 5), end_date=date(2027, 7, 16), **SUMMER)
    assert shifted(placement, old, short) == (date(2027, 7, 12), date(2027, 7, 16))
    assert shifted(placement, old, old) == (placement.start_date, placement.end_date)


def test_the_next_season_is_the_next_of_the_same_kind(app: Flask, seasons):
    old, new, *_ = seasons
    with app.app_context():
        other = a_program(start_date=date(2026, 9, 1))
    assert next_season(old, [new, other, old]) is new
    assert next_season(new, [new, other, old]) is new


def test_all_of_an_employer_are_carried_over_as_drafts_and_only_once(app: Flask, seasons, staff):
    _, _, placement, lena = seasons
    with app.app_context():
        site = db.session.get_one(Placement, placement.id).site_id
        lone = a_placement(
            seasons[0],
            db.session.get_one(type(a_site()), site),
            a_contact(db.session.get_one(type(an_employer()), lena.employer_id), left_at=NOW),
            title="Page turner",
            search="page turner",
            start_date=date(2026, 7, 13),
            end_date=date(2026, 8, 7),
        )
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/carry-over/{lena.employer_id}?from={seasons[0].id}")
    assert "Mon, Jul 12 – Fri, Aug 6, 2027" in page
    assert "Its supervisor is no longer there" in page
    page = emil.submit(page, "Copy as drafts")
    assert "1 placement is copied as drafts." in page
    with app.app_context():
        [copy] = copies(placement)
        assert copy.state is S.DRAFT
        assert copies(lone) == []
    page = emil.visit(f"/placements/carry-over/{lena.employer_id}?from={seasons[0].id}")
    assert "It is there already." in page
    page = emil.submit(page, "Copy as drafts")
    assert "Tick at least one placement. Nothing was copied." in page


def test_who_may_not_post_may_not_copy(seasons, staff):
    _, _, placement, lena = seasons
    ana = staff("career_specialist", school_ids=[])
    ana.visit(f"/placements/{placement.id}/copy", status=403)
    ana.visit(f"/placements/carry-over/{lena.employer_id}", status=403)
    assert "Copy to next season" not in ana.visit(f"/placements/{placement.id}")


@pytest.mark.parametrize("number", [1, 12])
def test_carrying_over_costs_the_same_however_many(any_app: Flask, staff, query_count, number):
    with any_app.app_context():
        employer = an_employer()
        program, site, sam = a_program(), a_site(employer), a_contact(employer)
        for _ in range(number):
            a_placement(program, site, sam)
    emil = staff("employer_engagement")
    with query_count(10):
        emil.visit(f"/placements/carry-over/{employer.id}")
