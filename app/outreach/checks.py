"""Prove the invariants of requests."""

from __future__ import annotations

from typing import Final

from app.core.core_checks import states_told
from app.outreach.models import LinkRequest

CHECKS: Final = (states_told("each request's state has its event", LinkRequest),)
