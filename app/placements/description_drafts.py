"""Keep a placement as far as its partner described it: begun empty, from an earlier one, kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.rows import AnyRow
from app.employers import queries as employers
from app.employers.contact_queries import employer_of_contact
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.placements import describing
from app.placements import description_queries as queries
from app.placements.copying import shifted
from app.placements.describing import Around, Values
from app.placements.description_models import DescriptionState
from app.placements.models import Placement
from app.programs import queries as programs

D = DescriptionState


@dataclass(slots=True)
class Draft:
    """Be one placement as far as it is described.

    `at` and `shown` name the description that is changed by it, and the version that was seen.
    """

    key: str = ""
    values: Values = field(default_factory=dict)
    at: int | None = None
    shown: int | None = None
    copied_from: int | None = None


def new_key() -> str:
    """Give a name for a form, so that sending it twice makes one placement."""
    return secrets.token_hex(8)


def copy_of(source: Placement, around: Around) -> Draft:
    """Give a draft filled in from an earlier placement, its dates moved into the season."""
    start, end = shifted(source, source.program, around.program)
    values = describing.values_of(source, start, end)
    return Draft(new_key(), values, copied_from=source.id)


def around_of(asked: LinkRequest) -> Around:
    """Give what the reader of a request chooses from; raise NotFound without a program."""
    employer = employers.sheet(employer_of_contact(asked.recipient_id).id)
    return Around(programs.program(asked.program_id or 0), employer)


def earlier_of(around: Around) -> Sequence[Placement]:
    """Give the placements that a description can begin from."""
    return queries.earlier(around.employer.id, around.program)


def kept_draft(asked: LinkRequest, sent: Sequence[AnyRow]) -> dict[str, Any]:
    """Give the draft of a request, unless what it changes was changed or taken over meanwhile."""
    kept = drafts.draft_of(asked.id)
    if not kept or kept["at"] is None:
        return kept
    row = next((each for each in sent if each.id == kept["at"]), None)
    fresh = row is not None and row.version == kept["shown"] and row.state is not D.REVIEWED
    return kept if fresh else {}
