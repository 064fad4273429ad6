"""Put the facts of a school year into words, to each person no more than their work needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.accounts.policies import can_see_equity_facts, can_see_support_facts
from app.core.access import Actor

# what finding and keeping a placement needs
SUPPORT: Final[dict[str, str]] = {
    "pathway": "Pathway",
    "cohort": "Graduation cohort",
    "cte_concentrator": "CTE concentrator",
    "english_learner": "English learner",
    "work_authorization": "Authorized to work",
    "address": "Address",
    "city": "City",
    "state": "State",
    "zip": "Zip code",
    "bell_start": "School starts",
    "bell_end": "School ends",
}
# what only reports on equity need
EQUITY: Final[dict[str, str]] = {
    "sex": "Sex",
    "races": "Race",
    "free_reduced_lunch": "Free or reduced lunch",
    "special_education": "Special education",
    "section_504": "Section 504",
    "foster_care": "Foster care",
    "homeless": "Homeless",
    "military_family": "Military family",
    "migrant": "Migrant",
    "single_parent": "Single parent",
}


def told_to(actor: Actor, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the facts that an actor may see, as label and words."""
    labels: dict[str, str] = {}
    if can_see_support_facts(actor):
        labels |= SUPPORT
    if can_see_equity_facts(actor):
        labels |= EQUITY
    return [
        (label, _words(facts[name]))
        for name, label in labels.items()
        if facts.get(name) not in (None, "", [])
    ]


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return str(value).replace("_", " ")
