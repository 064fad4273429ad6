"""Fit the core to an app: database, migrations, guard, answers, language, logs."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app.core import (
    faults,
    files,
    filters,
    guard,
    health,
    language,
    letter_texts,
    logs,
    outbox,
    paths,
    respond,
    tasks,
    todos,
)
from app.core.db import db, set_up_engine
from app.core.intake import batches, kept_sheets, mapping

migrate = Migrate()
LARGEST_ID = 2**31 - 1
TABLES = (
    files.File,
    batches.ImportBatch,
    batches.ImportChange,
    kept_sheets.KeptSheet,
    letter_texts.LetterText,
    mapping.ColumnMapping,
    outbox.OutboxMessage,
    outbox.OutboxPause,
    tasks.Task,
    todos.Todo,
)


class RecordId(IntegerConverter):
    """Match an id that both databases can hold; any larger number is simply no page."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=LARGEST_ID)  # type: ignore[arg-type]


def init_app(app: Flask, *, migrations: str) -> None:
    """Fit every part of the core, in the order in which they lean on one another."""
    if not app.testing:
        logs.set_up(app.config["LOG_FORMAT"])
        logging.getLogger("alembic").setLevel(logging.WARNING)
    trust_proxies(app, app.config["PROXIES"])
    app.url_map.converters["int"] = RecordId
    app.url_map.strict_slashes = False
    app.jinja_options["autoescape"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    make_file(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    migrate.init_app(app, db, directory=migrations, render_as_batch=True, compare_type=True)
    with app.app_context():
        set_up_engine(db.engine)
    respond.htmx.init_app(app)
    language.init_app(app)
    filters.init_app(app)
    paths.init_app(app)
    faults.init_app(app)
    guard.init_app(app)
    app.register_blueprint(health.bp)


def trust_proxies(app: Flask, number: int) -> None:
    """Believe what our own proxies say of address and scheme; by default nobody's word."""
    if number:
        fixed = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]


def make_file(url: str) -> None:
    """Make an SQLite file and its folder, both for their owner alone; SQLite's own follow it."""
    path = make_url(url)
    if path.get_backend_name() != "sqlite" or not path.database or path.database == ":memory:":
        return
    file = Path(path.database)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
    with contextlib.suppress(OSError):
        # somebody else's, or on a disk that is only read
        file.chmod(0o600)
