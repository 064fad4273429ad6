"""Give the rules by which a program is matched their shape; data, never code."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from app.programs.shape import Shape

Points = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Group: TypeAlias = Literal["first_time", "graduating", "credit_short"]


class Weights(Shape, frozen=True):
    """Say how many points each part of the fit score is worth at most; no protected trait is one.

    `distance` counts from the student's school; `slack` is time between the last bell and work.
    """

    interests: Points = 300
    courses: Points = 150
    distance: Points = 200
    slack: Points = 100
    first_time: Points = 150
    credit_short: Points = 50
    graduating: Points = 50


class Kept(Shape, frozen=True):
    """Keep a share of each placement's seats for a group, in per cent, rounded down."""

    group: Group
    percent: Percent


class Matching(Shape, frozen=True):
    """Say how students are matched with placements in a batch (docs/matching.md).

    `reserves` are given in their order, before the open seats unless `open_first`;
    `lottery_percent` of the seats go by lottery alone; `few_options` puts first whom the rules
    leave few placements.
    """

    weights: Weights = Weights()
    reserves: tuple[Kept, ...] = ()
    lottery_percent: Percent = 0
    open_first: bool = False
    few_options: bool = False

    def __post_init__(self) -> None:
        """Refuse a group that is named twice, and more than all seats."""
        groups = [each.group for each in self.reserves]
        if len(set(groups)) != len(groups):
            msg = "a group of the reserves is named twice"
            raise ValueError(msg)
        if sum(each.percent for each in self.reserves) + self.lottery_percent > 100:  # noqa: PLR2004
            msg = "more than all seats are kept"
            raise ValueError(msg)
