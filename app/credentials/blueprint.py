"""Hold the blueprint on which the room's pages hang."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("credentials", __name__)
