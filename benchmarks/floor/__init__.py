"""Be the floor: the same pages by hand, in Flask, SQL in Core and flat Jinja; nothing to live in.

What stands around the rows is taken from our own HTML; the rows are written by hand. It checks who
is signed in, counts, reads one page, reads the choices of the filters, and renders: what no version
of the page can leave out.
"""

from __future__ import annotations

from typing import Any

import itsdangerous
import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request, session

from benchmarks import data
from benchmarks.floor import week
from benchmarks.floor.frames import frame

SIZE = 50
USER = sa.text("select id, name, role from staff_user where id = :id and disabled_at is null")
PROGRAMS = sa.text("select id, name from program order by start_date desc, name")
SCHOOLS = sa.text("select id, name from school order by name")
GRADES = sa.text("select distinct grade from student order by grade")
STUDENTS_COUNT = sa.text("select count(*) from student where left_at is null")
STUDENTS = sa.text(
    "select s.id, s.given_name, s.family_name, s.preferred_name, s.student_number, s.grade, "
    "s.left_at, c.name as school from student s join school c on c.id = s.school_id "
    "where s.left_at is null order by s.family_name, s.id limit 50 offset :offset"
)
PLACEMENTS_COUNT = sa.text("select count(*) from placement")
PLACEMENTS = sa.text(
    "select p.id, p.title, p.state, p.seats, p.seats_taken, p.start_date, p.end_date, "
    "e.name as employer, g.name as program from placement p join program g on g.id = p.program_id "
    "join site s on s.id = p.site_id join employer e on e.id = s.employer_id "
    "order by p.search, p.id limit 50 offset :offset"
).columns(start_date=sa.Date(), end_date=sa.Date())


def make_floor(url: str, pages: dict[str, str]) -> tuple[Flask, str]:
    """Make the app and a signed-in cookie; `pages` are ours, from which the frames are taken."""
    app = Flask(__name__, template_folder=".")
    app.secret_key = data.KEY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    engine = _engine(url)
    app.extensions["frames"] = {
        path: app.jinja_env.from_string(frame(html, path)) for path, html in pages.items()
    }
    app.before_request(lambda: _begin(engine))
    app.teardown_request(lambda _error: g.connection.close())
    app.after_request(_head)
    app.add_url_rule("/students", view_func=students)
    app.add_url_rule("/placements", view_func=placements)
    app.add_url_rule("/r/<token>", view_func=week.page)
    serializer = app.session_interface.get_signing_serializer(app)
    return app, f"session={serializer.dumps({'user': 1})}"


def _begin(engine: sa.Engine) -> Response | None:
    g.connection = engine.connect()
    if request.path.startswith("/r/"):
        return None
    g.user = g.connection.execute(USER, {"id": session.get("user", 0)}).first()
    return None if g.user else Response("sign in", 303)


def _head(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def students() -> str:
    """List students."""
    return _list(
        STUDENTS_COUNT,
        STUDENTS,
        school=g.connection.execute(SCHOOLS).all(),
        grade=[(row.grade, row.grade) for row in g.connection.execute(GRADES)],
    )


def placements() -> str:
    """List placements."""
    choices = g.connection.execute(PROGRAMS).all()
    return _list(PLACEMENTS_COUNT, PLACEMENTS, program=choices)


def _list(count: sa.TextClause, rows: Any, **choices: Any) -> str:  # noqa: ANN401 - a statement
    number = max(request.args.get("page", 1, type=int), 1)
    total = g.connection.execute(count).scalar_one()
    found = g.connection.execute(rows, {"offset": (number - 1) * SIZE}).all()
    return current_app.extensions["frames"][request.path].render(
        rows=found,
        total=total,
        first=(number - 1) * SIZE + 1,
        last=(number - 1) * SIZE + len(found),
        number=number,
        pages=-(-total // SIZE),
        csrf=itsdangerous.URLSafeTimedSerializer(data.KEY, "csrf").dumps(session["user"]),
        **choices,
    )
