"""Gather what an agreement is made of, in plain values that can be compared and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.agreements.models import Agreement, Party
from app.core.ages import age_on
from app.labor import hazards
from app.matches.models import Match

ADULT: Final = 18
# what may change without a new signature is not among the facts: seats, for instance
CHANGES: Final = {
    "student": "the student’s name",
    "school": "the school",
    "employer": "the employer",
    "site": "the place of work",
    "supervisor_id": "the supervisor",
    "placement": "the title",
    "program": "the program",
    "first_day": "the first day",
    "last_day": "the last day",
    "slots": "the weekly plan",
    "duties": "the duties",
    "hazards": "what the law bars",
    "relationship": "the relationship",
    "pay_basis": "the pay",
    "pay_cents": "the pay",
    "objectives": "what is to be learned",
    "safety": "the safety terms",
    "others": "the other terms",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Be what staff add to an agreement: learning objectives, safety, other terms."""

    objectives: str = ""
    safety: str = ""
    others: str = ""


def terms_of(agreement: Agreement) -> Terms:
    """Give the terms that an agreement keeps."""
    return Terms(agreement.objectives, agreement.safety, agreement.others)


def facts_of(match: Match, terms: Terms) -> dict[str, Any]:
    """Give all that an agreement about a match says, the match being whole."""
    placement, student = match.placement, match.student
    site = placement.site
    place = ", ".join(filter(None, (site.name, site.address, site.city, site.state)))
    barred = [each.name for each in hazards.named(placement.hazards) if is_minor(match, each.under)]
    return {
        "student": f"{student.given_name} {student.family_name}",
        "school": student.school.name,
        "employer": site.employer.name,
        "site": place,
        "supervisor": placement.supervisor.name,
        "supervisor_id": placement.supervisor_id,
        "placement": placement.title,
        "program": placement.program.name,
        "first_day": placement.start_date.isoformat(),
        "last_day": placement.end_date.isoformat(),
        "slots": [
            [slot.weekday, f"{slot.start:%H:%M}", f"{slot.end:%H:%M}", slot.break_minutes]
            for slot in sorted(placement.slots, key=lambda each: each.weekday)
        ],
        "duties": placement.duties,
        "hazards": barred,
        "relationship": str(placement.relationship_type),
        "pay_basis": str(placement.pay_basis),
        "pay_cents": placement.pay_cents,
        "objectives": terms.objectives,
        "safety": terms.safety,
        "others": terms.others,
    }


def changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Name the terms that differ, each once, in the order of the text."""
    names = [said for key, said in CHANGES.items() if before.get(key) != now.get(key)]
    return list(dict.fromkeys(names))


def is_minor(match: Match, under: int = ADULT) -> bool:
    """Tell whether the student is under an age on the first day; of unknown age they are."""
    born = match.student.birth_date
    return born is None or age_on(born, match.placement.start_date) < under


def parties_of(match: Match) -> list[Party]:
    """Give who has to sign: the guardian too for who is under 18 on the first day."""
    guardian = [Party.GUARDIAN] if is_minor(match) else []
    return [Party.STUDENT, *guardian, Party.EMPLOYER, Party.SCHOOL]
