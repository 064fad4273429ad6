"""Be the blueprint on which the room's pages stand."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("employers", __name__)
