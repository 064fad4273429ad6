"""Give rules their parent and the kinds of value that several of them hold."""

from __future__ import annotations

from typing import Annotated

import msgspec

Minutes = Annotated[int, msgspec.Meta(ge=0, le=600_000)]
Cents = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Hundredths = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Weekday = Annotated[int, msgspec.Meta(ge=0, le=6)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Note = Annotated[str, msgspec.Meta(max_length=200)]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Be the parent of every rule's shape."""
