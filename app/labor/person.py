"""Take what one person's work is judged by: birth date, school days, shifts, duties, documents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Final, Literal

import msgspec

from app.core.ages import age_on
from app.labor.hazards import BY_CODE
from app.labor.rules import MIDNIGHT, PACKS, Clock, When, minute

MOST: Final = 5000
THURSDAY: Final = 3
DAY: Final = timedelta(days=1)
LEARNER: Final = "student_learner"
EMPLOYED: Final = ("employment", LEARNER, "apprenticeship")
Relationship = Literal[
    "employment",
    "student_learner",
    "apprenticeship",
    "unpaid_training",
    "service",
    "credential_training",
]


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a planned or worked stretch of local time; one that ends by its start ends next day."""

    date: date
    start: Clock
    end: Clock
    break_minutes: Annotated[int, msgspec.Meta(ge=0, le=MIDNIGHT)] = 0

    @property
    def first(self) -> int:
        """Give the minute of the day it begins."""
        return minute(self.start)

    @property
    def last(self) -> int:
        """Give the minute it ends, counted from the midnight before it begins."""
        end = minute(self.end)
        return end if end > self.first else end + MIDNIGHT

    @property
    def minutes(self) -> int:
        """Give the minutes of work, its break left out."""
        return self.last - self.first - self.break_minutes

    def problem(self) -> str:
        """Say what is wrong with the shift, nothing when it is well."""
        if minute(self.start) == MIDNIGHT:
            return "`start` is a time of the day itself: write 00:00 and the next date"
        if self.minutes <= 0:
            return "`break_minutes` must be shorter than the shift"
        return ""


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a paper on file; without `expires` it holds for good."""

    kind: str
    expires: date | None = None


class SchoolHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the first and last bell."""

    start: Clock
    end: Clock


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Be one minor with all their work; jurisdictions are US, always, and the worksite's state."""

    birth_date: date
    school_days: Annotated[tuple[date, ...], msgspec.Meta(max_length=MOST)] | None = None
    calendar: str | None = None
    school_hours: SchoolHours | None = None
    student_learner: bool = False
    jurisdictions: tuple[str, ...] = ("US",)
    relationship: Relationship = "employment"
    duties: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    other_jobs: Annotated[tuple[Shift, ...], msgspec.Meta(max_length=MOST)] = ()
    shifts: Annotated[tuple[Shift, ...], msgspec.Meta(max_length=MOST)] = ()

    def problem(self) -> str:
        """Say the first thing that is wrong, with its field; nothing when all is well."""
        for name in self.jurisdictions:
            if name not in PACKS:
                return f"`jurisdictions`: there are no rules of {name}, only of {', '.join(PACKS)}"
        for code in self.duties:
            if code not in BY_CODE:
                return f"`duties`: no hazard has the code {code}"
        for field in ("shifts", "other_jobs"):
            for at, shift in enumerate(getattr(self, field)):
                if problem := shift.problem():
                    return f"`{field}[{at}]`: {problem}"
        return ""

    def age(self, day: date) -> int:
        """Give the age in full years on a date."""
        return age_on(self.birth_date, day)

    def holds(self, kind: str, day: date) -> bool:
        """Tell whether a document of a kind is on file and has not expired on a date."""
        return any(
            paper.kind == kind and (paper.expires is None or paper.expires >= day)
            for paper in self.documents
        )


def conditions(day: date, school: Collection[date]) -> frozenset[When]:
    """Give what a date is to somebody with some school days."""
    monday = day - timedelta(days=day.weekday())
    has_school = any(monday + timedelta(days=n) in school for n in range(7))
    found: set[When] = {"school_day" if day in school else "free_day"}
    found.add("eve" if day + DAY in school else "free_eve")
    found.add("school_week" if has_school else "free_week")
    if day.weekday() <= THURSDAY:
        found.add("mon_thu")
    return frozenset(found)
