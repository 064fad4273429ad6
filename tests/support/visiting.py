"""Visit pages and submit their forms as a person does, checking every page on the way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from justhtml.dom import Element
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.core.access import LINK
from tests.support.faults import faults
from tests.support.pages import Page, ancestors, name_of, words

OK, SEE_OTHER, NO_CONTENT = 200, 303, 204
REDIRECTS = {301, 302, SEE_OTHER, 307, 308}
MOST_HOPS = 5
CHECKABLE = {"checkbox", "radio"}
PRESSED = {"submit", "button", "reset", "image"}


class Visitor:
    """Be one person with one browser.

    `visit("/programs")` opens a page; `submit(page, "Save", name="Jobs 253")` presses a button of a
    form that the page holds and follows to the next page. Both refuse another final status than the
    one named, and every page with a fault. `status=303` stays at a redirect
    instead of following it; `htmx=True` asks as htmx does and gives the fragment.
    """

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app = app
        self.client = client

    def visit(self, url: str, *, status: int = OK, htmx: bool = False) -> Page:
        """Open an address, absolute or not, and follow redirects; a mailed link opens just so."""
        response = self._open(_path(url), "GET", htmx=htmx)
        return self._arrive(_path(url), response, status, htmx=htmx)

    def submit(  # noqa: PLR0913 - all but the first two have defaults
        self,
        page: Page,
        button: str | None = None,
        *,
        within: str = "",
        status: int = OK,
        htmx: bool = False,
        fields: dict[str, Any] | None = None,
        **more_fields: Any,
    ) -> Page:
        """Fill the form of a button and press it; names no field that the form does not have.

        `within` is a selector of where the button is, where several bear its name. A checkbox takes
        True or False, a multiple choice a list, a file field a `(stream, name)` pair. `fields` is
        for names that are no Python names.
        """
        pressed = _button(page, button, within)
        form = _form_of(page, pressed)
        data = filled(page, form, pressed, (fields or {}) | more_fields)
        target = _target(form, pressed, htmx=htmx) or page.url
        url = _path(urljoin(page.url, target))
        method = (pressed.attrs.get("formmethod") or form.attrs.get("method") or "get").upper()
        if htmx and ("hx-post" in form.attrs or "hx-post" in pressed.attrs):
            method = "POST"
        if method == "GET":
            pairs = [pair for pair in data.items(multi=True) if isinstance(pair[1], str)]
            return self.visit(
                f"{url.partition('?')[0]}?{urlencode(pairs)}", status=status, htmx=htmx
            )
        response = self._open(url, method, htmx=htmx, data=data, referer=page.url)
        if response.status_code in REDIRECTS:
            assert response.status_code == SEE_OTHER, (
                f"POST {url} answered {response.status}, not 303"
            )
        return self._arrive(url, response, status, htmx=htmx)

    def sign_in(self, email: str, password: str, *, status: int = OK) -> Page:
        """Sign in; give the page that this leads to, or with status=303 do not go there."""
        form = self.visit("/sign-in")
        return self.submit(form, "Sign in", email=email, password=password, status=status)

    # -- below: how

    def _open(
        self, url: str, method: str, *, htmx: bool, data: Any = None, referer: str = ""
    ) -> TestResponse:
        headers = {"HX-Request": "true", "HX-Current-URL": referer or url} if htmx else {}
        if method == "POST":
            headers |= {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        return self.client.open(url, method=method, data=data, headers=headers)

    def _arrive(self, url: str, response: TestResponse, status: int, *, htmx: bool) -> Page:
        for _ in range(MOST_HOPS):
            onward = response.headers.get("HX-Redirect") if htmx else None
            if onward:
                htmx = False  # a redirect of the whole page
            elif response.status_code in REDIRECTS:
                onward = response.headers["Location"]
            if not onward or response.status_code == status:
                break
            url = _path(urljoin(url, onward))
            response = self._open(url, "GET", htmx=htmx)
        page = Page(url, response, fragment=htmx)
        assert page.status == status, f"expected {status}, got: {page}"
        self._check(page)
        return page

    def _check(self, page: Page) -> None:
        if page.response.mimetype != "text/html" or page.status in {NO_CONTENT, *REDIRECTS}:
            return
        found = faults(page, self.is_link)
        policy = page.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            found.append(f"has the weak content policy {policy!r}")
        if self.is_link(page.url) and "Set-Cookie" in page.headers:
            found.append("is a link page that sets a cookie")
        listed = "\n".join(f"- {fault}" for fault in found)
        assert not found, f"{page.url}\n{listed}"

    def is_link(self, url: str) -> bool:
        """Tell whether an address is an emailed link, whose authority is the link itself."""
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(_path(url), method="POST")
        except HTTPException:
            return False
        return getattr(self.app.view_functions[endpoint], "access", None) is LINK


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _target(form: Element, pressed: Element, *, htmx: bool) -> str | None:
    if htmx:
        for element in (pressed, form):
            if element.attrs.get("hx-post"):
                return element.attrs["hx-post"]
    return pressed.attrs.get("formaction") or form.attrs.get("action")


def _button(page: Page, name: str | None, within: str) -> Element:
    places = page.all(within) if within else [page.tree.root]
    buttons = [
        found
        for place in places
        for found in place.query('button[type="submit"], input[type="submit"]')
        if (name is None or name_of(found) == name) and "disabled" not in found.attrs
    ]
    seen = [name_of(found) for found in page.all('button, input[type="submit"]')]
    assert len(buttons) == 1, f"{len(buttons)} buttons {name!r} on {page.url}, which has {seen}"
    return buttons[0]


def _form_of(page: Page, control: Element) -> Element:
    if control.attrs.get("form"):
        return page.one(f"form#{control.attrs['form']}")
    forms = [above for above in ancestors(control) if above.name == "form"]
    assert forms, f"the button {name_of(control)!r} is in no form"
    return forms[0]


def filled(
    page: Page, form: Element, pressed: Element, fields: dict[str, Any]
) -> MultiDict[str, Any]:
    """Give what a browser would send: the form's own values, the changes, the pressed button."""
    data: MultiDict[str, Any] = MultiDict()
    known: set[str] = set()
    for control in page.all("input, select, textarea"):
        name = control.attrs.get("name")
        if not name or control.attrs.get("type") in PRESSED or "disabled" in control.attrs:
            continue
        if not _belongs(control, form):
            continue
        for value in _values(control, fields, first=name not in known):
            data.add(name, value)
        known.add(name)
    unknown = set(fields) - known
    assert not unknown, f"the form has no field {sorted(unknown)}; it has {sorted(known)}"
    if pressed.attrs.get("name"):
        data.add(str(pressed.attrs["name"]), pressed.attrs.get("value") or "")
    return data


def _belongs(control: Element, form: Element) -> bool:
    owner = control.attrs.get("form")
    if owner:
        return owner == form.attrs.get("id")
    return any(above is form for above in ancestors(control))


def _values(control: Element, fields: dict[str, Any], *, first: bool) -> list[Any]:
    name, kind = str(control.attrs["name"]), control.attrs.get("type")
    given = name in fields
    value = fields.get(name)
    if control.name == "select":
        return _chosen(control, value, given=given)
    if kind in CHECKABLE:
        own = control.attrs.get("value") or "on"
        checked = _is_checked(own, value) if given else "checked" in control.attrs
        return [own] if checked else []
    if given:
        return [value if kind == "file" else str(value)] if first else []
    if kind == "file":
        return []
    if control.name == "textarea":
        return [control.to_text(separator="", strip=False).removeprefix("\n")]
    return [control.attrs.get("value") or ""]


def _is_checked(own: str, value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return bool(value)
    wanted = value if isinstance(value, (list, tuple, set)) else [value]
    return own in {str(one) for one in wanted}


def _chosen(select: Element, value: Any, *, given: bool) -> list[str]:
    options = select.query("option")
    values = [_option_value(option) for option in options]
    if given:
        wanted = [str(one) for one in (value if isinstance(value, (list, tuple)) else [value])]
        strange = set(wanted) - set(values)
        assert not strange, f"{select.attrs['name']} offers {values}, not {sorted(strange)}"
        return wanted
    selected = [_option_value(option) for option in options if "selected" in option.attrs]
    return selected or ([] if "multiple" in select.attrs else values[:1])


def _option_value(option: Element) -> str:
    value = option.attrs.get("value")
    return words(option) if value is None else value
