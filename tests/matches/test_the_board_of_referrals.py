"""Staff see at a glance which employers answer about referred students, and which do not."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.use_case import use_case
from app.employers.models import Employer, Site
from app.matches import services
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.placements.models import Placement
from tests.builders import a_school, a_site, an_employer
from tests.matches.slates import ADMIN, days, mails, opening, refer, requests, shortlisted

S = MatchState
LONG_BEFORE = clock.now() - days(2)


@use_case
def set_owner(placement: Placement, user_id: int | None) -> None:
    site = db.session.get_one(Site, placement.site_id)
    db.session.get_one(Employer, site.employer_id).owner_id = user_id


def rows(page) -> list[str]:
    return [" ".join(row.to_text().split()) for row in page.all("#referrals tbody tr")]


@pytest.fixture
def emil(app: Flask, staff):
    """Give engagement who own an employer that waits, beside ones that answered and lapsed."""
    person = staff("employer_engagement")
    with app.app_context():
        mine = an_employer(name="Harbor Bakery", owner_id=person.actor.id)
        refer(*shortlisted(opening(site=a_site(mine), title="Baker")))
        [lapsed] = shortlisted(
            opening(site=a_site(an_employer(name="Old Mill")), title="Miller"), "Mia Tran"
        )
        refer(lapsed)
        outreach.expire_due(clock.now() + days(15))
        mia, leo = shortlisted(
            opening(site=a_site(an_employer(name="Print Shop")), title="Printer"),
            "Mia Tran",
            "Leo Ruiz",
        )
        refer(mia, leo)
        services.move(mia, S.OFFERED, by=ADMIN, at=clock.now())
        services.move(leo, S.INTERVIEWING, by=ADMIN, at=clock.now())
        off = opening(site=a_site(an_employer(name="Quiet Yard")), title="Yard", mailed=False)
        refer(*shortlisted(off, "Zoe Park"))
    return person


def test_each_placement_says_how_its_employer_answers(emil):
    page = emil.visit("/referrals")
    bakery, mill, shop, yard = rows(page)
    assert "not answered in time" in bakery, "its link ran out with the other"
    assert "Miller" in mill
    assert "answered" in shop
    numbers = page.all("#referrals tbody tr:nth-child(3) td.number")
    assert [cell.to_text().strip() for cell in numbers] == ["0", "1", "1", "0", "0"]
    assert "not asked" in yard
    assert "Tran" not in page


@pytest.mark.parametrize(
    ("standing", "found"),
    [("lapsed", 2), ("answered", 1), ("unasked", 1), ("waiting", 0)],
)
def test_the_board_is_narrowed_by_how_it_stands(emil, standing, found):
    assert len(rows(emil.visit(f"/referrals?standing={standing}"))) == found


def test_a_specialist_opens_only_requests_of_their_schools(app: Flask, staff):
    with app.app_context():
        heron = a_school()
        refer(*shortlisted(opening(), "Mia Tran", school=heron))
        refer(*shortlisted(opening(), "Leo Ruiz"))
        mine, other = requests()
    page = staff("career_specialist", school_ids=[heron.id]).visit("/referrals")
    links = {link.attrs["href"] for link in page.all("#referrals a")}
    assert f"/requests/{mine.id}" in links
    assert f"/requests/{other.id}" not in links


@pytest.mark.parametrize("number", [1, 20])
def test_the_board_costs_the_same_however_many(any_app, staff, query_count, number):
    with any_app.app_context():
        for _ in range(number):
            refer(*shortlisted(opening(), "Mia Tran"))
    ada = staff("administrator")
    ada.visit("/matches")
    with query_count(6):
        ada.visit("/referrals")


def test_employers_who_do_not_answer_are_nudged_from_the_board_once_a_day(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        mine, others = opening(title="Baker"), opening(title="Miller")
        set_owner(mine, emil.actor.id)
        refer(*shortlisted(mine, "Mia Tran"), at=clock.now() - days(2))
        refer(*shortlisted(others, "Leo Ruiz"), at=clock.now() - days(2))
        refer(*shortlisted(opening(mailed=False, title="Yard"), "Zoe Park"))
        before = len(mails())
    page = emil.visit("/referrals/bulk?do=nudge")
    assert "another member of staff owns this partner" in page
    assert "nobody is asked about it at the moment" in page
    assert "1 person nudged" in emil.submit(page, "Nudge 1 person")
    with any_app.app_context():
        assert len(mails()) == before + 1
    assert "less than a day ago" in emil.visit("/referrals/bulk?do=nudge")


def test_a_specialist_nudges_only_about_requests_of_their_schools(any_app: Flask, staff):
    with any_app.app_context():
        heron = a_school()
        refer(*shortlisted(opening(title="Baker"), "Mia Tran", school=heron), at=LONG_BEFORE)
        refer(*shortlisted(opening(title="Miller"), "Leo Ruiz"), at=LONG_BEFORE)
    page = staff("career_specialist", school_ids=[heron.id]).visit("/referrals/bulk?do=nudge")
    assert "Nudge 1 person" in page
