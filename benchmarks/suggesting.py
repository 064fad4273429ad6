"""Measure the pages of the best students for a placement, and of the best placements for a student.

The goal is for the wall clock over HTTP; what is counted here is the CPU of the answer without a
network, which is less by little.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.db import db
from benchmarks import data
from benchmarks.driving import serving
from benchmarks.table import Table, percentile

MOST_ANSWERED: Final = 60.0
TIMES: Final = 20
OPEN: Final = "select id from placement where state = 'open' order by id limit :few"
FREE: Final = (
    "select s.id from student s where s.left_at is null and not exists"
    " (select 1 from match m where m.student_id = s.id) order by s.id limit :few"
)
PAGES: Final = {
    "the best students for a placement": (OPEN, "/placements/{}/students"),
    "the best placements for a student": (FREE, "/students/{}/placements"),
}


def run(sizes: data.Sizes) -> Table:
    """Ask for the pages of several records, each a few times."""
    url = data.copy_of(data.district(sizes.small if sizes.tiny else sizes.large), "suggesting")
    table = Table("suggesting", "4 · Suggestions: one answer, 95 of 100 at most")
    times = min(TIMES, sizes.requests)
    with serving("ours", url, sizes) as server:
        for work, (query, address) in PAGES.items():
            paths = [address.format(each) for each in _some(url, query, sizes.rounds)]
            found = [1000 * cost for path in paths for cost in server.ask(path, times)[1:]]
            found = found or [1000 * cost for cost in server.ask(paths[0], 1)]
            table.state(work, "ms", [percentile(found, 95)], MOST_ANSWERED)
    return table


def _some(url: str, query: str, few: int) -> list[int]:
    with data.app_over(url).app_context():
        return list(db.session.scalars(sa.text(query), {"few": few}))
