"""Let a reader say that they should get no such mail: for campaigns at once, else through staff."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock, respond
from app.core.access import LINK, Actor, access
from app.core.db import in_way
from app.core.errors import NotFound
from app.core.language import use_language
from app.core.text import one_line
from app.outreach import stopping, unsubscribed
from app.outreach.blueprint import bp
from app.outreach.link_views import LinkUnknown
from app.outreach.models import LinkRequest
from app.outreach.shapes import kind_of

ONE_CLICK = "List-Unsubscribe"


@bp.get("/u/<token>")
@access(LINK)
def stop(token: str) -> Response:
    """Ask whether the reader wants no such mail; nothing changes by looking."""
    with in_way("sealed"):
        asked, current = _find(token)
        wants_none = unsubscribed.wants_none(asked)
    return respond.page(
        "outreach/stop.html",
        status=200 if current else 410,
        asked=asked,
        current=current,
        campaign=kind_of(asked.kind).campaign,
        wants_none=wants_none,
        told="told" in request.args,
    )


@bp.post("/u/<token>")
@access(LINK)
def stop_mails(token: str) -> AnyResponse:
    """Take it from the reader, or from their mail program in one click (RFC 8058)."""
    asked, current = _find(token)
    one_click = ONE_CLICK in request.form
    if not current:
        return stop(token)
    stopping.take(
        asked.id,
        again=request.form.get("answer") == "again",
        note=one_line(request.form.get("note", "")),
        by=Actor(
            asked.recipient_kind, asked.recipient_id, asked.recipient_name, request_id=asked.id
        ),
        at=clock.now(),
    )
    # a mail program follows no redirect
    return stop(token) if one_click else respond.go(url_for(".stop", token=token, told=1))


def _find(token: str) -> tuple[LinkRequest, bool]:
    try:
        asked, current = stopping.by_token(token)
    except NotFound as error:
        raise LinkUnknown(str(error)) from error
    use_language(asked.language)
    return asked, current
