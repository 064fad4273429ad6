"""Say of invented placements what they ask, pay and offer, by the line of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.desk.demo.draw import Draw
from app.desk.demo.programs import Course
from app.placements.vocabulary import ACCOMMODATIONS, PayBasis, RelationshipType, WorkPlace
from app.programs.rules import HourlyStipend

SPANISH, OFFERS, HYBRID = 35, 40, 10


@dataclass(frozen=True, slots=True)
class Field:
    """Be what the placements of an industry have in common."""

    career_field: str
    cluster: str
    soc: str
    hazards: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    bring: str = ""


FIELDS: Final = {
    "Health care": Field("health", "classic-health-science", "31-9092", bring="Closed shoes"),
    "Information technology": Field("engineering", "classic-information-technology", "15-1232"),
    "Construction": Field(
        *("engineering", "classic-architecture-construction", "47-3012", ("HO-5", "WA-HEIGHT")),
        bring="Work boots and a hard hat, which we lend",
    ),
    "Manufacturing": Field(
        "engineering", "modern-advanced-manufacturing", "51-9061", bring="Closed shoes"
    ),
    "Transportation and logistics": Field(
        "business", "modern-supply-chain-transportation", "43-5071", ("HO-7", "WA-FORKLIFT")
    ),
    "Education and child care": Field("health", "classic-education-training", "25-9045"),
    "Food and hospitality": Field(
        *("business", "classic-hospitality-tourism", "35-9011", ("WA-FREEZER",)),
        credentials=("Food worker card",),
        bring="Closed shoes, hair tied back",
    ),
    "Arts and media": Field("arts", "modern-arts-entertainment-design", "27-1012"),
    "Parks and environment": Field(
        *("sciences", "modern-energy-natural-resources", "45-4011"),
        bring="Boots, rain coat, lunch",
    ),
    "Public service": Field("health", "modern-public-service-safety", "21-1093"),
    "Business and finance": Field("business", "classic-finance", "43-3031"),
    "Animal care and farming": Field(
        "sciences", "classic-agriculture-food-natural-resources", "39-2021", bring="Boots"
    ),
}


def opening_facts(draw: Draw, industry: str, course: Course) -> dict[str, Any]:
    """Give the columns of a placement that say what it asks, pays and offers."""
    field = FIELDS[industry]
    plan = course.rules.stipend
    hourly = isinstance(plan, HourlyStipend)
    return {
        # whoever earns a wage there is 16: nobody posts what the law bars them from
        "hazards": [] if hourly else list(field.hazards),
        "grades": [],
        "credentials": list(field.credentials),
        "documents": [],
        "pay_basis": PayBasis.DISTRICT_WAGE if hourly else PayBasis.STIPEND,
        "pay_cents": plan.cents_per_hour if isinstance(plan, HourlyStipend) else None,
        "relationship_type": RelationshipType.EMPLOYMENT if hourly else RelationshipType.SERVICE,
        "career_field": field.career_field,
        "cluster": field.cluster,
        "soc": field.soc,
        "stage_chosen": "",
        "wbl_type_chosen": "",
        "work_place": WorkPlace.HYBRID if draw.chance(HYBRID) else WorkPlace.ON_SITE,
        "accommodations": [each for each in ACCOMMODATIONS if draw.chance(OFFERS)],
        "languages": ["en", "es"] if draw.chance(SPANISH) else ["en"],
        "bring": field.bring,
        "transport": f"Bus {draw.number(1, 63)} stops at the door" if draw.chance(OFFERS) else "",
        "copied_from_id": None,
    }
