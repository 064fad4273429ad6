"""A placement moves to another program until hours of it have earned under the first."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db
from app.placements.models import Placement
from app.stipends.followers import MOVED
from tests.builders import a_match, a_placement, a_program, a_week
from tests.hours.world import settle


@pytest.mark.parametrize("earned", [False, True])
def test_earned_stipends_keep_their_program(app: Flask, staff, earned):
    with app.app_context():
        placement, other = a_placement(), a_program()
        if earned:
            settle(a_week(a_match(placement=placement)).id)
    ada = staff("administrator")
    page = ada.visit(f"/placements/{placement.id}/edit")
    page = ada.submit(page, "Save", program_id=str(other.id), status=409 if earned else 200)
    assert (MOVED in page) is earned
    with app.app_context():
        kept = db.session.get_one(Placement, placement.id)
        assert kept.program_id == (placement.program_id if earned else other.id)
