"""Say what each move of an activity does, before anybody makes it."""

from __future__ import annotations

from typing import Final

from app.core.access import Actor
from app.placements.activity_models import Activity
from app.placements.steps import Step

STEPS: Final = {
    "sign-ups opened": Step(
        "open", "Open sign-ups", "Specialists can sign students up. Nobody is mailed."
    ),
    "sign-ups closed": Step(
        "close", "Close sign-ups", "No more students can be signed up; who has a place keeps it."
    ),
    "held": Step(
        "hold",
        "It was held",
        "It counts for those marked as attended. From its day on; taking attendance says so too.",
    ),
    "held taken back": Step(
        "not-held", "It was not held", "The marks stay, but count for nobody.", reason=True
    ),
    "cancelled": Step(
        "cancel",
        "Cancel activity",
        "It counts for nobody; the roster is kept. Nobody is mailed: tell the schools yourself.",
        reason=True,
    ),
    "taken up again": Step(
        "take-up", "Plan it again", "The roster is as it was; open sign-ups anew.", reason=True
    ),
}


def steps_for(activity: Activity, actor: Actor) -> list[Step]:
    """Give the moves that an actor may make with an activity."""
    return [STEPS[move.name] for move in activity.moves_for(actor.role)]
