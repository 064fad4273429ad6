"""A parent stands at the desk: the record in three clicks, clean on Letter, and as CSV."""

from __future__ import annotations

import re

from app.core.access import SYSTEM
from app.core.clock import now
from app.students.record_services import note_document
from tests.builders import a_match, a_student, a_week
from tests.hours.world import day, settle

LETTER = re.compile(rb"/MediaBox ?\[ ?0 0 612 792 ?\]")
PAGE = re.compile(rb"/Type ?/Page\b(?!s)")
# what Letter leaves between margins of 2 cm, at 96 dots an inch
PRINTED = {"width": 665, "height": 905}
CUT_OFF = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
  .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""


def test_a_record_is_three_clicks_away_prints_on_letter_and_downloads(app, staff, browse):
    with app.app_context():
        student = a_student(given_name="Zoë", family_name="Núñez-O’Brien")
        match = a_match(student)
        for number in range(12):
            settle(a_week(match, {0: 450, 2: 90}, week=day(-7 * number)).id)
        note_document(student.id, "work_permit", None, by=SYSTEM, at=now())
    ada = staff("administrator")
    page = browse()
    browse.sign_in(page, ada.email, staff.password)
    page.get_by_role("searchbox").first.fill("nunez obrien")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Zoë Núñez-O’Brien", exact=True).click()  # 1
    page.get_by_role("link", name="Record to print").click()  # 2
    assert page.get_by_role("heading", level=1).inner_text() == "Record of Zoë Núñez-O’Brien"
    file = page.pdf(prefer_css_page_size=True)
    assert LETTER.search(file)
    assert 1 <= len(PAGE.findall(file)) <= 4
    page.set_viewport_size(PRINTED)
    page.emulate_media(media="print")
    assert page.evaluate(CUT_OFF) == []
    assert not page.get_by_role("navigation").first.is_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as kept:
        page.get_by_role("link", name="The same as CSV").click()  # 3
    assert kept.value.suggested_filename.endswith(".csv")
