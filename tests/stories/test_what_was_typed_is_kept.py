"""What cannot be taken comes back as it was typed, with a sentence at its field."""

from __future__ import annotations

import pytest

from tests.stories.town import LOOKING, PASSWORD, changed

FORMS = {
    "employer": (
        "engagement",
        "/employers/new",
        "Save",
        {"name": "", "industry": "Bread & “butter”"},
        {"name": "Enter the employer"},
    ),
    "contact": (
        "engagement",
        "/employers/1/contacts/new",
        "Save",
        {"name": "Zoë O’Neil", "email": "zoe at home"},
        {"email": "Enter an email address"},
    ),
    "site": (
        "engagement",
        "/employers/1/sites/new",
        "Save",
        {"name": "", "city": "São Paulo"},
        {"name": "Enter a name"},
    ),
    "placement": (
        "engagement",
        "/placements/new?employer=1",
        "Post placement",
        {
            "title": "",
            "seats": "many",
            "start_date": "2026-02-30",
            "start-0": "16:00",
            "end-0": "15:00",
        },
        {"title": "Enter a title", "seats": "Enter", "start_date": "Enter"},
    ),
    "invitation": (
        "administrator",
        "/settings/users/new",
        "Send the invitation",
        {"name": "Ana", "email": "ana@"},
        {"email": "Enter an email address"},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_is_kept_with_a_sentence_at_its_field(town, visit, submit, sign_in, form):
    who, url, button, typed, sentences = FORMS[form]
    sign_in(f"{who}@example.org", PASSWORD)
    page = visit(url)
    before = town.tables()
    page = submit(page, button, status=422, fields=typed)
    for name, value in typed.items():
        assert page.one(f'[name="{name}"]').attrs.get("value", "") == value, name
    for name, sentence in sentences.items():
        field = page.one(f'[name="{name}"]')
        assert field.attrs["aria-invalid"] == "true"
        said = [page.one(f"#{each}") for each in str(field.attrs["aria-describedby"]).split()]
        assert any(sentence in each.to_text() for each in said), name
        assert sentence in page.alert, "the summary says it too, and leads there"
        assert page.all(f'a[href="#{field.attrs["id"]}"]')
    assert changed(before, town.tables()) == {}


@pytest.mark.parametrize(
    "typed", ["25", "-1", "7,5", "7:30", "1e9", "NaN", "²", "eight", "24.01", "0x8", " "]
)
def test_hours_that_cannot_be_are_kept_with_a_sentence_at_the_day(town, visit, submit, typed):
    asked = town.asked(students=5)
    page = visit(town.link(asked.id))
    first = town.sheets(asked.id)[0]
    days = page.all(f'input[name^="h-{first.id}-"]')
    worked = next(each for each in days if each.attrs.get("value"))
    name = str(worked.attrs["name"])
    before = town.tables(but=LOOKING)
    if not typed.strip():
        submit(page, "Send corrections", fields={name: typed})
        assert town.sheets(asked.id)[0].minutes == first.minutes - round(
            float(worked.attrs["value"]) * 60
        )
        return
    for button in ("Send corrections", "Confirm all hours"):
        again = submit(page, button, status=422, fields={name: typed})
        field = again.one(f'[name="{name}"]')
        assert field.attrs["value"] == typed
        assert field.attrs["aria-invalid"] == "true"
        assert (
            "Enter hours as a number" in again.one(f"#{field.attrs['aria-describedby']}").to_text()
        )
        assert again.all(f'a[href="#{field.attrs["id"]}"]')
    assert changed(before, town.tables(but=LOOKING)) == {}


def test_a_week_that_cannot_be_is_kept_with_a_sentence_at_the_day(town, visit, submit, sign_in):
    sign_in("administrator@example.org", PASSWORD)
    match = town.sheets(town.asked(students=5).id)[0].match_id
    page = visit(f"/matches/{match}/hours?week=2026-11-16")
    before = town.tables()
    typed = {"start-0": "half past", "end-0": "18:00", "start-1": "9", "end-1": "8", "note-1": "Ñ"}
    page = submit(page, "Save the week", status=422, fields=typed)
    for name, value in typed.items():
        assert page.one(f'[name="{name}"]').attrs["value"] == value
    assert "Mon, Nov 16" in page.alert
    assert page.all('a[href="#start-0"]')
    assert changed(before, town.tables()) == {}
