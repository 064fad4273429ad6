"""Own the engine, the session and its three ways to the database: read, write, sealed.

Outside a use case everything reads in autocommit and a write is refused. The outermost use case
opens the one write transaction. A sealed stretch (the GET of an emailed link) reads in a
transaction in which the database itself refuses writes.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import gc
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event, orm

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 5.0
POLL_SECONDS = 0.002
WAYS: dict[str, dict[str, Any]] = {
    "read": {"isolation_level": "AUTOCOMMIT"},
    "write": {"way": "write"},
    "sealed": {"way": "sealed", "postgresql_readonly": True},
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Keep an aware instant; SQLite and PostgreSQL both give back aware UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive instant, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "an instant needs a time zone"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(orm.DeclarativeBase):
    """Be the parent of every table's class."""

    registry = orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            str: sa.Text(),
            dict[str, Any]: sa.JSON(none_as_null=True),
        },
    )


class WriteOutsideUseCase(RuntimeError):
    """Say that code tried to write where only a use case may."""


class RoomSession(FlaskSession):
    """Send each statement the way that the session is in: read, write or sealed."""

    @property
    def way(self) -> str:
        """Name the way that this session is in now."""
        return str(self.info.get("way", "read"))

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the parent has it
        """Pick the engine of the way that this session is in."""
        engine = super().get_bind(*args, **kwargs)
        if isinstance(engine, sa.Connection):
            return engine
        return _engine_of_way(engine, self.way)


@functools.lru_cache(maxsize=64)
def _engine_of_way(engine: sa.Engine, way: str) -> sa.Engine:
    # one object a way: the session keeps its connections by engine
    if engine.dialect.name == "sqlite":
        return engine.execution_options(way=way)
    return engine.execution_options(**WAYS[way])


db = SQLAlchemy(
    model_class=Base,
    session_options={
        "class_": RoomSession,
        "expire_on_commit": False,
        "autoflush": True,
    },
    engine_options={"pool_pre_ping": True},
)


@event.listens_for(orm.Session, "before_flush")
def _refuse_flush(session: orm.Session, *_: object) -> None:
    changed = session.new or session.dirty or session.deleted
    if changed and session.info.get("way") != "write":
        raise WriteOutsideUseCase(str(changed))


@event.listens_for(orm.Session, "do_orm_execute")
def _refuse_write(state: orm.ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and state.session.info.get("way") != "write":
        raise WriteOutsideUseCase(str(state.statement))


@contextlib.contextmanager
def in_way(way: str) -> Iterator[None]:
    """Put the session in another way for a stretch, beginning and ending with nothing loaded."""
    session = db.session()
    before = session.info.get("way", "read")
    session.close()
    session.info["way"] = way
    try:
        yield
    finally:
        session.close()
        session.info["way"] = before


class _Queue:
    """Make writers of one SQLite file wait in line, across threads and processes.

    SQLite's own busy handler sleeps in growing steps, so that waiters starve; a lock on a file
    beside the database, taken before BEGIN IMMEDIATE, turns that into a queue.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def enter(self) -> int:
        """Take the lock and give its descriptor; raise OperationalError after BUSY_SECONDS."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(handle)
                    raise sa.exc.OperationalError("BEGIN", None, TimeoutError("busy")) from None
                time.sleep(POLL_SECONDS)
            else:
                return handle


def set_up_engine(engine: sa.Engine) -> None:
    """Give an engine the settings and events of its database; call once per engine."""
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)


def _set_up_sqlite(engine: sa.Engine) -> None:
    path = engine.url.database
    queue = _Queue(f"{path}.lock") if path and path != ":memory:" else None

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        way = connection.get_execution_options().get("way", "write")
        if way == "write":
            if queue and "queue" not in connection.info:
                connection.info["queue"] = queue.enter()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif way == "sealed":
            connection.exec_driver_sql("PRAGMA query_only=ON")
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "checkin")
    def checkin(connection: Any, record: Any) -> None:  # noqa: ANN401 - the pool's own types
        handle = record.info.pop("queue", None)
        if handle is not None:
            os.close(handle)
        if connection is not None:
            connection.execute("PRAGMA query_only=OFF")


def freeze_after_loading() -> None:
    """Move what loading made out of the collector's sight, so that pages do not pause for it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
