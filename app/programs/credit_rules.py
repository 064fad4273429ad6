"""Give the rules of credit their shapes: what hours earn, up to which caps, on which conditions."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.programs.shape import Hundredths, Shape


class HoursCredit(Shape, frozen=True, tag="hours", tag_field="kind"):
    """Grant credit (in hundredths of a credit) for every full stretch of confirmed minutes.

    `course` names a course that must also be completed (Jobs 253: 40 h and the Next Move course,
    domain.md §3.1); `cap` is the most that one match can earn. With `approval`, a second person
    approves each award.
    """

    credit: Hundredths
    minutes: Annotated[int, msgspec.Meta(ge=60, le=600_000)]
    cap: Hundredths
    credit_type: str = "elective"
    course: str | None = None
    source: str = ""
    approval: bool = False


class NoCredit(Shape, frozen=True, tag="none", tag_field="kind"):
    """Grant no credit."""
