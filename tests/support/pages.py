"""Read a page as a person's browser does, and say what is wrong with it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import tinyhtml5.parser
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
REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "form",
)
UNLABELED = {"hidden", "submit", "button", "image", "reset"}
TOKEN_VALUE = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
# elements that the parser's word list is too old to know
UNKNOWN_TO_PARSER = {"search"}


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


def _parent_of(html: str) -> str:
    first = FIRST_TAG.match(html)
    return PARENTS.get(first[1], "div") if first else "div"


def _in_parent(html: str) -> str:
    opened = {"tbody": "<table><tbody>", "tr": "<table><tbody><tr>", "table": "<table>"}
    return f"<!doctype html><title>fragment</title>{opened.get(_parent_of(html), '')}{html}"


# -- what is wrong with a page


Tokenless = Callable[[str], bool]


def faults(page: Page, may_lack_token: Tokenless) -> list[str]:
    """List what is wrong with a page; `may_lack_token` knows the addresses of emailed links."""
    found = [*_parse_errors(page), *_id_faults(page), *_field_faults(page), *_script_faults(page)]
    found += _form_faults(page, may_lack_token)
    if "{{" in page.html or "{%" in page.html:
        found.append("shows template code")
    found += _root_faults(page) if page.fragment else _heading_faults(page)
    return found


def _parse_errors(page: Page) -> Iterator[str]:
    parser = tinyhtml5.parser.HTMLParser()
    if page.fragment:
        parser.parse_fragment(io.StringIO(page.html), container=_parent_of(page.html))
    else:
        parser.parse(io.StringIO(page.html))
    for (line, column), code, details in parser.errors:
        if str((details or {}).get("name")) not in UNKNOWN_TO_PARSER:
            source = page.html.splitlines()[line - 1 : line]
            yield f"is invalid HTML at {line}:{column}: {code} {details} in {source}"


def _heading_faults(page: Page) -> Iterator[str]:
    headings, titles = page.all("h1"), page.all("head > title")
    if len(headings) != 1 or len(titles) != 1:
        yield f"has {len(headings)} h1 and {len(titles)} titles"
    elif not page.title.removeprefix("Error: ").startswith(page.h1):
        yield f"has the title {page.title!r}, which does not begin with {page.h1!r}"
    if not page.all("html[lang]"):
        yield "names no language"
    if len(page.all("main")) != 1:
        yield "has not one main"


def _root_faults(page: Page) -> Iterator[str]:
    parent = _parent_of(page.html)
    holder = page.all("body" if parent == "div" else parent)[0]
    roots = [child for child in holder.children if isinstance(child, Element)]
    inner = [root for root in roots if "hx-swap-oob" not in root.attrs]
    if len(inner) != 1 or not inner[0].attrs.get("id"):
        yield f"is a fragment with {len(inner)} roots, not one with an id"


def _id_faults(page: Page) -> Iterator[str]:
    ids = Counter(element.attrs["id"] or "" for element in page.all("[id]"))
    yield from (f"has the id {name!r} {count} times" for name, count in ids.items() if count > 1)
    if page.fragment:
        return  # what it refers to may stand elsewhere in the page
    for attribute in REFERENCES:
        for element in page.all(f"[{attribute}]"):
            for name in (element.attrs[attribute] or "").split():
                if name not in ids:
                    yield f"refers by {attribute} to {name!r}, which is not there"


def _field_faults(page: Page) -> Iterator[str]:
    labeled = {label.attrs.get("for") for label in page.all("label[for]")}
    for control in page.all("input, select, textarea"):
        attrs = control.attrs
        if attrs.get("type") in UNLABELED or attrs.get("id") in labeled:
            continue
        named = attrs.get("aria-label") or attrs.get("aria-labelledby")
        if not named and not any(above.name == "label" for above in ancestors(control)):
            yield f"has a field without a label: {attrs.get('name')!r}"
    for button in page.all("button"):
        if not button.attrs.get("type"):
            yield f"has a button without a type: {words(button)!r}"
        if not name_of(button):
            yield "has a button without a name"
    yield from ("has an image without alt" for _ in page.all("img:not([alt])"))


def _form_faults(page: Page, may_lack_token: Tokenless) -> Iterator[str]:
    for form in page.all("form"):
        action = form.attrs.get("action") or page.url
        if (form.attrs.get("method") or "get").lower() != "post":
            continue
        has_token = any(
            field.attrs.get("value") for field in form.query('input[name="csrf_token"]')
        )
        if not has_token and not may_lack_token(action):
            yield f"has a form without a token: {action}"


def _script_faults(page: Page) -> Iterator[str]:
    if any(not script.attrs.get("src") for script in page.all("script")):
        yield "has an inline script"
    if page.all("style") or page.all("[style]"):
        yield "has inline style"
    for element in page.all("*"):
        for name, value in element.attrs.items():
            if name.startswith(("on", "hx-on", "data-hx-on")):
                yield f"has script in {name}"
            if name in {"href", "src", "action"} and (value or "").startswith("javascript:"):
                yield f"has script in {name}"
            if name == "src" and (value or "").startswith(("http:", "https:", "//")):
                yield f"loads {value} from elsewhere"
