"""Compare three pages with a floor written by hand, and one of them with Django too (goal 5)."""

from __future__ import annotations

import contextlib
import difflib
import importlib.util

import sqlalchemy as sa

from app.core.db import db
from app.outreach.models import LinkRequest
from benchmarks import data
from benchmarks.driving import in_turn, serving
from benchmarks.floor.frames import plain
from benchmarks.table import Table

LISTS = ("/students", "/placements")
STUDENTS_ASKED = 5
LIVE = sa.text(
    "select r.id, count(*) as students from link_request r "
    "join placement p on p.supervisor_id = r.subject_id "
    "join match m on m.placement_id = p.id and m.state = 'active' "
    "join timesheet t on t.match_id = m.id and t.week = r.subject_day and t.state = 'submitted' "
    "join contact c on c.id = r.recipient_id "
    "where r.kind = 'hours-week' and r.state = 'open' and r.language = 'en' "
    "group by r.id order by abs(count(*) - :wanted), r.id limit :limit"
)


def run(sizes: data.Sizes) -> Table:
    """Measure the CPU of each answer, in turn."""
    table = Table("pages", "5 · Pages: CPU of one answer, against a floor written by hand")
    url = data.copy_of(data.district(sizes.small), "pages")
    paths = [*LISTS, week_path(url)]
    with serving("ours", url, sizes) as ours:
        pages = {path: ours.html(path) for path in paths}
        with serving("floor", url, sizes, pages) as floor, _django(url, sizes, pages) as django:
            for path in paths:
                servers = {"ours": (ours, path), "floor": (floor, path)}
                if django and path == "/placements":
                    servers["django"] = (django, path)
                found = in_turn(servers, sizes)
                name = "weekly page" if path.startswith("/r/") else path
                table.compare(name, "ms", found["ours"], found["floor"], 1.5, peer="floor")
                if "django" in found:
                    table.compare(name, "ms", found["ours"], found["django"], 0.6, peer="Django")
                table.notes.append(_likeness(name, ours.html(path), floor.html(path)))
    return table


def _django(
    url: str, sizes: data.Sizes, pages: dict[str, str]
) -> contextlib.AbstractContextManager:
    if importlib.util.find_spec("django") is None:
        return contextlib.nullcontext()
    return serving("django", url, sizes, pages)


def _likeness(name: str, ours: str, theirs: str) -> str:
    mine, other = plain(ours), plain(theirs)
    if mine == other:
        return f"{name}: the floor gives the same HTML, {len(ours):,} characters"
    alike = difflib.SequenceMatcher(None, mine.split(">"), other.split(">")).ratio()
    return f"{name}: the floor's HTML is {100 * alike:.1f} % the same, of {len(ours):,} characters"


def links(url: str, number: int) -> list[tuple[int, str]]:
    """Give open weekly requests of about five students: id and path of the link."""
    app = data.app_over(url)
    with app.app_context():
        found = db.session.execute(LIVE, {"wanted": STUDENTS_ASKED, "limit": number}).all()
        asked = [db.session.get(LinkRequest, row.id) for row in found]
        paths = [(each.id, f"/r/{each.link.token()}") for each in asked if each]
        db.engine.dispose()
    return paths


def week_path(url: str) -> str:
    """Give the link of an open weekly request of five students."""
    return links(url, 1)[0][1]
