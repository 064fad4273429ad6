"""Hold the room's one blueprint, so that each file of pages can hang its own on it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("reports", __name__)
