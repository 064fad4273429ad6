"""List what a person may set."""

from __future__ import annotations

from typing import Final

from flask import Response, current_app, url_for

from app.accounts import policies
from app.accounts.blueprint import bp
from app.core import guard, respond
from app.core.access import Rule, access, staff

SETTINGS: Final[tuple[tuple[str, str, Rule, str], ...]] = (
    ("Your password", "accounts.own_password", staff, "Change it, and sign out everywhere else."),
    (
        "Users",
        "accounts.users",
        policies.can_manage_users,
        "Invite people, give them a role and schools, or shut them out.",
    ),
    (
        "Schools and calendars",
        "accounts.schools",
        policies.can_manage_schools,
        "Bell times, school years and days without school, which hours and matches go by.",
    ),
    (
        "Letters",
        "accounts.letters",
        policies.can_manage_templates,
        "What the district's mails say, in English and Spanish: word them, try them, go back.",
    ),
    (
        "Child-labor rules",
        "labor.rules",
        staff,
        "The rules in force with their sources, and those that the district adds.",
    ),
    (
        "Programs",
        "programs.index",
        policies.can_manage_programs,
        "Seasons with their rules: dates, credit, stipend, documents, reminders.",
    ),
    (
        "Students",
        "students.import_page",
        policies.can_import_students,
        "Read a roster from the student information system.",
    ),
)


@bp.get("/settings")
@access(staff)
def settings() -> Response:
    """Show what this person may set."""
    actor = guard.current_actor()
    found = [
        (label, url_for(endpoint), sentence)
        for label, endpoint, rule, sentence in SETTINGS
        if endpoint in current_app.view_functions and rule(actor)
    ]
    return respond.page("accounts/settings.html", settings=found)
