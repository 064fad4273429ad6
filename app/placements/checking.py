"""Check what staff say of a placement, and settle what they leave to program and kind."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, Final

from app.core.errors import Invalid
from app.employers import contact_queries
from app.employers import queries as employers
from app.labor.hazards import BY_CODE
from app.placements.facts import PlacementFacts
from app.placements.vocabulary import (
    ACCOMMODATIONS,
    LANGUAGES,
    WAGES,
    PayBasis,
    RelationshipType,
)
from app.programs.fields import CLUSTER_NAMES, FIELD_NAMES
from app.programs.models import PlacementKind, Program
from app.programs.rules import HourlyStipend, NoStipend

SOC: Final = re.compile(r"[0-9]{2}-[0-9]{4}")
MOST_CENTS: Final = 50_000
# which codes a list may hold
CODES: Final[dict[str, dict[str, Any]]] = {
    "hazards": BY_CODE,
    "accommodations": ACCOMMODATIONS,
    "languages": LANGUAGES,
}
NAMES: Final = {"career_field": FIELD_NAMES, "cluster": CLUSTER_NAMES}


def check(facts: PlacementFacts, program: Program) -> None:
    """Raise Invalid with a sentence per field."""
    problems = shape_problems(facts, program) | _supervisor(facts)
    if problems:
        raise Invalid("There is a problem.", problems)


def shape_problems(facts: PlacementFacts, program: Program) -> dict[str, str]:
    """Give a sentence per field that is wrong in itself, whoever supervises; no statement."""
    return _dates(facts, program) | _codes(facts) | _pay(facts, program)


def _dates(facts: PlacementFacts, program: Program) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.end_date < facts.start_date:
        problems["end_date"] = "The last day is before the first day."
    if facts.start_date < program.start_date or facts.start_date > program.end_date:
        problems["start_date"] = f"Choose a day within {program.name}: {season(program)}."
    if not program.start_date <= facts.end_date <= program.end_date:
        sentence = f"Choose a day within {program.name}: {season(program)}."
        problems.setdefault("end_date", sentence)
    return problems


def season(program: Program) -> str:
    """Say the first and last day of a program."""
    return f"{program.start_date:%b %d, %Y} to {program.end_date:%b %d, %Y}"


def _supervisor(facts: PlacementFacts) -> dict[str, str]:
    site = employers.site(facts.site_id)
    supervisor = contact_queries.contact(facts.supervisor_id)
    if supervisor.employer_id == site.employer_id and supervisor.left_at is None:
        return {}
    return {"supervisor_id": "Choose a contact of this site’s employer who is still there."}


def _codes(facts: PlacementFacts) -> dict[str, str]:
    problems = {
        name: "Choose from the list."
        for name, known in CODES.items()
        if not set(getattr(facts, name)) <= set(known)
    }
    problems |= {
        name: "Choose from the list."
        for name, known in NAMES.items()
        if getattr(facts, name) and getattr(facts, name) not in known
    }
    if facts.soc and not SOC.fullmatch(facts.soc):
        problems["soc"] = "Enter a SOC code like 25-4031, or leave it empty."
    return problems


def _pay(facts: PlacementFacts, program: Program) -> dict[str, str]:
    basis, cents = pay_basis(facts, program), pay_cents(facts, program)
    if basis in WAGES and cents is None:
        return {"wage": "Enter the hourly wage in dollars, like 17.13."}
    if cents is not None and not 1 <= cents <= MOST_CENTS:
        return {"wage": "Enter an hourly wage from 0.01 to 500."}
    if facts.pay_cents is not None and basis not in WAGES:
        return {"wage": "Leave the wage empty, or choose who pays it."}
    if basis in WAGES and relationship_type(facts, program) in UNPAID_RELATIONS:
        return {"relationship_type": "Whoever earns a wage is employed; choose an employment."}
    return {}


UNPAID_RELATIONS: Final = (RelationshipType.TRAINING, RelationshipType.SERVICE)


def values(facts: PlacementFacts, program: Program) -> dict[str, Any]:
    """Give the columns of a placement, with what was left open settled; without the schedule."""
    found = asdict(facts)
    found.pop("slots")
    found |= {
        "pay_basis": pay_basis(facts, program),
        "pay_cents": pay_cents(facts, program),
        "relationship_type": relationship_type(facts, program),
    }
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


def pay_basis(facts: PlacementFacts, program: Program) -> PayBasis:
    """Give the pay basis that was chosen, or the one of the program's stipend plan."""
    if facts.pay_basis is not None:
        return facts.pay_basis
    plan = program.rules.stipend
    if isinstance(plan, HourlyStipend):
        return PayBasis.DISTRICT_WAGE
    return PayBasis.UNPAID if isinstance(plan, NoStipend) else PayBasis.STIPEND


def pay_cents(facts: PlacementFacts, program: Program) -> int | None:
    """Give the hourly wage in cents; of a district's wage not named, that of the program."""
    plan = program.rules.stipend
    if facts.pay_cents is not None or pay_basis(facts, program) is not PayBasis.DISTRICT_WAGE:
        return facts.pay_cents
    return plan.cents_per_hour if isinstance(plan, HourlyStipend) else None


def relationship_type(facts: PlacementFacts, program: Program) -> RelationshipType:
    """Give the relationship that was chosen, or the one that kind and pay stand for."""
    if facts.relationship_type is not None:
        return facts.relationship_type
    if facts.kind is PlacementKind.APPRENTICESHIP:
        return RelationshipType.APPRENTICESHIP
    basis = pay_basis(facts, program)
    if basis in WAGES:
        return RelationshipType.EMPLOYMENT
    return RelationshipType.SERVICE if basis is PayBasis.STIPEND else RelationshipType.TRAINING
