"""Say who is acting, and mark every endpoint with who may use it; unmarked ones answer 403."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

Rule = Callable[["Actor"], bool]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """Be whoever does something: a member of staff, a partner through a link, or the system."""

    kind: str
    id: int | None = None
    name: str = ""
    role: str = ""
    school_ids: frozenset[int] = frozenset()
    request_id: int | None = None

    @property
    def key(self) -> str:
        """Name the actor as the journal does, such as `staff:3`."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


SYSTEM: Final = Actor("system", name="Footbridge")
NOBODY: Final = Actor("nobody")


def everyone(_actor: Actor) -> bool:
    """Let anybody in: sign-in, health."""
    return True


def link_holders(_actor: Actor) -> bool:
    """Let in whoever holds a link; the page itself checks the link."""
    return True


def passers_by(_actor: Actor) -> bool:
    """Let anybody in and ask nobody who they are, not even who is signed in: the catalogue."""
    return True


def staff(actor: Actor) -> bool:
    """Let in every signed-in member of staff."""
    return actor.kind == "staff"


PUBLIC: Final[Rule] = everyone
LINK: Final[Rule] = link_holders
ANYBODY: Final[Rule] = passers_by
OPEN_TO_ALL: Final = (PUBLIC, LINK, ANYBODY)
NAMELESS: Final = (LINK, ANYBODY)


def access(rule: Rule) -> Callable[[View], View]:
    """Mark a view with the rule of who may use it."""

    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return mark
