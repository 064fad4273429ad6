"""Answer a request; the only place that knows htmx."""

from __future__ import annotations

from typing import IO
from urllib.parse import urlsplit

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    session,
)
from flask_htmx import HTMX
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.core.errors import AppError

htmx = HTMX()
UNPROCESSABLE = 422


def is_htmx() -> bool:
    """Tell whether htmx asks for a fragment, and not for a whole page to restore history."""
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def page(template: str, /, *, status: int = 200, **context: object) -> Response:
    """Answer with a whole page."""
    return make_response(render_template(template, **context), status)


def page_or_fragment(
    template: str, fragment: str, /, *, status: int = 200, **context: object
) -> Response:
    """Answer with a fragment for htmx, or with the page that includes that very fragment.

    What was told meanwhile goes along with the fragment, to its own place on the page.
    """
    if not is_htmx():
        return page(template, status=status, **context)
    html = render_template(fragment, **context)
    if "_flashes" in session:
        html += render_template("_told.html", swap={"hx-swap-oob": "innerHTML"})
    return make_response(html, status)


def go(url: str) -> AnyResponse:
    """Send the browser to another page: a 303, or for htmx a redirect of the whole page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def tell(sentence: str, tone: str = "good", undo: str = "", **fields: object) -> None:
    """Say a sentence at the top of the next page, or of this one beside a fragment.

    `undo` is where the button Undo beside it sends the fields.
    """
    flash((sentence, undo, fields), tone)  # type: ignore[arg-type] # any JSON is kept


def refuse(error: AppError) -> Response:
    """Answer with an error's sentence: a page, or for htmx a fragment.

    The fragment goes to where things are told, so that what was typed below stays as it is.
    """
    fragment = "errors/_error.html"
    response = page_or_fragment(
        "errors/error.html", fragment, status=error.status, error=error, back=came_from()
    )
    if is_htmx():
        response.headers["HX-Retarget"] = "#told"
        response.headers["HX-Reswap"] = "innerHTML"
    if error.status == 503:  # noqa: PLR2004 - Service Unavailable
        response.headers["Retry-After"] = "30"
    return response


def came_from() -> str:
    """Give the path of our own page that led here, or nothing where another did."""
    try:
        led = urlsplit(request.referrer or "")
        ours = led.netloc == request.host and led.path.startswith("/") and led.path != request.path
    except (ValueError, HTTPException):
        return ""
    path = f"{led.path}?{led.query}" if led.query else led.path
    return path if ours and not path.startswith("//") else ""


def attachment(content: bytes, name: str, mimetype: str) -> Response:
    """Answer with a file to keep, never to show."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def download(file: IO[bytes], name: str, mimetype: str) -> Response:
    """Answer with an open file to keep; it is sent in pieces and closed at the end."""
    response = send_file(file, mimetype=mimetype, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def district() -> str:
    """Give the district's own name."""
    return str(current_app.config["DISTRICT_NAME"])


def address() -> str:
    """Give the address that the request came from."""
    return request.remote_addr or ""
