"""Budget 5: a partner pledges as many seats as before on a phone with at most three taps."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.employers.test_a_partner_pledges_by_link import (
    a_partner,
    a_pledge,
    ask,
    link,
    seasons,
)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_as_many_as_before_takes_two_taps_and_shows_how_to_change_it(
    app: Flask, browse, axe, javascript
):
    with app.app_context():
        this, last = seasons()
        dana = a_partner()
        a_pledge(dana, last)
        ask(dana, this)
    page = browse(javascript=javascript, phone=True)
    page.goto(link(app))
    if javascript:
        axe(page)
    page.get_by_role("button", name="Same as last season: 3").tap()
    expect(page.get_by_role("status")).to_contain_text("Your pledge is noted: 3.")
    expect(page.get_by_role("button", name="Change my answer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
