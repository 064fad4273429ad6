"""Give the page of a placement what its own room has to say there."""

from __future__ import annotations

from typing import Any

from app.core.access import Actor
from app.labor import hazards
from app.placements import labor, queries
from app.placements.described import described
from app.placements.models import Placement
from app.placements.school_hours import hints
from app.placements.steps import steps_for
from app.placements.vocabulary import (
    ACCOMMODATIONS,
    LANGUAGES,
    PAY_WORDS,
    RELATIONSHIP_WORDS,
    STAGE_WORDS,
    WORK_PLACE_WORDS,
)
from app.programs.fields import CLUSTER_NAMES, FIELD_NAMES, counterparts
from app.students.record_services import DOCUMENTS


def shown(placement: Placement, actor: Actor) -> dict[str, Any]:
    """Give the steps, the words of what is kept as codes, warnings and hints: four statements."""
    source = placement.copied_from_id
    return {
        "steps": steps_for(placement, actor),
        "said": words_of(placement),
        "hazards": hazards.named(placement.hazards),
        "warnings": hazards.warnings(placement.hazards, placement.minimum_age),
        "labor": labor.barred_ages(placement),
        "school_hints": hints(placement.slots, placement.start_date, placement.end_date),
        "copied_from": queries.title_of(source) if source else "",
        "description": described(placement),
    }


def words_of(placement: Placement) -> dict[str, Any]:
    """Give the words of the codes that a placement keeps."""
    cluster = placement.cluster
    return {
        "pay": PAY_WORDS[placement.pay_basis],
        "relationship": RELATIONSHIP_WORDS[placement.relationship_type],
        "stage": STAGE_WORDS[placement.stage],
        "work_place": WORK_PLACE_WORDS[placement.work_place],
        "career_field": FIELD_NAMES.get(placement.career_field, ""),
        "cluster": CLUSTER_NAMES.get(cluster, ""),
        "counterparts": [CLUSTER_NAMES[code] for code in counterparts(cluster)],
        "documents": [DOCUMENTS.get(each, each) for each in placement.documents],
        "accommodations": [ACCOMMODATIONS.get(each, each) for each in placement.accommodations],
        "languages": [LANGUAGES.get(each, each) for each in placement.languages],
    }
