"""Say in the reader's language what they described, line by line, with the step of each."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from app.core.filters import clock, day
from app.core.money import dollars
from app.core.text import day_of
from app.placements import catalogue_words, describing
from app.placements.describing import NONE, OTHER, WAGE, Around, Values
from app.placements.hazard_words import hazard_words
from app.placements.pay_words import program_pays


class Said(NamedTuple):
    """Be one line: the step on which it is changed, what it is about, what was said."""

    step: str
    label: str
    text: str


def said(values: Values, around: Around) -> list[Said]:
    """Give the lines of what was said, a dash where nothing was."""
    lines = [
        Said("work", _("Placement"), values.get("title", "")),
        Said("work", _("What students do"), values.get("duties", "")),
        Said("work", _("What to wear and bring"), values.get("bring", "")),
        Said("place", _("Where"), _chosen(values, "site", around.sites, "site_other")),
        Said("place", _("Dates"), _dates(values)),
        Said("week", _("Weekly schedule"), _week(values)),
        Said("people", _("Students"), values.get("seats", "")),
        Said("people", _("Supervisor"), _supervisor(values, around)),
        Said("people", _("Minimum age"), values.get("minimum_age", "")),
        Said("people", _("Pay"), _pay(values, around)),
        Said("safety", _("Machines and dangers"), _hazards(values)),
    ]
    return [line._replace(text=line.text or "–") for line in lines]


def _chosen(values: Values, name: str, known: list[tuple[str, str]], other: str) -> str:
    value = values.get(name, "")
    return values.get(other, "") if value == OTHER else dict(known).get(value, "")


def _supervisor(values: Values, around: Around) -> str:
    name = _chosen(values, "supervisor", around.people, "supervisor_name")
    if name and values.get("supervisor") == OTHER:
        return f"{name}, {values.get('supervisor_email', '')}"
    return name


def _dates(values: Values) -> str:
    first, last = day_of(values.get("first_day", "")), day_of(values.get("last_day", ""))
    return f"{day(first, year=True)} – {day(last, year=True)}" if first and last else ""


def _week(values: Values) -> str:
    names = catalogue_words.days()
    return "\n".join(
        f"{names[slot.weekday]} {clock(slot.start)} – {clock(slot.end)}"
        + (
            ", " + _("%(minutes)s min break", minutes=slot.break_minutes)
            if slot.break_minutes
            else ""
        )
        for slot in describing.slots(values)
    )


def _pay(values: Values, around: Around) -> str:
    if values.get("pay") != WAGE:
        return program_pays(around.program) if values.get("pay") else ""
    amount = describing.cents(values.get("wage", ""))
    return _("You pay %(money)s an hour", money=dollars(amount)) if amount else ""


def _hazards(values: Values) -> str:
    words = hazard_words()
    chosen = values.get("hazards") or []
    return "\n".join(_("None of these") if code == NONE else words[code] for code in chosen)
