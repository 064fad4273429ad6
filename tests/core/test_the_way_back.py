"""Who is refused finds the way back to the page of ours that led there, and to no other."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/placements?state=open", "/placements?state=open"),
        ("http://evil.example/placements", None),
        ("http://localhost//evil.example", None),
        ("http://localhost/nowhere", None),
        ("http://[", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_a_page_of_ours_is_led_back_to(client, referrer, back):
    page = client.get("/nowhere", headers={"Referer": referrer}).text
    if back is None:
        assert "Back to where you were" not in page
    else:
        assert f'<a href="{back}">Back to where you were</a>' in page
