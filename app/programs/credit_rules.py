"""Give the rules of credit their shapes: what hours earn, up to which caps, on which conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.programs.shape import Hundredths, Line, Minutes, Note, Shape

Target = Annotated[int, msgspec.Meta(ge=60, le=600_000)]
Rating = Annotated[int, msgspec.Meta(ge=100, le=500)]


class CreditCaps(Shape, frozen=True, kw_only=True):
    """Say the most (hundredths) that one student can be awarded, over all matches together.

    A term is a season of the program; years and lifetimes span all programs whose credit is of
    the same family.
    """

    term: Hundredths | None = None
    year: Hundredths | None = None
    lifetime: Hundredths | None = None


class CreditConditions(Shape, frozen=True, kw_only=True):
    """Say what must hold beside hours.

    `lowest_rating` is the least mean of the final review, in hundredths of a grade; `attested` are
    sentences that whoever awards says are true.
    """

    baseline_review: bool = False
    final_review: bool = False
    lowest_rating: Rating | None = None
    plan_signed: bool = False
    attested: Annotated[tuple[Line, ...], msgspec.Meta(max_length=10)] = ()


class CreditRule(Shape, frozen=True, kw_only=True):
    """Be what every rule that grants credit says besides its arithmetic.

    `course` names a course that must also be completed; `family` names what is capped together,
    the kind of credit where it is empty. Only hours from `counts_from` on count, and with
    `counts_after_plan` only those after everybody signed the plan. With `approval` a second person
    approves each award.
    """

    credit_type: str = "elective"
    course: str | None = None
    source: str = ""
    approval: bool = False
    family: Note = ""
    caps: CreditCaps = CreditCaps()
    conditions: CreditConditions = CreditConditions()
    counts_from: date | None = None
    counts_after_plan: bool = False

    @property
    def capped_with(self) -> str:
        """Give the name under which credit is capped together."""
        return self.family or self.credit_type


class HoursCredit(CreditRule, frozen=True, kw_only=True, tag="hours", tag_field="kind"):
    """Grant credit (in hundredths of a credit) for every full stretch of confirmed minutes.

    So the stretch is the step (Jobs 253: 0.5 for 40 h with its course, domain.md §3.1). `cap` is
    the most that one match can earn; rounding to the nearest step gives a step from half a stretch.
    """

    credit: Hundredths
    minutes: Target
    cap: Hundredths
    rounding: Literal["down", "nearest"] = "down"


class Level(Shape, frozen=True, kw_only=True):
    """Be the credit that an average of minutes a week earns."""

    minutes: Target
    credit: Hundredths


class WeeklyCredit(CreditRule, frozen=True, kw_only=True, tag="weekly", tag_field="kind"):
    """Grant credit for the average of confirmed minutes over all weeks of a term.

    The highest level reached counts; a week without work counts as a week.
    """

    weeks: Annotated[int, msgspec.Meta(ge=1, le=60)]
    levels: Annotated[tuple[Level, ...], msgspec.Meta(min_length=1, max_length=10)]

    def __post_init__(self) -> None:
        """Refuse levels that do not rise."""
        for lower, higher in zip(self.levels, self.levels[1:], strict=False):
            if not (lower.minutes < higher.minutes and lower.credit < higher.credit):
                raise ValueError("the levels must rise in hours and in credit")


class CountersCredit(CreditRule, frozen=True, kw_only=True, tag="counters", tag_field="kind"):
    """Grant credit once when counters are full: minutes, and days of job shadowing.

    A `credit` of 0 only counts toward a graduation option, as in Ohio.
    """

    credit: Hundredths
    minutes: Minutes
    shadow_days: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class StatedCredit(CreditRule, frozen=True, kw_only=True, tag="stated", tag_field="kind"):
    """Let whoever awards state the credit, in steps and up to `cap`: the district has no ratio."""

    cap: Hundredths
    step: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class NoCredit(Shape, frozen=True, tag="none", tag_field="kind"):
    """Grant no credit."""


Granting: TypeAlias = HoursCredit | WeeklyCredit | CountersCredit | StatedCredit
Credit: TypeAlias = Granting | NoCredit


class EarlierCredit(Shape, frozen=True, kw_only=True):
    """Be a rule that held until the day before `until`."""

    until: date
    rule: Credit


def rule_on(now: Credit, earlier: Sequence[EarlierCredit], day: date) -> Credit:
    """Give the rule in force on a day: the earlier one that ends next after it, or today's."""
    for each in sorted(earlier, key=lambda former: former.until):
        if day < each.until:
            return each.rule
    return now
