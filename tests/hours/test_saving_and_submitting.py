"""Saving and submitting a week is one step: where one half is refused, neither is done."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.errors import Conflict
from app.hours import services
from app.hours.models import TimesheetState
from tests.builders import MONDAY, a_match, a_week
from tests.hours.world import ADMIN, NEXT_MONDAY, dispute, sheet_of, work


def test_a_week_that_cannot_be_submitted_is_not_changed_either(any_app: Flask):
    with any_app.app_context():
        match = a_match()
        week = a_week(match)
        dispute(week.id)
        before = sheet_of(week.id)
        with pytest.raises(Conflict, match="disputed"):
            services.enter_and_submit(
                match.id,
                MONDAY,
                [work(0, "9:00", "12:00")],
                shown=before.version,
                by=ADMIN,
                at=NEXT_MONDAY,
            )
        after = sheet_of(week.id)
        assert (after.version, after.minutes) == (before.version, before.minutes)


def test_a_week_is_entered_and_submitted_in_one_step(any_app: Flask):
    with any_app.app_context():
        match = a_match()
        week = a_week(match, state=TimesheetState.OPEN)
        services.enter_and_submit(
            match.id,
            MONDAY,
            [work(0, "9:00", "12:00")],
            shown=sheet_of(week.id).version,
            by=ADMIN,
            at=NEXT_MONDAY,
        )
        after = sheet_of(week.id)
        assert (after.state, after.minutes) == (TimesheetState.SUBMITTED, 180)
