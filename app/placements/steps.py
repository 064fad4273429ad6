"""Say what each move of a placement does, before anybody makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core.access import Actor
from app.placements.models import Placement


@dataclass(frozen=True, slots=True)
class Step:
    """Be a move as its button shows it: sub-path, words, consequence, whether with a reason."""

    path: str
    label: str
    says: str
    reason: bool = False


STEPS: Final = {
    "published": Step(
        "publish",
        "Post placement",
        "Students can be matched from then on, and the catalogue shows it where the program’s"
        " catalogue is on. Nobody is mailed.",
    ),
    "unpublished": Step(
        "unpublish",
        "Make it a draft again",
        "It leaves the lists of open placements until you post it again. Only while no seat is"
        " taken.",
    ),
    "paused": Step(
        "pause",
        "Pause",
        "No new student can be matched until you open it again; whoever has a seat keeps it.",
    ),
    "reopened": Step("reopen", "Open again", "Students can be matched again."),
    "closed": Step(
        "close",
        "Close",
        "No new student can be matched; whoever has a seat keeps it and goes on. You can open it"
        " again.",
    ),
    "completed": Step(
        "complete",
        "Complete",
        "It is over for good and cannot be opened again. Only after its last day.",
    ),
    "cancelled": Step(
        "cancel",
        "Cancel placement",
        "It cannot be opened again; copy it to begin anew. Only while no seat is taken.",
        reason=True,
    ),
}


def steps_for(placement: Placement, actor: Actor) -> list[Step]:
    """Give the moves that an actor may make with a placement."""
    return [STEPS[move.name] for move in placement.moves_for(actor.role)]
