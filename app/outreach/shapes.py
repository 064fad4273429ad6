"""Give the shape of a kind of request, and of what a room hands to outreach for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import current_app
from werkzeug.datastructures import MultiDict

from app.core.access import SYSTEM, Actor
from app.core.errors import AppError, NotFound
from app.core.letters import Letter
from app.outreach.models import LinkRequest


@dataclass(frozen=True, slots=True)
class Recipient:
    """Be whom a request goes to, as the owning room knows them."""

    kind: str
    id: int
    name: str
    address: str
    language: str
    zone: str
    reply_to: str = ""
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Be the record that a request is about; `day` is the Monday of a weekly one."""

    kind: str
    id: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Be how an answer came: by link, or by phone, paper or in person through staff."""

    method: str = "link"
    by: Actor = SYSTEM
    name: str = ""
    address: str = ""
    agent: str = ""
    note: str = ""
    request_id: int | None = None
    scan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Be how a request is looked at: to change an answer, by which member of staff, at what step.

    `step` is the word in the address of a form of several steps, empty at its beginning.
    """

    change: bool = False
    staff: Actor | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Be a page's part: a fragment with its heading and plain context, and whose facts it shows.

    `basis` says by student on which ground; without a word they take part in the placement.
    `script` names a file of static/ that makes it easier to fill in; all works without it.
    """

    template: str
    title: str
    context: Mapping[str, Any]
    students: tuple[int, ...] = ()
    fields: str = ""
    status: int = 200
    script: str = ""
    basis: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """Be what an answer did, with the figures that were shown and sent; kept as evidence.

    With a `draft` it is no answer yet: what was filled in so far is kept, so that the same link
    goes on there. `rest` is what was filled in beside an answer, kept for the next one; with `more`
    staff who enter answers go on with the same form. `go` is what the address of the page says
    next, such as `{"step": "duties"}`.
    """

    action: str
    figures: dict[str, Any] = field(default_factory=dict)
    draft: dict[str, Any] | None = None
    rest: dict[str, Any] = field(default_factory=dict)
    more: bool = False
    go: Mapping[str, Any] = field(default_factory=dict)


class AskAgain(AppError):
    """Carry the page that asks once more, with what was typed; nothing was written."""

    def __init__(self, page: Shown) -> None:
        super().__init__(page.title)
        self.page = page


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Be a kind of request; its owning room says how it is shown, answered, mailed and printed.

    `show` gives the page or, once answered, the receipt. `apply` runs inside a use case and raises
    AskAgain when nothing may be written. `is_closed` says when answers are read-only for good.
    Where it `takes_files`, what is sent in a field `file-…` is kept first, and the field of that
    name holds its id (app.outreach.sending).
    """

    name: str
    campaign: bool
    show: Callable[[LinkRequest, Look], Shown]
    apply: Callable[[LinkRequest, MultiDict[str, str], Evidence, datetime], Reply]
    letter: Callable[[LinkRequest, str], Letter]
    recipient: Callable[[LinkRequest], Recipient | None]
    is_done: Callable[[LinkRequest], bool]
    is_closed: Callable[[LinkRequest], bool]
    summary: Callable[[LinkRequest], str]
    printable: Callable[[LinkRequest, Actor], Shown]
    takes_files: bool = False
    escalate: Callable[[LinkRequest, datetime], None]


def kind_of(name: str) -> Kind:
    """Give the kind of a name; raise NotFound when no room registered it."""
    kinds: dict[str, Kind] = current_app.extensions["kinds"]
    if name not in kinds:
        raise NotFound
    return kinds[name]
