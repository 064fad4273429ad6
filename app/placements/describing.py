"""Take a placement from a partner in steps: what was typed, what is wrong, what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.text import day_of, lines, number, one_line
from app.employers.models import Contact, Employer
from app.labor.hazards import BY_CODE, Hazard, of_jurisdictions
from app.placements.facts import PlacementFacts, SlotFacts
from app.placements.models import Placement
from app.placements.schedule import (
    BREAK_WRONG,
    DAYS,
    SlotRow,
    kept_schedule,
    slots_of,
    typed_schedule,
)
from app.placements.vocabulary import PayBasis
from app.programs.models import Program

Values = dict[str, Any]
STEPS: Final = ("work", "place", "week", "people", "safety")
CHECK, START = "check", "start"
OTHER, NONE = "other", "none"
BY_PROGRAM, WAGE = "program", "wage"
MOST_SEATS, YOUNGEST, OLDEST = 500, 14, 21
MOST_DOLLARS: Final = Decimal(500)
CENT: Final = Decimal("0.01")
ADULT, CHILD = 18, 16
LONG: Final = ("duties", "note")
TYPED: Final[dict[str, tuple[str, ...]]] = {
    "work": ("title", "duties", "bring"),
    "place": ("site", "site_other", "first_day", "last_day"),
    "week": tuple(
        f"{name}-{day}" for day in range(len(DAYS)) for name in ("start", "end", "break")
    ),
    "people": (
        *("seats", "supervisor", "supervisor_name", "supervisor_email"),
        *("minimum_age", "pay", "wage"),
    ),
    "safety": (),
    CHECK: ("note",),
}


@dataclass(frozen=True, slots=True)
class Around:
    """Be what a partner chooses from: the program, and their own places and people."""

    program: Program
    employer: Employer

    @property
    def sites(self) -> list[tuple[str, str]]:
        """Give the employer's sites as they are chosen."""
        return [(str(site.id), site.name) for site in self.employer.sites]

    @property
    def people(self) -> list[tuple[str, str]]:
        """Give the people who can supervise: those who are still there."""
        return [(str(each.id), each.name) for each in self._there()]

    def hazards(self, values: Values) -> list[Hazard]:
        """Give what the law bars to the youngest who may come; those under 16 bear more."""
        states = {site.state for site in self.employer.sites}
        age = number(str(values.get("minimum_age", "")))
        young = age is not None and age < CHILD
        return [each for each in of_jurisdictions(states) if each.under >= ADULT or young]

    def _there(self) -> list[Contact]:
        return [each for each in self.employer.contacts if each.left_at is None]


def read(step: str, typed: MultiDict[str, str], values: Values) -> Values:
    """Give the values with what was typed on one step."""
    read_values = dict(values)
    for name in TYPED[step]:
        text = typed.get(name, "")
        read_values[name] = lines(text, 4000) if name in LONG else one_line(text)
    if step == "safety":
        known = {*BY_CODE, NONE}
        read_values["hazards"] = [code for code in typed.getlist("hazards") if code in known]
    return read_values


def problems(step: str, values: Values, around: Around) -> dict[str, str]:
    """Give a sentence per field of a step that is not right yet."""
    return CHECKS[step](values, around) if step in CHECKS else {}


def first_open(values: Values, around: Around) -> str:
    """Give the first step on which something is missing, the last page when nothing is."""
    return next((step for step in STEPS if problems(step, values, around)), CHECK)


def rows_of(values: Values) -> list[SlotRow]:
    """Give the grid of the week as typed, its errors in the reader's language."""
    rows = typed_schedule({key: str(value) for key, value in values.items()})
    for row in rows:
        if row.error:
            row.error = (
                _("Enter the break in minutes, from 0 to 240.")
                if row.error == BREAK_WRONG
                else _("Enter start and end as times, like 14:00 and 17:30.")
            )
    return rows


def put_rows(rows: list[SlotRow], values: Values) -> None:
    """Put a grid back among the values."""
    for row in rows:
        values[f"start-{row.weekday}"], values[f"end-{row.weekday}"] = row.start, row.end
        values[f"break-{row.weekday}"] = row.break_minutes


def values_of(placement: Placement, start: date, end: date) -> Values:
    """Give what was said of an earlier placement as if it were typed, with other dates."""
    values: Values = {
        "title": placement.title,
        "duties": placement.duties,
        "bring": placement.bring,
        "site": str(placement.site_id),
        "first_day": start.isoformat(),
        "last_day": end.isoformat(),
        "seats": str(placement.seats),
        "supervisor": str(placement.supervisor_id),
        "minimum_age": str(placement.minimum_age),
        "pay": WAGE if placement.pay_basis is PayBasis.EMPLOYER_WAGE else BY_PROGRAM,
        "hazards": list(placement.hazards) or [NONE],
    }
    if placement.pay_basis is PayBasis.EMPLOYER_WAGE and placement.pay_cents:
        values["wage"] = str(Decimal(placement.pay_cents).scaleb(-2))
    put_rows(kept_schedule(placement), values)
    return values


def facts(values: Values, around: Around, reader_id: int) -> PlacementFacts:
    """Give the placement that whole values come to.

    Where a place or a person is named that is not on file, the first site and the reader stand in.
    """
    site = number(values["site"]) or around.employer.sites[0].id
    first, last = day_of(values["first_day"]), day_of(values["last_day"])
    wage = values["pay"] == WAGE
    return PlacementFacts(
        program_id=around.program.id,
        site_id=site,
        supervisor_id=number(values["supervisor"]) or reader_id,
        title=values["title"],
        kind=around.program.kind,
        seats=int(values["seats"]),
        start_date=first or around.program.start_date,
        end_date=last or around.program.end_date,
        minimum_age=int(values["minimum_age"]),
        duties=values["duties"],
        slots=slots(values),
        hazards=tuple(code for code in values["hazards"] if code != NONE),
        pay_basis=PayBasis.EMPLOYER_WAGE if wage else None,
        pay_cents=cents(values["wage"]) if wage else None,
        bring=values.get("bring", ""),
    )


def slots(values: Values) -> tuple[SlotFacts, ...]:
    """Give the days of the week that are filled in."""
    return slots_of(typed_schedule({key: str(value) for key, value in values.items()}))


def cents(text: str) -> int | None:
    """Read an hourly wage in dollars as cents, None where it is none from 0.01 to 500."""
    try:
        amount = Decimal(text.strip().removeprefix("$").replace(",", ".").strip())
    except InvalidOperation:
        return None
    if not amount.is_finite() or not CENT <= amount <= MOST_DOLLARS:
        return None
    return int(amount.quantize(CENT, rounding=ROUND_HALF_UP) * 100)


def _work(values: Values, _around: Around) -> dict[str, str]:
    wrong = {}
    if not values.get("title"):
        wrong["title"] = _("Enter a title, like Library assistant.")
    if not values.get("duties"):
        wrong["duties"] = _("Say what students will do.")
    return wrong


def _place(values: Values, around: Around) -> dict[str, str]:
    wrong, site = {}, values.get("site", "")
    if site not in {*dict(around.sites), OTHER}:
        wrong["site"] = _("Choose where students work.")
    if site == OTHER and not values.get("site_other"):
        wrong["site_other"] = _("Enter the name and address of the place.")
    program = around.program
    first, last = day_of(values.get("first_day", "")), day_of(values.get("last_day", ""))
    for name, day in (("first_day", first), ("last_day", last)):
        if day is None:
            wrong[name] = _("Enter a date.")
        elif not program.start_date <= day <= program.end_date:
            wrong[name] = _("Choose a day within the season.")
    if not wrong and first and last and last < first:
        wrong["last_day"] = _("The last day is before the first day.")
    return wrong


def _week(values: Values, _around: Around) -> dict[str, str]:
    rows = rows_of(values)
    wrong = {f"start-{row.weekday}": row.error for row in rows if row.error}
    if not wrong and not any(row.start for row in rows):
        wrong["start-0"] = _("Enter start and end of at least one day.")
    return wrong


def _people(values: Values, around: Around) -> dict[str, str]:
    wrong, who = {}, values.get("supervisor", "")
    if not 1 <= (number(values.get("seats", "")) or 0) <= MOST_SEATS:
        wrong["seats"] = _("Enter how many students you can take, in digits, like 2.")
    if who not in {*dict(around.people), OTHER}:
        wrong["supervisor"] = _("Choose who supervises the students.")
    if who == OTHER:
        if not values.get("supervisor_name"):
            wrong["supervisor_name"] = _("Enter the supervisor’s name.")
        if "@" not in values.get("supervisor_email", ""):
            wrong["supervisor_email"] = _("Enter an email address, like name@example.org.")
    if not YOUNGEST <= (number(values.get("minimum_age", "")) or 0) <= OLDEST:
        wrong["minimum_age"] = _("Enter an age from 14 to 21.")
    return wrong | _pay(values)


def _pay(values: Values) -> dict[str, str]:
    if values.get("pay") not in (BY_PROGRAM, WAGE):
        return {"pay": _("Choose who pays the students.")}
    if values["pay"] == WAGE and cents(values.get("wage", "")) is None:
        return {"wage": _("Enter the hourly wage in dollars, like 17.13.")}
    return {}


def _safety(values: Values, _around: Around) -> dict[str, str]:
    chosen = values.get("hazards") or []
    if not chosen:
        return {"hazards": _("Tick what applies, or “None of these”.")}
    if NONE in chosen and len(chosen) > 1:
        return {"hazards": _("You ticked “None of these” and something else. Tick one of them.")}
    return {}


CHECKS: Final[Mapping[str, Callable[[Values, Around], dict[str, str]]]] = {
    "work": _work,
    "place": _place,
    "week": _week,
    "people": _people,
    "safety": _safety,
}
