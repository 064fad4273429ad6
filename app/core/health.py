"""Answer whether the process lives, and whether it is ready to work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app

from app.core.access import PUBLIC, access
from app.core.db import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@access(PUBLIC)
def ready() -> Response:
    """Say that the database answers and its schema is the one that this code knows."""
    try:
        state = schema_state()
    except sa.exc.SQLAlchemyError:
        return Response("database does not answer\n", 503, mimetype="text/plain")
    if state != "at head":
        return Response(f"schema is {state}\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@bp.get("/favicon.ico")
@access(PUBLIC)
def favicon() -> Response:
    """Give the little picture of the browser's tab."""
    return current_app.send_static_file("favicon.ico")


def schema_state() -> str:
    """Say whether the schema is `empty`, `behind`, `at head` or `newer than this code`."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return "empty"
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    if found == script.get_current_head():
        return "at head"
    known = {revision.revision for revision in script.walk_revisions()}
    return "behind" if found in known else "newer than this code"
