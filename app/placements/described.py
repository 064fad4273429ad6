"""Lay what a partner wrote of a placement beside what the placement says now, for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.filters import clock
from app.core.money import dollars
from app.core.text import number
from app.labor.hazards import named
from app.placements import describing
from app.placements.description_models import DescriptionState
from app.placements.description_queries import of_placement
from app.placements.facts import SlotFacts
from app.placements.models import Placement
from app.placements.schedule import DAYS
from app.placements.vocabulary import PAY_WORDS, PayBasis


@dataclass(frozen=True, slots=True)
class Line:
    """Be one thing that a partner wrote, and what the placement says of it now."""

    label: str
    said: str
    now: str

    @property
    def differs(self) -> bool:
        """Tell whether staff changed it since."""
        return self.said != self.now


@dataclass(frozen=True, slots=True)
class Described:
    """Be what a partner wrote: how far it came, line by line, and what only a person can settle."""

    state: DescriptionState
    request_id: int
    said_by: str
    said_at: datetime
    comment: str
    note: str
    open_points: list[str]
    lines: list[Line]


def described(placement: Placement) -> Described | None:
    """Give what a partner wrote of a placement, None where staff entered it: one statement."""
    found = of_placement(placement.id)
    if found is None:
        return None
    said = found.said
    return Described(
        found.state,
        found.request_id,
        found.said_by,
        found.said_at,
        found.comment,
        said.get("note", ""),
        _open_points(said),
        _lines(said, placement),
    )


def _open_points(said: dict[str, Any]) -> list[str]:
    points = []
    if said.get("site") == describing.OTHER:
        points.append(
            f"The place is none on file: {said['site_other']}. Add the site, then choose it."
        )
    if said.get("supervisor") == describing.OTHER:
        points.append(
            f"The supervisor is nobody on file: {said['supervisor_name']}, "
            f"{said['supervisor_email']}. Add the contact, then choose them."
        )
    return points


def _lines(said: dict[str, Any], placement: Placement) -> list[Line]:
    kept = [
        SlotFacts(slot.weekday, slot.start, slot.end, slot.break_minutes)
        for slot in placement.slots
    ]
    site, who = number(said["site"]), number(said["supervisor"])
    return [
        Line("Title", said["title"], placement.title),
        Line("What students do", said["duties"], placement.duties),
        Line(
            "Site",
            _known(site, placement.site_id, placement.site.name, said.get("site_other", "")),
            placement.site.name,
        ),
        Line("First day", said["first_day"], placement.start_date.isoformat()),
        Line("Last day", said["last_day"], placement.end_date.isoformat()),
        Line("Weekly schedule", _week(list(describing.slots(said))), _week(kept)),
        Line("Seats", said["seats"], str(placement.seats)),
        Line(
            "Supervisor",
            _known(
                *(who, placement.supervisor_id, placement.supervisor.name),
                said.get("supervisor_name", ""),
            ),
            placement.supervisor.name,
        ),
        Line("Minimum age", said["minimum_age"], str(placement.minimum_age)),
        _pay(said, placement),
        Line("Machines and hazards", _hazards(said["hazards"]), _hazards(placement.hazards)),
        Line("Wear and bring", said.get("bring", ""), placement.bring),
    ]


def _known(said: int | None, kept: int, name: str, other: str) -> str:
    return other if said is None else name if said == kept else "another one on file"


def _week(slots: list[SlotFacts]) -> str:
    return "; ".join(
        f"{DAYS[slot.weekday]} {clock(slot.start)} – {clock(slot.end)}"
        + (f", {slot.break_minutes} min break" if slot.break_minutes else "")
        for slot in sorted(slots, key=lambda each: each.weekday)
    )


def _pay(said: dict[str, Any], placement: Placement) -> Line:
    wage = describing.cents(said["wage"]) if said["pay"] == describing.WAGE else None
    theirs = placement.pay_basis is PayBasis.EMPLOYER_WAGE
    by_program = "As the program pays"
    now = (
        f"{PAY_WORDS[placement.pay_basis]}, {dollars(placement.pay_cents or 0)} an hour"
        if theirs
        else by_program
    )
    words = f"{PAY_WORDS[PayBasis.EMPLOYER_WAGE]}, {dollars(wage or 0)} an hour"
    return Line("Pay", words if wage else by_program, now)


def _hazards(codes: list[str]) -> str:
    return "; ".join(each.name for each in named(codes)) or "none"
