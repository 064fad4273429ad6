"""One hour of work goes from a posted placement to pay and credit, through a link in a mail.

All of it by pages in a browser on a phone, with and without JavaScript, and by real SMTP.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.town import LAST_WEEK, PASSWORD

WORKED = 'input[data-hours]:not([value=""])'
LINK = re.compile(r"http://[^\s<>\"]+/r/[^\s<>\"]+")
both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def link_in(mail) -> str:
    [link] = set(LINK.findall(mail.text))
    return link


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def staff_member(browse, name: str, javascript: bool) -> Page:  # noqa: FBT001
    page = browse(javascript=javascript, phone=True)
    browse.sign_in(page, f"{name}@example.org", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@both
def test_an_hour_goes_from_an_opening_to_pay_and_credit(
    new_town, browse, smtp_sink, live_server, javascript
):
    engagement = staff_member(browse, "engagement", javascript)
    placement = post_a_placement(engagement, add_a_partner(engagement))
    specialist = staff_member(browse, "specialist", javascript)
    match = match_a_student(specialist, placement, *new_town.rows(FREE)[0])
    enter_last_week(specialist, match)
    worker = new_town.worker(SMTP_URL=smtp_sink.url, BASE_URL=live_server.url)
    smtp_sink.wait_for(46)
    [mail] = smtp_sink.to("ada@sourdough.example")
    assert mail.message["X-Request-Kind"] == "hours-week"
    partner = browse(javascript=javascript, phone=True)
    partner.goto(link_in(mail))
    expect(partner.get_by_role("heading", level=1)).to_have_text("Confirm hours")
    press(partner, "Confirm all hours")
    expect(partner.get_by_text("We noted your answer")).to_be_visible()
    smtp_sink.wait_for(47)
    assert [each.message["X-Request-Kind"] for each in smtp_sink.to("ada@sourdough.example")] == [
        "hours-week",
        "hours-receipt",
    ]
    assert worker.stop() == 0
    specialist.goto(match)
    main = specialist.locator("main")
    expect(main.get_by_text("confirmed by link, Ada Sourdough")).to_be_visible()
    expect(main.get_by_text("$102.78").first).to_be_visible()  # 6 h at $17.13
    expect(main.get_by_text("6 h of 180 h")).to_be_attached()
    assert new_town.broken() == []


FREE = """
select s.id, s.given_name, s.family_name from student s
join student_document d on d.student_id = s.id and d.kind = 'guardian_consent'
join student_document e on e.student_id = s.id and e.kind = 'work_permit'
where s.school_id in (1, 2, 3) and s.grade = '12' and s.birth_date < '2010-01-01'
and not exists (select 1 from match m where m.student_id = s.id) order by s.id
"""


def add_a_partner(page: Page) -> str:
    page.goto("/employers/new")
    page.get_by_label("Name", exact=True).fill("Sourdough & Daughters")
    press(page, "Save")
    employer = page.url
    page.goto(f"{employer}/sites/new")
    page.get_by_label("Name of the site").fill("Bakery on Pier 3")
    press(page, "Save")
    page.goto(f"{employer}/contacts/new")
    page.get_by_label("Name", exact=True).fill("Ada Sourdough")
    page.get_by_label("Email address").fill("ada@sourdough.example")
    press(page, "Save")
    return employer.rpartition("/")[2]


def post_a_placement(page: Page, employer: str) -> str:
    page.goto(f"/placements/new?employer={employer}")
    page.get_by_label("Program").select_option(label="School-Year Internship 2026/27")
    page.get_by_label("Site", exact=True).select_option(label="Bakery on Pier 3")
    page.get_by_label("Supervisor").select_option(label="Ada Sourdough <ada@sourdough.example>")
    page.get_by_label("Title", exact=True).fill("Baker’s apprentice")
    page.get_by_label("Seats", exact=True).fill("1")
    page.get_by_label("First day").fill("2026-11-02")
    page.get_by_label("Last day").fill("2027-02-26")
    for day in ("Monday", "Wednesday"):
        page.get_by_label(f"Start on {day}").fill("16:00")
        page.get_by_label(f"End on {day}").fill("19:00")
    press(page, "Post placement")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Baker’s apprentice")
    return page.url


def match_a_student(page: Page, placement: str, student: int, given: str, family: str) -> str:
    page.goto(f"{placement}/students?q={family}")
    shortlist = page.get_by_role("button", name=f"Shortlist {given} {family}")
    shortlist.click()
    expect(shortlist).to_have_count(0)
    page.goto(f"/students/{student}")
    page.get_by_role("link", name="Baker’s apprentice", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Baker’s apprentice")
    match = page.url
    for step in ("Refer", "Offer", "Accept", "Activate"):
        press(page, step)
    expect(page.get_by_role("link", name="Enter hours")).to_be_visible()
    return match


def enter_last_week(page: Page, match: str) -> None:
    page.goto(f"{match}/hours?week={LAST_WEEK.isoformat()}")
    page.get_by_label("Start on Mon, Nov 9").fill("4 pm")
    page.get_by_label("End on Mon, Nov 9").fill("7:00 pm")
    page.get_by_role("button", name=re.compile("Same as yesterday.*Wed, Nov 11")).click()
    expect(page.get_by_label("End on Wed, Nov 11")).to_have_value("7:00 pm")
    press(page, "Save and submit to the supervisor")
    expect(page.get_by_text("submitted").first).to_be_visible()
