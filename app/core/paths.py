"""Write the addresses of our own pages fast: a list needs fifty that differ in one number."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, current_app, has_request_context, request, url_for

# a record's id that stands for any other
ANY: Final = 1_999_999_999


def init_app(app: Flask) -> None:
    """Let templates write addresses so."""
    app.extensions["paths"] = {}
    app.jinja_env.globals["url_for"] = path_of


def path_of(endpoint: str, **values: object) -> str:
    """Give the address of an endpoint as `url_for` does; with one record's id it is put in."""
    if len(values) > 1 or endpoint[0] == ".":
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    for name, value in values.items():
        if type(value) is not int or value < 1:
            return url_for(endpoint, **values)  # type: ignore[arg-type]
        before, after = _parts(endpoint, name)
        return f"{before}{value}{after}"
    return _parts(endpoint, "")[0]


def _parts(endpoint: str, name: str) -> tuple[str, str]:
    """Give what stands before and after the id, asked for once for each place of mounting."""
    known: dict[tuple[str, str, str], tuple[str, str]] = current_app.extensions["paths"]
    key = (endpoint, name, request.environ.get("SCRIPT_NAME", "") if has_request_context() else "-")
    if key not in known:
        values: dict[str, Any] = {name: ANY} if name else {}
        before, _, after = url_for(endpoint, **values).partition(str(ANY))
        known[key] = before, after
    return known[key]
