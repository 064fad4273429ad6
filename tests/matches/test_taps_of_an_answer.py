"""Budget 4: three referred students are answered on a phone with at most six taps."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.matches.models import MatchState
from tests.matches.slates import link, opening, refer, shortlisted, state_of

S = MatchState


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_interview_offer_and_decline_take_at_most_six_taps(app: Flask, browse, axe, javascript):
    with app.app_context():
        mia, leo, zoe = shortlisted(opening())
        refer(mia, leo, zoe)
    page = browse(javascript=javascript, phone=True)
    page.goto(link(app))
    if javascript:
        axe(page)
    taps = 1
    for match_id, name in ((mia, "Interview"), (leo, "Offer a place")):
        student = page.locator(f"#student-{match_id}")
        student.get_by_role("button", name=name, exact=True).tap()
        taps += 1
    student = page.locator(f"#student-{zoe}")
    # opening the list and choosing from it
    student.get_by_role("combobox").select_option("schedule")
    taps += 2
    student.get_by_role("button", name="Decline", exact=True).tap()
    taps += 1
    expect(page.get_by_role("status")).to_contain_text("We noted your answers")
    assert taps <= 6
    with app.app_context():
        states = [state_of(each) for each in (mia, leo, zoe)]
    assert states == [S.INTERVIEWING, S.OFFERED, S.DECLINED_BY_EMPLOYER]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if javascript:
        axe(page)
