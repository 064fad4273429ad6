"""A week is also settled by a colleague, in Spanish, by telephone, on paper, and changed again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.core.links import LinkRef
from app.outreach.queries import request_of
from tests.stories.town import LOOKING, PASSWORD, Asked, changed

HANDED = """
select r.id, r.recipient_name, r.to_address, r.state from link_request r
where r.passed_from_id = :id
"""
TODO = "select sentence from todo where kind like 'request_passed_%' and record_id = :id"
SPECIALIST = "specialist@example.org"


def of_one_specialist(town) -> Asked:
    """Give a request whose students are all of the specialist's schools."""
    for students in (4, 3, 2):
        for number in range(30):
            try:
                asked = town.asked(students=students, number=number)
            except IndexError:
                break
            if {sheet.school_id for sheet in town.sheets(asked.id)} <= {1, 2, 3}:
                return asked
    raise AssertionError


# -- by a colleague


def pass_to(town, visit, submit, asked, **fields):
    page = visit(town.link(asked.id))
    return submit(page, "Pass to a colleague", **fields)


def test_a_colleague_of_the_same_mail_domain_is_asked_at_once(town, five, visit, submit):
    domain = five.address.partition("@")[2]
    page = pass_to(
        town, visit, submit, five, to_name="Zoë O’Neil-Núñez", to_email=f"zoe@{domain.upper()}"
    )
    assert page.h1 == "Thank you"
    [(handed, name, address, state)] = town.rows(HANDED, id=five.id)
    assert (name, address.lower(), state) == ("Zoë O’Neil-Núñez", f"zoe@{domain}", "open")
    mail = "select to_address from outbox_message where record = 'request' and record_id = :id"
    assert town.rows(mail, id=handed) == [(address,)]
    assert "passed this week’s hours on to Zoë" in town.rows(TODO, id=five.id)[0][0]
    assert "Somebody else was asked in your place" in visit(town_old_link(town, five), status=410)
    page = submit(visit(town.link(handed)), "Confirm all hours")
    assert page.h1 == "Thank you"
    assert town.broken() == []


def town_old_link(town, asked) -> str:
    """Give the link as it was before its version rose."""
    with town.app.app_context():
        found = request_of(asked.id).link
        return f"/r/{LinkRef(found.path, found.purpose, found.subject, '1').token()}"


def test_any_other_address_waits_for_staff_and_the_page_says_the_same(town, five, visit, submit):
    own = pass_to(
        town, visit, submit, five, to_name="Zoë", to_email="zoe@" + five.address.split("@")[1]
    )
    other = town.asked(students=4)
    foreign = pass_to(town, visit, submit, other, to_name="Eve", to_email="eve@elsewhere.example")
    # whom one can ask is a specialist of the students' own schools
    told, same = (page.text.partition("Your contact at the school")[0] for page in (foreign, own))
    assert told == same != ""
    assert town.rows(HANDED, id=other.id) == []
    assert town.state(other.id) == "open"
    assert "Eve <eve@elsewhere.example>" in town.rows(TODO, id=other.id)[0][0]
    mails = "select count(*) from outbox_message where to_address = 'eve@elsewhere.example'"
    assert town.one(mails) == 0
    assert town.broken() == []


@pytest.mark.parametrize(
    "case",
    [
        ({}, "Choose a colleague"),
        ({"to_name": "Zoë", "to_email": "zoe at example"}, "Enter an email address"),
        ({"to_name": "", "to_email": "zoe@example.com"}, "Enter your colleague’s name"),
        (
            {"to_name": "Zoë", "to_email": "a@b.example\r\nBcc: all@c.example"},
            "Enter an email address",
        ),
    ],
)
def test_a_colleague_who_cannot_be_mailed_is_asked_for_again(town, five, visit, submit, case):
    fields, sentence = case
    page = visit(town.link(five.id))
    before = town.tables(but=LOOKING)
    page = submit(page, "Pass to a colleague", status=422, **fields)
    assert sentence in page.alert
    for name, value in fields.items():
        assert page.one(f"#{name}").attrs["value"].splitlines() == value.splitlines()
    assert changed(before, town.tables(but=LOOKING)) == {}


def test_who_no_longer_supervises_says_so_and_staff_look_for_who_does(town, five, visit, submit):
    page = submit(visit(town.link(five.id)), "I no longer supervise these students")
    assert page.h1 == "Thank you"
    assert town.state(five.id) == "cancelled"
    again = visit(town.link(five.id), status=410)
    assert again.h1 == "This request was withdrawn"
    for sheet in town.sheets(five.id):
        assert sheet.name not in again.text
    assert "no longer supervise" in town.rows(TODO, id=five.id)[0][0]


def test_who_answered_and_then_left_leaves_no_open_door(town, five, visit, submit):
    link = town.link(five.id)
    submit(visit(link), "Confirm all hours")
    page = submit(visit(f"{link}?change=1"), "I no longer supervise these students")
    assert page.h1 == "Thank you"
    assert town.state(five.id) == "answered"
    again = visit(link, status=410)
    for sheet in town.sheets(five.id):
        assert sheet.name not in again.text
    assert town.broken() == []


# -- changed again


def test_an_answer_is_changed_by_the_same_link(town, five, visit, submit):
    before = town.treasure(five.id)
    link = town.link(five.id)
    receipt = submit(visit(link), "Confirm all hours")
    once = town.treasure(five.id)
    first = town.sheets(five.id)[0]
    form = submit(receipt, "Change my answer")
    assert form.h1 == "Confirm hours"
    day = next(
        each for each in form.all(f'input[name^="h-{first.id}-"]') if each.attrs.get("value")
    )
    receipt = submit(form, "Send corrections", fields={str(day.attrs["name"]): "0.25"})
    assert receipt.h1 == "Thank you"
    after = town.sheets(five.id)
    gone = first.minutes - after[0].minutes
    assert gone == round(float(day.attrs["value"]) * 60) - 15
    assert town.treasure(five.id) == {name: kept - gone for name, kept in once.items()}
    form = submit(receipt, "Change my answer")
    submit(form, "Send corrections", fields={f"n-{sheet.id}": "All wrong." for sheet in after})
    assert [sheet.state for sheet in town.sheets(five.id)] == ["disputed"] * 5
    assert town.treasure(five.id) == before, "what was paid for is taken back"
    form = submit(visit(link), "Change my answer")
    submit(form, "Confirm all hours")
    assert [sheet.state for sheet in town.sheets(five.id)] == ["confirmed"] * 5
    assert town.broken() == []


# -- in Spanish


def test_a_spanish_supervisor_reads_spanish_in_mail_and_page(new_town, visit, submit, smtp_sink):
    worker = new_town.worker(SMTP_URL=smtp_sink.url)
    smtp_sink.wait_for(40)
    assert worker.stop() == 0
    asked = new_town.asked(students=5, language="es")
    [mail] = smtp_sink.to(asked.address)
    assert "horas" in str(mail.message["Subject"])
    assert mail.message["Content-Language"] == "es"
    [link] = set(re.findall(r"http://\S+(/r/[^\s<>\"]+)", mail.text))
    page = visit(link)
    assert page.one("html").attrs["lang"] == "es"
    assert "Confirm hours" not in page.text
    english = (
        "Total",
        "Week",
        "Absent",
        "Send",
        "Update",
        "Not my",
        "Someone",
        "Questions",
        "Your",
    )
    assert not [word for word in english if re.search(rf"\b{word}\b", page.text)], page.text
    assert re.search(r"\b(lun|mar|mié|jue|vie)\b", page.text)
    receipt = submit(page, "Confirmar todas las horas")
    assert "Gracias" in receipt.h1


# -- by telephone


def test_hours_said_by_telephone_take_six_clicks(town, browse):
    asked = of_one_specialist(town)
    page = browse()
    browse.sign_in(page, SPECIALIST, PASSWORD)
    page.get_by_role("link", name="Requests", exact=True).click()  # 1
    page.get_by_label("Search").fill(asked.name)
    page.get_by_label("Search").press("Enter")
    row = page.get_by_role("row").filter(has_text="Mon, Nov 9")
    row.get_by_role("link", name=asked.name).click()  # 2
    page.get_by_role("link", name="Enter the answer").click()  # 3
    page.get_by_label("By telephone").check()  # 4
    page.get_by_label("Note (").fill("Rang at ten, spoke to her herself")
    page.get_by_role("button", name="Confirm all hours").click()  # 5
    expect(page.get_by_text("by telephone, entered by staff")).to_be_visible()
    assert {sheet.state for sheet in town.sheets(asked.id)} == {"confirmed"}
    assert town.state(asked.id) == "answered"
    sheet = town.sheets(asked.id)[0]
    kept = "select method, by, note from confirmation where timesheet_id = :id"
    [(method, by, note)] = town.rows(kept, id=sheet.id)
    assert (method, note) == ("phone", "Rang at ten, spoke to her herself")
    assert by.startswith("staff:")
    page.goto(f"/matches/{sheet.match_id}")
    expect(page.get_by_text(f"by telephone, entered by staff, {asked.name}").first).to_be_visible()
    assert town.broken() == []


def test_staff_who_forget_how_it_was_said_lose_nothing(town, visit, submit, sign_in):
    asked = of_one_specialist(town)
    sign_in(SPECIALIST, PASSWORD)
    page = visit(f"/requests/{asked.id}/answer")
    day = next(each for each in page.all("input[data-hours]") if each.attrs.get("value"))
    before = town.tables()
    typed = {str(day.attrs["name"]): "1.75", "evidence_note": "Rang at ten", "name": "Her deputy"}
    page = submit(page, "Send corrections", status=422, fields=typed)
    assert "Choose how the answer was given" in page.alert
    for name, value in typed.items():
        assert page.one(f'[name="{name}"]').attrs["value"] == value
    assert changed(before, town.tables()) == {}
    page = submit(page, "Send corrections", method="phone")
    assert {sheet.state for sheet in town.sheets(asked.id)} == {"confirmed"}


# -- on paper


def test_a_printed_sheet_is_found_again_by_its_code(town, visit, submit, sign_in):
    asked = of_one_specialist(town)
    sign_in(SPECIALIST, PASSWORD)
    sheet = visit(f"/requests/{asked.id}/print")
    assert len(sheet.all("svg")) >= 1
    for each in town.sheets(asked.id):
        assert each.name in sheet
    [code] = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", sheet.text)
    assert town.link(asked.id)[3:] not in sheet.html, "only the square carries the link"
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
        found = submit(visit("/requests"), "Filter", code=typed)
        assert asked.name in found, typed
        assert len(found.all("tbody tr")) == 1
    assert visit(f"/r/{code}", status=404).h1 == "This link does not work"
    form = visit(f"/requests/{asked.id}/answer")
    submit(form, "Confirm all hours", method="paper", evidence_note="Binder 4")
    method = "select distinct method from confirmation where timesheet_id = :id"
    assert [town.one(method, id=each.id) for each in town.sheets(asked.id)] == ["paper"] * len(
        town.sheets(asked.id)
    )
