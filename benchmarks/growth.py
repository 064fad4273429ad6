"""Compare list pages and the weekly page over 100 times the data with themselves (goal 6)."""

from __future__ import annotations

from benchmarks import data
from benchmarks.driving import in_turn, serving
from benchmarks.pages import week_path
from benchmarks.table import Table

PAGES = (
    "/students",
    "/students?sort=school",
    "/students?q=garcia",
    "/placements",
    "/placements?sort=employer&page=2",
    "/matches",
    "/matches?state=active",
    "/hours",
    "/hours?state=submitted",
    "/stipends",
    "/employers",
    "/requests",
    "/outbox",
)


def run(sizes: data.Sizes) -> Table:
    """Measure the CPU of each answer over both districts, in turn."""
    table = Table("growth", f"6 · Growth: CPU of one answer, {sizes.large} against {sizes.small}")
    small, large = data.district(sizes.small), data.district(sizes.large)
    with serving("ours", small, sizes) as few, serving("ours", large, sizes) as many:
        weeks = week_path(small), week_path(large)
        for page in (*(PAGES[:1] if sizes.tiny else PAGES), "weekly page"):
            paths = weeks if page == "weekly page" else (page, page)
            found = in_turn({"many": (many, paths[1]), "few": (few, paths[0])}, sizes)
            table.compare(page, "ms", found["many"], found["few"], 1.3, peer="small")
    return table
