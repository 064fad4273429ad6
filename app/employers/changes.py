"""Name what the rooms above may hear of employers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class ContactAddressChanged:
    """Say that a contact's email address was corrected, so that links to the old one must die."""

    contact_id: int
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactLeft:
    """Say that a contact no longer works at the employer."""

    contact_id: int
    name: str
    employer_id: int
    by: Actor
    at: datetime
