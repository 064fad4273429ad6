"""Carry what people say of a credential and of a try at one, and say what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.calendar import same_day_after
from app.core.text import looks_personal
from app.credentials.models import AwardState
from app.programs.fields import CLUSTER_NAMES, FIELD_NAMES

SOC: Final = re.compile(r"\d{2}-\d{4}")
CIP: Final = re.compile(r"\d{2}\.\d{4}")
LONGEST_VALID: Final = 600
PERSONAL: Final = "That looks like a Social Security number, which is never kept here."
RESULTS: Final = (AwardState.PLANNED, AwardState.ATTEMPTED, AwardState.EARNED, AwardState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFacts:
    """Be a credential as its keeper says it; the fee in cents."""

    name: str
    issuer: str
    career_field: str = ""
    cluster: str = ""
    cip: str = ""
    soc: str = ""
    lasts_months: int | None = None
    exam_fee: int | None = None
    state_approved: bool = False
    next_id: int | None = None
    note: str = ""

    def problems(self) -> dict[str, str]:
        """Give a sentence for each field that is wrong."""
        found: dict[str, str] = {}
        if not self.name:
            found["name"] = "Enter the credential’s name."
        if not self.issuer:
            found["issuer"] = "Enter who issues it."
        if self.career_field and self.career_field not in FIELD_NAMES:
            found["career_field"] = "Choose a career field from the list."
        if self.cluster and self.cluster not in CLUSTER_NAMES:
            found["cluster"] = "Choose a cluster from the list."
        if self.soc and not SOC.fullmatch(self.soc):
            found["soc"] = "Enter a SOC code like 25-4031, or leave it empty."
        if self.cip and not CIP.fullmatch(self.cip):
            found["cip"] = "Enter a CIP code like 51.3902, or leave it empty."
        if self.lasts_months is not None and not 0 < self.lasts_months <= LONGEST_VALID:
            found["lasts_months"] = "Enter months, like 24, or leave it empty if it never expires."
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Be what came of a try: the state, the day of it, and what the certificate says."""

    state: AwardState
    on: date | None = None
    expires_on: date | None = None
    number: str = ""
    score: str = ""

    def problems(self, today: date) -> dict[str, str]:
        """Give a sentence for each field that is wrong."""
        found: dict[str, str] = {}
        if self.state not in RESULTS:
            found["result"] = "Choose what came of it."
        over = self.state in (AwardState.EARNED, AwardState.FAILED, AwardState.ATTEMPTED)
        if over and self.on is None:
            found["on"] = "Enter the day."
        elif over and self.on is not None and self.on > today:
            found["on"] = "This day has not come yet; choose Planned, or an earlier day."
        if self.expires_on and (self.on is None or self.expires_on < self.on):
            found["expires_on"] = "It cannot expire before it was earned."
        for name in ("number", "score"):
            if looks_personal(getattr(self, name)):
                found[name] = PERSONAL
        return found

    def last_day(self, lasts_months: int | None) -> date | None:
        """Give the last day on which it holds: as stated, else as the catalogue says."""
        if self.state is not AwardState.EARNED or self.on is None:
            return None
        if self.expires_on is not None or lasts_months is None:
            return self.expires_on
        return same_day_after(self.on, lasts_months)
