"""Know the machines and duties that the law bars to minors; dated data, never code.

Section numbers marked as not confirmed are shown for the district's counsel to check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = Path(__file__).with_name("data") / "hazards.json"
FEDERAL: Final = "US"
ADULT: Final = 18


class Hazard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Be a duty or machine barred to everybody under an age, in years, by one jurisdiction.

    `exemption` says that a 16- or 17-year-old student-learner or apprentice may do it under the
    conditions of 29 CFR 570.50.
    """

    code: str
    jurisdiction: str
    under: int
    name: str
    exemption: bool
    citation: str
    confirmed: bool


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the dated file of hazards."""

    title: str
    dated: str
    note: str
    hazards: tuple[Hazard, ...]


CATALOG: Final = msgspec.json.decode(FILE.read_bytes(), type=Catalog)
BY_CODE: Final = {hazard.code: hazard for hazard in CATALOG.hazards}


def of_jurisdictions(states: Iterable[str]) -> list[Hazard]:
    """Give the federal hazards and those of some states, in the order of the file."""
    wanted = {FEDERAL, *states}
    return [hazard for hazard in CATALOG.hazards if hazard.jurisdiction in wanted]


def named(codes: Iterable[str]) -> list[Hazard]:
    """Give the hazards of some codes, in the order of the file; unknown codes are left out."""
    wanted = frozenset(codes)
    return [hazard for hazard in CATALOG.hazards if hazard.code in wanted]


def warnings(codes: Collection[str], youngest: int) -> list[str]:
    """Say, with its citation, what the law bars to somebody of an age in years."""
    return [_sentence(hazard) for hazard in named(codes) if youngest < hazard.under]


def _sentence(hazard: Hazard) -> str:
    who = f"{hazard.name}: barred to everybody under {hazard.under} ({hazard.citation})"
    if hazard.exemption:
        return f"{who}, unless a student-learner or apprentice of 16 or 17 meets 29 CFR 570.50."
    if hazard.under == ADULT:
        return f"{who}; a student-learner agreement does not change that."
    return f"{who}."
