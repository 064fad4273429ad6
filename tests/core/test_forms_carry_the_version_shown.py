"""A form tells which version of a record it was drawn from, whatever a browser sends."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.forms import VersionedForm


class Record:
    """Be a record at a version."""

    version = 4


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"version": "3"}, 3),
        ({"version": ""}, None),
        ({"version": "x"}, None),
        ({"version": "-1"}, None),
        ({"version": "9" * 5000}, None),
        ({"version": "٣"}, None),
        ({}, 4),
    ],
)
def test_the_version_is_read_from_what_was_sent(app: Flask, sent: dict[str, str], told: int | None):
    with app.test_request_context(method="POST", data=sent):
        assert VersionedForm(obj=Record()).shown_version() == told
