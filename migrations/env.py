"""Run migrations on the app's own engine, each upgrade in one transaction on both databases."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"]
engine = extension.db.engine


def leave_out_own_tables(name: str, type_: str, _parents: object) -> bool:
    """Leave the tables of SQLite itself out of the comparison."""
    return not (type_ == "table" and name.startswith("sqlite_"))


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write a migration in plain types, so that it never imports the app's code."""
    if kind != "type":
        return False
    if type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


with engine.connect() as connection:
    raw = connection.connection.driver_connection
    if engine.dialect.name == "sqlite":
        # batch mode makes tables anew; the pragma does nothing once a transaction is open
        raw.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=extension.db.metadata,
        include_name=leave_out_own_tables,
        render_item=plain_types,
        **extension.configure_args,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        if engine.dialect.name == "sqlite":
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")
