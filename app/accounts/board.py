"""Say what the list of users is."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter, said
from app.core.rows import AnyRow


def status(row: AnyRow) -> str:
    """Say whether a user can sign in."""
    if row.disabled_at:
        return "Disabled"
    return "Active" if row.has_password else "Invited"


BOARD = Board(
    name="users",
    filters=(
        Filter("q", "Name or email"),
        Filter("role", "Role", "roles"),
        Filter("status", "Status"),
    ),
    columns=(
        Column("Name", "name", sort="name"),
        Column("Email", "email", sort="email"),
        Column("Role", said("role"), sort="role"),
        Column("Schools", "schools"),
        Column("Status", status),
    ),
)
