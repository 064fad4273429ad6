"""Turn every exception into an answer that says what happened, what was kept and what to do."""

from __future__ import annotations

import logging
import secrets

import sqlalchemy as sa
from flask import Flask, Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.core import respond
from app.core.errors import AppError, BadInput, NotFound, Unavailable

log = logging.getLogger(__name__)
SENTENCES = {
    400: "What was sent could not be read. Nothing was changed.",
    404: "There is no such page, or it is not yours to see.",
    405: "This address cannot be used that way.",
    413: "What was sent is too large. Send a file of at most 10 MB.",
    415: "What was sent is of a kind that cannot be read here.",
    431: "The request's headers are too large.",
}
OLD_PAGE = (
    "This page was open too long, or you signed out meanwhile. Nothing was changed. "
    "Go back, reload the page and try again."
)
BUSY = (
    "The database cannot be reached right now. Nothing was changed; please try again in a minute."
)


class Fault(AppError):
    """Be an error with a status of its own."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status  # type: ignore[misc]
        self.title = title  # type: ignore[misc]


def init_app(app: Flask) -> None:
    """Answer every kind of exception."""
    app.register_error_handler(AppError, respond.refuse)
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(SecurityError, _not_our_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(sa.exc.DataError, _data)
    app.register_error_handler(sa.exc.OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _old_page(_error: CSRFError) -> Response:
    return respond.refuse(BadInput(OLD_PAGE))


def _http(error: HTTPException) -> Response:
    if error.code == NotFound.status:
        return respond.refuse(NotFound())
    code = error.code or 400
    sentence = SENTENCES.get(code, "That request could not be answered.")
    response = respond.refuse(Fault(code, error.name, sentence))
    for name, value in error.get_headers(None):
        if name == "Allow":
            response.headers[name] = value
    return response


def _not_our_host(_error: SecurityError) -> Response:
    # no page: without a host of ours no address on it could be built
    return Response("This server is not known by that name.\n", 400, mimetype="text/plain")


def _data(_error: Exception) -> Response:
    return respond.refuse(BadInput("What was sent holds a value that cannot be kept."))


def _database(error: Exception) -> Response:
    log.error("database: %s", error)
    return respond.refuse(Unavailable(BUSY))


def _unexpected(error: Exception) -> Response:
    number = secrets.token_hex(4)
    log.error("fault %s", number, exc_info=error)
    return respond.refuse(
        Fault(
            500,
            "Something went wrong on our side",
            f"Nothing was changed. Tell your administrator the number {number}.",
        )
    )
