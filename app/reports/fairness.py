"""Say how students of each group come along with each employer, with small numbers hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.rows import AnyRow
from app.reports.masking import hidden, with_totals

APPLIED: Final = "applied"
STEPS: Final = (APPLIED, "referred", "interviewed", "offered", "accepted")
LEAST: Final = 10  # domain.md §8: the number that most states use
LOW, HIGH = 5, 95  # a rate nearer to none or to all would tell of each student
NOT_TOLD: Final = "not told"
GROUPS: Final[dict[str, str]] = {
    "race": "Race and ethnicity",
    "sex": "Sex",
    "free_reduced_lunch": "Free or reduced lunch",
    "english_learner": "English learner",
    "special_education": "Special education",
}
EVERYBODY: Final = "All employers"
SMALL, ALL = "Groups that are hidden", "All"
SAID: Final = {
    "american_indian": "American Indian or Alaska Native",
    "pacific_islander": "Native Hawaiian or other Pacific Islander",
    "black": "Black or African American",
    "hispanic": "Hispanic or Latino",
}

# by employer and group: how many students came to each step
Counts = Mapping[tuple[int, str], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Line:
    """Be one group at one employer; None in the place of what is hidden, rates in percent."""

    group: str
    counts: Sequence[int | None]
    rates: Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Be one employer's groups, the line of all of them last; `id` is None for all employers."""

    id: int | None
    name: str
    lines: Sequence[Line]


def group_of(facts: Mapping[str, object] | None, name: str) -> str:
    """Give the group of a student by the facts of their school year; each is in one alone.

    Hispanic of any race is Hispanic, as federal reporting has it (34 CFR 75, OMB 1997).
    """
    told = (facts or {}).get("races" if name == "race" else name)
    if name == "race":
        races = list(told) if isinstance(told, list) else []
        if "hispanic" in races:
            return "hispanic"
        return str(races[0]) if len(races) == 1 else "two_or_more" if races else NOT_TOLD
    if isinstance(told, bool):
        return "yes" if told else "no"
    return str(told) if told else NOT_TOLD


def counted(
    steps: Iterable[AnyRow],
    wishes: Iterable[AnyRow],
    facts: Mapping[int, Mapping[str, object]],
    name: str,
) -> tuple[dict[tuple[int, str], list[int]], dict[int, str]]:
    """Count the students of each group that came to each step at each employer; give the names.

    Who ranked a placement there applied, and so did whom staff considered.
    """
    came: dict[tuple[int, int], list[int]] = defaultdict(lambda: [1, 0, 0, 0, 0])
    names: dict[int, str] = {}
    for row in wishes:
        names[row.employer_id] = row.name
        came[row.employer_id, row.student_id][0] = 1
    for row in steps:
        names[row.employer_id] = row.name
        came[row.employer_id, row.student_id] = [1, *_furthest(row)]
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(STEPS))
    for (employer_id, student_id), reached in came.items():
        group = group_of(facts.get(student_id), name)
        line = found[employer_id, group]
        for index, one in enumerate(reached):
            line[index] += one
    return dict(found), names


def _furthest(row: AnyRow) -> list[int]:
    """Give the steps of a student, each that a later one takes for granted too, but interviews."""
    accepted, offered = row.accepted, max(row.offered, row.accepted)
    referred = max(row.referred, row.interviewed, offered)
    return [referred, row.interviewed, offered, accepted]


def blocks(counts: Counts, names: Mapping[int, str], *, exact: bool) -> list[Block]:
    """Give all employers together, then each with enough students to be shown, most first.

    Unless `exact`, small numbers are hidden and rates near none or all are given as bands.
    """
    groups = sorted({group for _, group in counts}, key=lambda each: (each == NOT_TOLD, each))
    order = sorted(names, key=lambda each: (-_total(counts, each, groups), names[each], each))
    table = with_totals(
        [[_count(counts, employer, group)[0] for group in groups] for employer in order]
    )
    unlisted = frozenset(
        row for row, values in enumerate(table[:-1]) if values[-1] < LEAST and not exact
    )
    gone = set() if exact else hidden(table, LEAST, unlisted)
    everybody = [_sum(_count(counts, employer, group) for employer in order) for group in groups]
    found = [_block(None, EVERYBODY, groups, everybody, _row(gone, len(order)), exact=exact)]
    for row, employer in enumerate(order):
        if row not in unlisted:
            own = [_count(counts, employer, group) for group in groups]
            found.append(
                _block(employer, names[employer], groups, own, _row(gone, row), exact=exact)
            )
    return found


def _block(  # noqa: PLR0913 - a block has these parts
    employer: int | None,
    name: str,
    groups: Sequence[str],
    own: Sequence[Sequence[int]],
    gone: set[int],
    *,
    exact: bool,
) -> Block:
    lines = [
        _line(group, counts, hide=False, exact=exact)
        for index, (group, counts) in enumerate(zip(groups, own, strict=True))
        if counts[0] and index not in gone
    ]
    everybody = _sum(own)
    if any(index in gone and counts[0] for index, counts in enumerate(own)):
        # one line for all: which groups are there at all would tell of single students too
        lines.append(_line(SMALL, everybody, hide=True, exact=exact))
    lines.append(_line(ALL, everybody, hide=len(groups) in gone, exact=exact))
    return Block(employer, name, lines)


def _line(group: str, counts: Sequence[int], *, hide: bool, exact: bool) -> Line:
    nothing = [None] * len(STEPS)
    if hide:
        return Line(group, nothing, [""] * (len(STEPS) - 1))
    rates = [_rate(step, counts[0], exact=exact) for step in counts[1:]]
    words = SAID.get(group) or group.replace("_", " ").capitalize()
    return Line(words, counts if exact else [counts[0], *nothing[1:]], rates)


def _rate(part: int, whole: int, *, exact: bool) -> str:
    rate = round(100 * part / whole)
    if exact:
        return f"{rate} %"
    if rate <= LOW:
        return f"≤ {LOW} %"
    return f"≥ {HIGH} %" if rate >= HIGH else f"{rate} %"


def _row(gone: set[tuple[int, int]], row: int) -> set[int]:
    return {column for at, column in gone if at == row}


def _count(counts: Counts, employer: int, group: str) -> Sequence[int]:
    return counts.get((employer, group), (0,) * len(STEPS))


def _total(counts: Counts, employer: int, groups: Sequence[str]) -> int:
    return sum(_count(counts, employer, group)[0] for group in groups)


def _sum(lines: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*lines, strict=True)] or [0] * len(STEPS)
