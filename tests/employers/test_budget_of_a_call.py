"""Find a partner, log a call, set the next step: at most five presses, by keyboard alone."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock
from app.core.db import db
from app.employers.models import ContactLog
from tests.builders import ZONE, a_contact, an_employer


def test_a_call_is_logged_with_its_next_step_by_keyboard_alone(app, staff, browse):
    emil = staff("employer_engagement")
    with app.app_context():
        for name in ("Harbor Works", "Hill Farm"):
            a_contact(an_employer(name=name))
    page = browse()
    browse.sign_in(page, emil.email, staff.password)
    page.get_by_role("heading", name="What waits for me").wait_for()
    page.wait_for_load_state()
    pressed = []

    def press(selector: str = "") -> None:
        for _ in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        pressed.append(selector)

    def reach(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    page.keyboard.press("/")
    page.keyboard.type("harbor")
    press("#find")
    page.wait_for_url("**/search?q=harbor")
    press('main a[href^="/employers/"]')
    page.get_by_role("heading", level=1, name="Harbor Works").wait_for()
    press('a[href="#said"]')
    reach("#said")
    page.keyboard.type("They take two in spring.")
    reach("#next_step")
    page.keyboard.type("Send the pledge form")
    reach("#due_on")
    due = clock.today(ZONE) + timedelta(days=7)
    page.keyboard.type(due.strftime("%m%d%Y"))
    press("#log button.primary")
    page.get_by_text("The talk is in the log.").wait_for()
    assert len(pressed) <= 5
    with app.app_context():
        entry = db.session.query(ContactLog).one()
        assert (entry.kind, entry.next_step, entry.due_on) == ("call", "Send the pledge form", due)
