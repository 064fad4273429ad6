"""Read a page as a person's browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from justhtml import JustHTML
from justhtml.dom import Element
from werkzeug.test import TestResponse

# a root like a row is valid only inside its own parent
PARENTS = {
    "tr": "tbody",
    "td": "tr",
    "th": "tr",
    "tbody": "table",
    "thead": "table",
    "tfoot": "table",
}
FIRST_TAG = re.compile(r"\s*<([a-z0-9]+)")
TOKEN_VALUE = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')


def words(element: Element) -> str:
    """Give an element's text on one line."""
    return " ".join(element.to_text(separator="", strip=False).split())


def ancestors(element: Element) -> Iterator[Element]:
    """Go up from an element's parent to the root."""
    above = element.parent
    while isinstance(above, Element):
        yield above
        above = above.parent


@dataclass(eq=False)
class Page:
    """Be an answer as it was read: `status`, `url`, `headers`, `html`, and ways to look at it.

    `one(css)` gives the only such element, `all(css)` all of them; `text` is what a reader sees;
    `link(words)` is where a link leads; `alert` is the text of messages and error summaries.
    `fragment in page` tells whether the page holds that very fragment.
    """

    url: str
    response: TestResponse
    fragment: bool = False

    @property
    def status(self) -> int:
        """Give the status code."""
        return self.response.status_code

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers."""
        return dict(self.response.headers)

    @cached_property
    def html(self) -> str:
        """Give the body as it was served."""
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> JustHTML:
        """Give the parsed body."""
        return JustHTML(_in_parent(self.html) if self.fragment else self.html, sanitize=False)

    def all(self, css: str) -> list[Element]:
        """Give every element that matches."""
        return self.tree.query(css)

    def one(self, css: str) -> Element:
        """Give the only element that matches."""
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} elements match {css} on {self.url}"
        return found[0]

    @cached_property
    def text(self) -> str:
        """Give everything that can be read, on one line."""
        body = self.all("body")
        return words(body[0]) if body else words(self.tree.root)

    @property
    def h1(self) -> str:
        """Give the heading."""
        return words(self.one("h1"))

    @property
    def title(self) -> str:
        """Give the title."""
        return words(self.one("head > title"))

    @property
    def alert(self) -> str:
        """Give what is announced: flashed sentences and error summaries."""
        return " ".join(words(found) for found in self.all('[role="alert"], [role="status"]'))

    def link(self, text: str) -> str:
        """Give where the only link with these words leads."""
        found = {a.attrs.get("href") or "" for a in self.all("a") if name_of(a) == text}
        assert len(found) == 1, f"{len(found)} links say {text!r} on {self.url}: {found}"
        return found.pop()

    def __contains__(self, other: object) -> bool:
        """Tell whether words can be read here, or whether a fragment stands here just so."""
        if isinstance(other, Page):
            root = other.all("[id]")[0]
            twin = self.all(f"#{root.attrs['id']}")
            return bool(twin) and _source(twin[0]) == _source(root)
        return str(other) in self.text

    def __str__(self) -> str:
        """Tell what came, for the message of a failed test."""
        return f"{self.status} {self.url}\n{self.text}"


def name_of(element: Element) -> str:
    """Give the name by which a person presses an element."""
    attrs = element.attrs
    return (attrs.get("aria-label") or words(element) or attrs.get("value") or "").strip()


def _source(element: Element) -> str:
    return TOKEN_VALUE.sub(r"\1", element.to_html(pretty=False))


def parent_of(html: str) -> str:
    """Name the element that a fragment may stand in."""
    first = FIRST_TAG.match(html)
    return PARENTS.get(first[1], "div") if first else "div"


def _in_parent(html: str) -> str:
    opened = {"tbody": "<table><tbody>", "tr": "<table><tbody><tr>", "table": "<table>"}
    return f"<!doctype html><title>fragment</title>{opened.get(parent_of(html), '')}{html}"
