"""Stand before every view: default deny, cross-site posts refused, headers on every answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from app.core.access import LINK, NOBODY, OPEN_TO_ALL, Actor, Rule
from app.core.errors import BadInput, Refused
from app.core.respond import go, is_htmx

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

csrf = CSRFProtect()
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
TOKEN = re.compile(r"(/(?:r|u|password|unsubscribe|feeds)/)(?!new\b)[^\s?\"/]+")


def init_app(app: Flask) -> None:
    """Put the guard before every request and the headers on every answer."""
    csrf.init_app(app)
    app.before_request(_refuse_unreadable)
    app.before_request(_check_access)
    app.after_request(_add_headers)


def current_actor() -> Actor:
    """Give who is signed in, or nobody."""
    actor = getattr(current_user, "actor", NOBODY)
    return actor if isinstance(actor, Actor) else NOBODY


def rule_of(endpoint: str) -> Rule | None:
    """Give the access rule that an endpoint was marked with."""
    return getattr(current_app.view_functions.get(endpoint), "access", None)


def redact(text: str) -> str:
    """Put `-` where a log line would show a link's token."""
    return TOKEN.sub(r"\1-", text)


def _refuse_unreadable() -> None:
    try:
        words = [request.path, *request.args.keys(), *request.args.values()]
    except UnicodeError as error:
        raise BadInput("The address holds bytes that are not text.") from error
    if any("\x00" in word or "\ufffd" in word for word in words):
        raise BadInput("The address holds characters that are not text.")


def _check_access() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    rule = rule_of(request.endpoint)
    if rule is None:
        raise Refused("This page has no access rule, so nobody may use it.")
    if rule not in OPEN_TO_ALL:
        actor = current_actor()
        if actor is NOBODY:
            return go(sign_in_url())
        if not rule(actor):
            raise Refused("Your role may not use this page.")
    if request.method not in SAFE and rule is not LINK:
        _refuse_cross_site()
        csrf.protect()
    return None


def _refuse_cross_site() -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        raise Refused("This was sent from another site.")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        raise Refused("This was sent from another site.")


def sign_in_url() -> str:
    """Give the sign-in page's address, coming back to this page where that is safe."""
    if request.method != "GET" or is_htmx() or request.path == "/":
        return url_for("accounts.sign_in")
    return url_for("accounts.sign_in", next=request.full_path.rstrip("?"))


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("HX-Request")
    if str(current_app.config["BASE_URL"]).startswith("https://"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
