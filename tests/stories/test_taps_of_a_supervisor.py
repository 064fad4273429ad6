"""A supervisor answers the link with one finger, with and without JavaScript; taps are counted.

Counting begins with the mail: opening the link is the first tap.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.town import COLLEAGUES, LOOKING, Asked, Town, changed

WORKED = 'input[data-hours]:not([value=""])'


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


class Finger:
    """Be a supervisor's finger on a phone: it opens the link, then counts its taps."""

    def __init__(self, page: Page, link: str, *, script: bool = False) -> None:
        self.page, self.script = page, script
        page.goto(link)
        self.taps = 1

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def open(self, words: str) -> None:
        self.tap(self.page.locator("summary").filter(has_text=words).first)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def finger(request, town, five, browse) -> Finger:
    page = browse(javascript=request.param, phone=True)
    return Finger(page, town.link(five.id), script=request.param)


def words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def states(town: Town, asked: Asked) -> list[str]:
    return [sheet.state for sheet in town.sheets(asked.id)]


def test_a_normal_week_of_five_takes_two_clicks_and_three_small_requests(town, five, browse):
    page = browse(javascript=False, phone=True)
    before = town.treasure(five.id)
    finger = Finger(page, town.link(five.id))
    traffic = browse.traffic(page)
    assert len(traffic.requests) <= 3, traffic.requests
    assert traffic.size <= 50_000
    finger.press("Confirm all hours")
    expect(page.get_by_text("We noted your answer")).to_be_visible()
    assert finger.taps == 2
    minutes = sum(sheet.minutes for sheet in town.sheets(five.id))
    assert minutes > 0
    assert town.treasure(five.id) == {name: kept + minutes for name, kept in before.items()}
    assert states(town, five) == ["confirmed"] * 5
    assert town.state(five.id) == "answered"
    assert town.broken() == []


def test_one_day_of_one_intern_is_changed_in_five_taps(town, five, finger):
    second = town.sheets(five.id)[1]
    finger.open(second.name)
    page = finger.page
    field = page.locator(f"#student-{second.id} {WORKED}").first
    assert field.get_attribute("inputmode") == "decimal"
    shown = float(field.input_value())
    finger.tap(field)
    field.fill(str(shown + 1.25))
    finger.press("Send corrections")
    expect(page.get_by_text("We noted your answer")).to_be_visible()
    assert finger.taps <= 5
    after = town.sheets(five.id)
    assert after[1].minutes == second.minutes + 75
    assert [sheet.state for sheet in after] == ["confirmed"] * 5
    told = "select kind from outbox_message where record = 'week' and record_id = :id"
    assert town.rows(told, id=second.id) == [("hours-changed",)], "the student is told of it"
    assert town.broken() == []


def test_the_total_is_right_before_anything_is_sent(town, five, finger):
    first = town.sheets(five.id)[0]
    page = finger.page
    finger.open(first.name)
    section = page.locator(f"#student-{first.id}")
    field = section.locator(WORKED).first
    before = float(field.input_value())
    field.fill(str(before + 0.5))
    if finger.script:
        expect(section.locator("[data-total]").first).to_have_text(words(first.minutes + 30))
    press(page, "Update totals")
    expect(section.locator("[data-total]").first).to_have_text(words(first.minutes + 30))
    expect(section.locator(WORKED).first).to_have_value(str(before + 0.5))
    assert states(town, five) == ["submitted"] * 5, "nothing was confirmed"


def test_enter_never_confirms(town, five, finger):
    before = town.tables(but=LOOKING)
    first = town.sheets(five.id)[0]
    finger.open(first.name)
    field = finger.page.locator(f"#student-{first.id} input[data-hours]").first
    field.fill("1.5")
    with finger.page.expect_navigation():
        field.press("Enter")
    expect(finger.page.locator(f"#student-{first.id} input[data-hours]").first).to_have_value("1.5")
    finger.page.get_by_label("Your name").fill("Ada")
    with finger.page.expect_navigation():
        finger.page.get_by_label("Your name").press("Enter")
    expect(finger.page.get_by_label("Your name")).to_have_value("Ada")
    assert changed(before, town.tables(but=LOOKING)) == {}


def test_confirm_all_never_drops_a_change(town, five, finger):
    before = town.tables(but=LOOKING)
    first = town.sheets(five.id)[0]
    finger.open(first.name)
    finger.page.locator(f"#student-{first.id} input[data-hours]").first.fill("1.5")
    with finger.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        finger.press("Confirm all hours")
    assert answer.value.status == 422
    page = finger.page
    expect(page.get_by_role("alert")).to_contain_text("Send corrections")
    expect(page.locator(f"#student-{first.id} input[data-hours]").first).to_have_value("1.5")
    assert changed(before, town.tables(but=LOOKING)) == {}
    finger.press("Send corrections")
    expect(page.get_by_text("We noted your answer")).to_be_visible()
    assert states(town, five) == ["confirmed"] * 5


def test_a_day_is_marked_absent(town, five, finger):
    first = town.sheets(five.id)[0]
    finger.open(first.name)
    section = finger.page.locator(f"#student-{first.id}")
    day = section.locator("tr").filter(has=finger.page.locator(WORKED)).first
    gone = round(float(day.locator(WORKED).input_value()) * 60)
    finger.tap(day.locator("input[data-absent]"))
    finger.press("Send corrections")
    expect(finger.page.get_by_text("We noted your answer")).to_be_visible()
    assert finger.taps <= 5
    assert town.sheets(five.id)[0].minutes == first.minutes - gone
    absent = "select count(*) from shift where timesheet_id = :id and absent and minutes = 0"
    assert town.one(absent, id=first.id) == 1
    assert town.broken() == []


def test_a_week_is_disputed_in_words_and_the_rest_confirmed(town, five, finger):
    first = town.sheets(five.id)[0]
    before = town.treasure(five.id)
    finger.open(first.name)
    section = finger.page.locator(f"#student-{first.id}")
    finger.tap(section.locator("summary").filter(has_text="Something is wrong"))
    section.get_by_label("What is wrong with these hours?").fill(
        "She left at noon.\nÀsk Zoë’s aunt."
    )
    finger.press("Send corrections")
    expect(finger.page.get_by_text("Something is wrong; the school looks into it")).to_be_visible()
    expect(finger.page.get_by_text("She left at noon.")).to_be_visible()
    assert finger.taps <= 4
    after = town.sheets(five.id)
    assert [sheet.state for sheet in after] == ["disputed", *["confirmed"] * 4]
    counted = sum(sheet.minutes for sheet in after[1:])
    assert town.treasure(five.id) == {name: kept + counted for name, kept in before.items()}
    todo = "select count(*) from todo where kind = 'week_disputed' and record_id = :id"
    assert town.one(todo, id=first.id) == 1
    assert town.broken() == []


def test_a_student_is_not_theirs(town, five, finger):
    first = town.sheets(five.id)[0]
    finger.open(first.name)
    section = finger.page.locator(f"#student-{first.id}")
    finger.tap(section.locator("summary").filter(has_text="Something is wrong"))
    finger.tap(section.get_by_role("button", name="Not my student", exact=True))
    assert finger.taps <= 4
    expect(finger.page.get_by_role("heading", level=1)).to_have_text("Confirm hours")
    expect(finger.page.locator(f"#student-{first.id}")).to_have_count(0)
    finger.press("Confirm all hours")
    expect(finger.page.get_by_role("cell", name="Not my student")).to_be_visible()
    assert states(town, five) == ["disputed", *["confirmed"] * 4]
    assert town.state(five.id) == "answered"
    assert town.broken() == []


def test_it_is_passed_to_a_colleague_on_file(town, five, finger):
    colleagues = town.rows(COLLEAGUES, id=five.contact_id)
    finger.open("Someone else should answer")
    finger.tap(finger.page.get_by_label(colleagues[0][1]))
    finger.press("Pass to a colleague")
    expect(finger.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert finger.taps <= 4
    assert town.state(five.id) == "replaced"
    handed = town.rows(
        "select id, recipient_id, state from link_request where passed_from_id = :id", id=five.id
    )
    assert [row[1:] for row in handed] == [(colleagues[0][0], "open")]
    finger.page.goto(town.link(handed[0][0]))
    press(finger.page, "Confirm all hours")
    assert states(town, five) == ["confirmed"] * 5
    assert town.broken() == []
