"""Say what is wrong with a page: its HTML, its headings, its labels, its tokens, its scripts."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator

import tinyhtml5.parser
from justhtml.dom import Element

from tests.support.pages import Page, ancestors, name_of, parent_of, words

REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "form",
)
UNLABELED = {"hidden", "submit", "button", "image", "reset"}
# elements that the parser's word list is too old to know
UNKNOWN_TO_PARSER = {"search"}

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
        parser.parse_fragment(io.StringIO(page.html), container=parent_of(page.html))
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
    parent = parent_of(page.html)
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
