"""Walk the app's own list of routes, so that a new one is tested from its first day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from app.core.access import LINK

IMPLIED = {"HEAD", "OPTIONS"}
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    """Be one method of one address."""

    endpoint: str
    method: str
    rule: Rule

    def __str__(self) -> str:
        """Name it as a failed test shall."""
        return f"{self.method} {self.rule.rule}"

    @property
    def names(self) -> set[str]:
        """Give the names of the parts that vary."""
        return set(self.rule.arguments)

    @property
    def room(self) -> str:
        """Give the first word of the path, empty for the home page."""
        return self.rule.rule.split("/")[1]

    def url(self, app: Flask, **values: object) -> str:
        """Give an address, its varying parts filled in."""
        kept = {name: values.get(name, 1) for name in self.names}
        return app.url_map.bind("localhost").build(self.endpoint, kept, method=self.method)


def routes(app: Flask, *, safe: bool) -> list[Route]:
    """Give every route that a GET, or that another method opens; without files."""
    found = [
        Route(rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - IMPLIED)
        if rule.endpoint != "static" and (method in SAFE) == safe
    ]
    return sorted(found, key=str)


def with_token(app: Flask, found: Collection[Route]) -> Iterator[Route]:
    """Leave out the emailed links, whose authority is the link itself."""
    for route in found:
        if getattr(app.view_functions[route.endpoint], "access", None) is not LINK:
            yield route
