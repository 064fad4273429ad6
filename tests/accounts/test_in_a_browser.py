"""The pages at the door and of users in a real browser: accessible, and nothing stays behind."""

from __future__ import annotations

import pytest

from tests.accounts.test_user_pages import BO, invite_bo
from tests.accounts.world import PASSWORD, link_in, mails_to, some_schools

PAGES = [
    "/settings",
    "/settings/password",
    "/settings/users",
    "/settings/users?q=nobody",
    "/settings/users/new",
    "/settings/users/1",
]


@pytest.mark.parametrize("path", ["/sign-in", "/forgot", "/password/x", "/password/done"])
def test_the_door_is_accessible(browse, axe, path):
    page = browse()
    page.goto(path)
    axe(page)


def test_the_pages_of_users_are_accessible_also_on_a_phone(app, staff, browse, axe):
    some_schools(app, "Lincoln", "Stadium")
    admin = staff("administrator")
    invite_bo(admin)
    for phone in (False, True):
        page = browse(phone=phone)
        browse.sign_in(page, admin.email, PASSWORD)
        for path in PAGES:
            page.goto(path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_refused_form_is_accessible_and_shows_what_is_wrong(app, staff, browse, axe):
    invite_bo(staff("administrator"))
    page = browse()
    page.goto(link_in(app, mails_to(app, BO)[0]))
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Set the password").click()
    axe(page)
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")


def test_signing_in_and_out_works_without_script(staff, browse):
    ana = staff("finance", signed_in=False)
    page = browse(javascript=False)
    page.goto("/settings/password")
    page.get_by_label("Email").fill(ana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/settings/password")
    page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith("/sign-in")


def test_after_signing_out_nothing_stays_on_a_shared_machine(staff, browse):
    admin = staff("administrator")
    page = browse()
    browse.sign_in(page, admin.email, PASSWORD)
    page.goto("/settings/users")
    page.get_by_label("Role").select_option("finance")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/settings/users?*role=finance*")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    assert admin.email not in page.content()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert admin.email not in kept
    assert "Staff" not in kept


def test_the_list_of_users_is_searched_without_a_new_page(staff, browse):
    admin = staff("administrator")
    staff("finance", signed_in=False)
    page = browse()
    browse.sign_in(page, admin.email, PASSWORD)
    page.goto("/settings/users")
    browse.traffic(page).clear()
    page.get_by_label("Role").select_option("finance")
    page.get_by_text("1 user", exact=True).wait_for()
    asked = [url for url in browse.traffic(page).requests if "/static/" not in url]
    assert len(asked) == 1
