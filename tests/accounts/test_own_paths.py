"""After signing in a person is sent only to a page of this site."""

from __future__ import annotations

import pytest

from app.accounts.paths import own_path

ELSEWHERE = [
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "/\r/evil.example",
    " //evil.example",
    "/ /evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    "data:text/html,x",
    "/\u2028/evil.example",
    "/\x00/evil.example",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_an_address_elsewhere_becomes_the_home_page(wanted: str):
    assert own_path(wanted) == "/"


@pytest.mark.parametrize(
    "wanted", ["/", "/students", "/students?q=ana&page=2", "/%2f%2fevil.example", "/a/b#c", "/a//b"]
)
def test_a_path_of_ours_is_kept(wanted: str):
    assert own_path(wanted) == wanted
