"""A list is gone through, searched and opened by keyboard alone, and Back finds it as it was."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.matches.models import MatchState
from tests.builders import a_match, a_student, an_employer

FOCUSED = "document.activeElement.textContent.trim()"
NAMES = ("Acre", "Bakery", "Cooper", "Dairy")


@pytest.fixture
def page(app: Flask, staff, browse) -> Page:
    with app.app_context():
        for name in NAMES:
            an_employer(name=f"{name} Guild", industry="Food")
        an_employer(name="Elsewhere", industry="Other")
        for name in ("Ana", "Ben"):
            a_match(a_student(given_name=name), state=MatchState.SHORTLISTED)
    admin, page = staff("administrator"), browse()
    browse.sign_in(page, admin.email, staff.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for me")
    page.goto("/")  # its script is there too
    return page


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def test_rows_are_gone_through_opened_and_found_again_on_back(page):
    page.goto("/employers?industry=Food&sort=-name")
    for key, name in (("j", "Dairy"), ("j", "Cooper"), ("k", "Dairy"), ("k", "Dairy")):
        page.keyboard.press(key)
        assert focused(page) == f"{name} Guild"
    page.keyboard.press("j")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "what has the focus is seen"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cooper Guild")
    page.go_back()
    page.wait_for_url("**/employers?industry=Food&sort=-name")
    expect(page.locator("tbody th[scope=row]").first).to_contain_text("Dairy Guild")
    expect(page.locator("tbody tr")).to_have_count(4)


def test_a_filter_chosen_on_the_page_is_in_the_address_and_kept_on_back(page):
    page.goto("/employers")
    page.get_by_label("Industry").select_option("Food")
    page.wait_for_url("**/employers?*industry=Food*")
    expect(page.get_by_role("list", name="Filters that are set")).to_contain_text("Industry: Food")
    page.get_by_role("link", name="Bakery Guild").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bakery Guild")
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.get_by_label("Industry")).to_have_value("Food")


def test_rows_are_ticked_and_nothing_happens_while_one_types(page):
    page.goto("/matches")
    page.keyboard.press("j")
    page.keyboard.press("x")
    boxes = page.locator('td.tick input[name="id"]')
    expect(boxes.first).to_be_checked()
    expect(boxes.last).not_to_be_checked()
    page.keyboard.press("Control+k")
    field = page.get_by_label("Search", exact=True)
    field.focus()
    page.keyboard.type("jxk?/")
    expect(field).to_have_value("jxk?/")
    expect(boxes.last).not_to_be_checked()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body"), "Escape leaves the field"
    page.get_by_role("checkbox", name="Tick all rows of this page").check()
    expect(boxes.last).to_be_checked()


def test_the_keys_are_told_and_escape_closes_that(page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    page.get_by_role("button", name="Keyboard").click()
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_what_is_typed_finds_and_the_arrows_choose(page, axe):
    page.goto("/placements")
    page.keyboard.press("/")
    page.keyboard.type("guild")
    found = page.locator("#found a")
    expect(found).to_have_count(4)
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Bakery Guild"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_focused()
    expect(found).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#find")).not_to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("acre")
    expect(found).to_have_text(["Acre Guild"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acre Guild")


def test_enter_in_the_field_leads_to_the_page_of_all_that_is_found(page):
    page.keyboard.press("/")
    page.keyboard.type("guild")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=guild")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator("#found a")).to_have_count(4)
