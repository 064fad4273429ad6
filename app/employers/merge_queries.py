"""Find employers that may be one and the same, and say why."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.core.text import fold
from app.employers.import_planning import PUBLIC
from app.employers.models import Contact, Employer, Site

# what more employers than these share says nothing
MOST_ALIKE: Final = 4
SHOWN: Final = 100
FILLERS: Final = frozenset("the and of inc llc ltd co company corp corporation".split())  # noqa: SIM905
LEAST_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Alike:
    """Be two employers that may be one, and what they share."""

    first: tuple[int, str]
    second: tuple[int, str]
    reasons: tuple[str, ...]


def likely_duplicates() -> list[Alike]:
    """Give the pairs that share a name but for fillers, a domain, a telephone or an address."""
    open_ones = Employer.merged_into_id.is_(None)
    rows = db.session.execute(
        sa.select(Employer.id, Employer.name, Employer.email_domain).where(open_ones)
    ).all()
    names = {row.id: row.name for row in rows}
    shared: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        shared["the same name", bare(row.name)].add(row.id)
        if row.email_domain not in PUBLIC:
            shared["the same mail domain", row.email_domain].add(row.id)
    for employer_id, phone in db.session.execute(sa.select(Contact.employer_id, Contact.phone)):
        digits = re.sub(r"\D", "", phone)
        shared["the same telephone", digits if len(digits) >= LEAST_DIGITS else ""].add(employer_id)
    for employer_id, address, zip_code in db.session.execute(
        sa.select(Site.employer_id, Site.address, Site.zip)
    ):
        shared["the same address", fold(address, zip_code) if address else ""].add(employer_id)
    return _pairs(shared, names)


def bare(name: str) -> str:
    """Give a name folded, without the words that say nothing, such as Inc."""
    words = re.sub(r"[^\w ]", " ", fold(name)).split()
    return " ".join(word for word in words if word not in FILLERS)


def _pairs(shared: dict[tuple[str, str], set[int]], names: dict[int, str]) -> list[Alike]:
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (reason, value), ids in shared.items():
        known = sorted(ids & names.keys())
        if value and 1 < len(known) <= MOST_ALIKE:
            for pair in combinations(known, 2):
                reasons[pair].append(reason)
    ordered = sorted(reasons.items(), key=lambda each: (-len(each[1]), each[0]))
    return [
        Alike((first, names[first]), (second, names[second]), tuple(why))
        for (first, second), why in ordered[:SHOWN]
    ]
