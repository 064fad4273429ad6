"""Say how well a student and a placement fit, part by part, in points of the program; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final, Protocol

from app.core.text import fold
from app.programs.fields import CLUSTER_NAMES, FIELD_NAMES
from app.programs.matching_rules import Weights

EARTH_KM: Final = 6371.0
KM_A_MILE: Final = 1.609344
NEAR_KM, FAR_KM = 2, 20  # all points of distance up to the one, none from the other on
FULL_SLACK: Final = 120  # minutes between the last bell and work that are worth all points
SHORT_WORD: Final = 4
OWN: Final = ("first_time", "credit_short", "graduating")
PART_WORDS: Final = {
    "interests": "interests",
    "courses": "courses",
    "distance": "distance",
    "slack": "time after school",
    "first_time": "first placement ever",
    "credit_short": "no credit from a placement yet",
    "graduating": "last grade",
}


class Located(Protocol):
    """Be a row with coordinates in degrees, None where they are not known."""

    latitude: float | None
    longitude: float | None


class Described(Protocol):
    """Be a placement, or a row of one, as far as interests and courses go by it."""

    title: str
    career_field: str
    cluster: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Be the points of each part of a fit, the most that all may be worth, and the distance."""

    parts: Mapping[str, int]
    most: int
    km: float | None = None

    @property
    def score(self) -> int:
        """Give the sum of the parts."""
        return sum(self.parts.values())

    @property
    def said(self) -> list[str]:
        """Say each part that counts, with its points."""
        return [f"{PART_WORDS[name]} +{points}" for name, points in self.parts.items() if points]

    @property
    def way(self) -> str:
        """Say the distance and how it was measured, nothing where it is not known."""
        if self.km is None:
            return ""
        return f"{self.km / KM_A_MILE:.1f} miles in a straight line from the school"


def most_of(weights: Weights) -> int:
    """Give the points of a perfect fit."""
    return sum(getattr(weights, name) for name in PART_WORDS)


def interests_of(place: Described) -> frozenset[str]:
    """Give the words by which a student's pathway meets a placement."""
    return words_of((FIELD_NAMES.get(place.career_field, ""), CLUSTER_NAMES.get(place.cluster, "")))


def skills_of(place: Described) -> frozenset[str]:
    """Give the words by which a completed course meets a placement."""
    return interests_of(place) | words_of((place.title,))


def words_of(texts: Sequence[str]) -> frozenset[str]:
    """Give the folded words of some texts, short ones left out."""
    found = re.findall(r"\w+", fold(" ".join(texts)))
    return frozenset(word for word in found if len(word) >= SHORT_WORD)


def near(km: float | None, points: int) -> int:
    """Give the points of a distance, all of them up to NEAR_KM and none from FAR_KM on."""
    if km is None:
        return 0
    hundreds = min(max(int(FAR_KM * 10 - km * 10), 0), (FAR_KM - NEAR_KM) * 10)
    return points * hundreds // ((FAR_KM - NEAR_KM) * 10)


def slack(minutes: int | None, points: int) -> int:
    """Give the points of the time between the last bell and work, all from two hours on."""
    return 0 if minutes is None else points * min(max(minutes, 0), FULL_SLACK) // FULL_SLACK


def distance_km(one: Located, other: Located) -> float | None:
    """Give the distance in a straight line (haversine) in km, or None without coordinates."""
    here, there = one.latitude, other.latitude
    west, east = one.longitude, other.longitude
    if here is None or there is None or west is None or east is None:
        return None
    first, second = radians(here), radians(there)
    turn = sin(radians(east - west) / 2) ** 2
    half = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * turn
    return 2 * EARTH_KM * asin(sqrt(half))
