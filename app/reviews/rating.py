"""Lay a rubric out in pages of a few skills, and read what was graded; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.programs.rules import Rubric
from app.reviews.models import Group

A_PAGE = 3
NOT_SEEN = 0
LEVELS = range(1, 6)
Levels = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Skill:
    """Be one skill of a rubric; `key` names its field, such as `job-2`."""

    group: Group
    position: int
    words: str

    @property
    def key(self) -> str:
        """Give the name of the field."""
        return f"{self.group}-{self.position}"


def skills_of(rubric: Rubric) -> list[Skill]:
    """Give the skills of a rubric in order, those of every job first."""
    return [
        Skill(group, position, words)
        for group, skills in ((Group.EMPLOYABILITY, rubric.employability), (Group.JOB, rubric.job))
        for position, words in enumerate(skills)
    ]


def pages_of(skills: Sequence[Skill]) -> list[list[Skill]]:
    """Cut skills into pages of a few, no page of two groups."""
    pages: list[list[Skill]] = []
    for skill in skills:
        last = pages[-1] if pages else []
        if last and len(last) < A_PAGE and last[0].group is skill.group:
            last.append(skill)
        else:
            pages.append([skill])
    return pages


def read_levels(skills: Sequence[Skill], typed: Mapping[str, str]) -> dict[str, int]:
    """Read the grades that were ticked: 1 to 5, or 0 for a skill not seen yet; others are left."""
    known = {str(level): level for level in (NOT_SEEN, *LEVELS)}
    return {
        skill.key: known[typed[skill.key]] for skill in skills if typed.get(skill.key, "") in known
    }


def first_open(pages: Sequence[Sequence[Skill]], levels: Levels) -> int:
    """Give the number of the first page with a skill without a grade, or of the last, the check."""
    for number, page in enumerate(pages, start=1):
        if any(skill.key not in levels for skill in page):
            return number
    return len(pages) + 1


def mean(levels: Sequence[int | None]) -> float | None:
    """Give the mean of the grades that were given, to two places; None without one."""
    given = [level for level in levels if level]
    return round(sum(given) / len(given), 2) if given else None
