"""Know the child-labor rules of each jurisdiction; dated data files, never code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

HERE: Final = Path(__file__).with_name("data")
FEDERAL: Final = "US"
FILES: Final = ("us", "wa", "ma")
MIDNIGHT: Final = 24 * 60
Clock = Annotated[str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
SeasonDay = Annotated[str, msgspec.Meta(pattern=r"^(\d\d-\d\d|labor_day)$")]
When = Literal["school_day", "free_day", "eve", "free_eve", "mon_thu", "school_week", "free_week"]
Kind = Literal[
    "minimum_age", "day", "week", "days", "clock", "school_hours", "meal", "attended", "document"
]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Be one rule for minors of an age band, in years: `from_age` <= age < `below_age`.

    `limit` is in minutes, of `days` in days; `rest` is the least break in minutes. All of `when`
    must hold: an `eve` is a day before a school day, a school week has a school day in it. `needs`
    and `unless` name documents by which a rule begins and stops to hold.
    """

    code: str
    kind: Kind
    from_age: int
    below_age: int
    citation: str
    confirmed: bool
    when: tuple[When, ...] = ()
    limit: int = 0
    rest: int = 0
    start: Clock = "00:00"
    end: Clock = "24:00"
    season: tuple[SeasonDay, SeasonDay] | None = None
    in_season: bool = True
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    document: str = ""
    effective_from: date = date.min
    effective_to: date = date.max

    def in_force(self, day: date, age: int) -> bool:
        """Tell whether the rule binds somebody of an age on a date."""
        if not (self.from_age <= age < self.below_age):
            return False
        if not (self.effective_from <= day <= self.effective_to):
            return False
        if self.season is None:
            return True
        first, last = (season_day(each, day.year) for each in self.season)
        return (first <= day <= last) == self.in_season


class LearnerDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a document without which no student-learner is exempt from a hazardous order."""

    document: str
    citation: str
    since: date = date.min


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the dated file of one jurisdiction's rules."""

    jurisdiction: str
    title: str
    dated: date
    note: str
    learner_documents: tuple[LearnerDocument, ...]
    rules: tuple[Rule, ...]


def read_pack(name: str) -> Pack:
    """Read a pack by the name of its file; raise msgspec.ValidationError naming the field."""
    return msgspec.json.decode((HERE / f"{name}.json").read_bytes(), type=Pack)


PACKS: Final = {pack.jurisdiction: pack for pack in map(read_pack, FILES)}


def of_jurisdictions(names: Iterable[str]) -> list[Pack]:
    """Give the federal pack and those of some states, in one order."""
    wanted = {FEDERAL, *names}
    return [pack for name, pack in PACKS.items() if name in wanted]


def minute(clock: str) -> int:
    """Give the minute of the day of a time like 07:30, or of 24:00."""
    return int(clock[:2]) * 60 + int(clock[3:])


def season_day(told: str, year: int) -> date:
    """Give the date of a season's end: month and day, or the first Monday of September."""
    if told != "labor_day":
        return date(year, int(told[:2]), int(told[3:]))
    first = date(year, 9, 1)
    return first + timedelta(days=-first.weekday() % 7)
