"""Give the first steps of a season to whoever may take them, in the order in which they come."""

from __future__ import annotations

from flask import url_for

from app.accounts import policies
from app.core.access import Actor

STEPS = (
    (policies.can_manage_programs, "Set up a program with its rules", "programs.new"),
    (policies.can_import_students, "Import a roster of students", "students.import_page"),
    (policies.can_manage_users, "Invite those who work with you", "accounts.new_user"),
    (policies.can_edit_employers, "Add an employer with a supervisor", "employers.new_employer"),
    (policies.can_post_placements, "Post a placement", "placements.new"),
)


def first_steps(actor: Actor) -> list[tuple[str, str]]:
    """Give the words and address of each step that an actor may take."""
    return [(words, url_for(endpoint)) for may, words, endpoint in STEPS if may(actor)]
