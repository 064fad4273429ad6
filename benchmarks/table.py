"""Hold what a benchmark found: one table of ours, the peer or the floor, the ratio, the goal."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

HEADINGS = ("work", "ours", "min", "peer", "min", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Line:
    """Be one comparison; `goal` is what the ratio (or, without a peer, the value) may be."""

    work: str
    unit: str
    ours: float
    ours_min: float
    goal: float
    peer: str = ""
    theirs: float | None = None
    theirs_min: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Give ours over theirs, or the value itself where it stands alone."""
        return self.ours / self.theirs if self.theirs else self.ours

    @property
    def passes(self) -> bool:
        """Tell whether the goal is met."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def cells(self) -> tuple[str, ...]:
        """Give the line as it is printed."""
        compared = self.theirs is not None
        sign = "≥" if self.at_least else "≤"
        return (
            f"{self.work} / {self.peer}" if self.peer else self.work,
            _figure(self.ours, self.unit),
            _figure(self.ours_min, self.unit),
            _figure(self.theirs, self.unit) if self.theirs is not None else "–",
            _figure(self.theirs_min, self.unit) if self.theirs_min is not None else "–",
            f"{self.ratio:.2f}" if compared else "–",
            f"{sign} {self.goal:g}" + ("" if compared else f" {self.unit}"),
            "pass" if self.passes else "short",
        )


@dataclass(slots=True)
class Table:
    """Be what one benchmark found, with notes about what was measured."""

    name: str
    title: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def compare(  # noqa: PLR0913 - one argument a column
        self,
        work: str,
        unit: str,
        ours: Sequence[float],
        theirs: Sequence[float],
        goal: float,
        *,
        peer: str,
        at_least: bool = False,
    ) -> None:
        """Add a comparison of the medians of two series."""
        self.lines.append(
            Line(
                *(work, unit, statistics.median(ours), min(ours), goal, peer),
                *(statistics.median(theirs), min(theirs), at_least),
            )
        )

    def state(self, work: str, unit: str, ours: Sequence[float], goal: float) -> None:
        """Add a figure that stands alone."""
        self.lines.append(Line(work, unit, statistics.median(ours), min(ours), goal))

    @property
    def passes(self) -> bool:
        """Tell whether every goal is met."""
        return all(line.passes for line in self.lines)

    def as_json(self) -> dict[str, object]:
        """Give the table as one JSON value."""
        lines = [asdict(line) | {"ratio": line.ratio, "pass": line.passes} for line in self.lines]
        return {"name": self.name, "title": self.title, "lines": lines, "notes": self.notes}

    def text(self) -> str:
        """Give the table as it is printed."""
        body = [f"\n{self.title}", *_columns([HEADINGS, *(line.cells() for line in self.lines)])]
        return "\n".join([*body, *(f"  {note}" for note in self.notes)])


def percentile(values: Iterable[float], percent: int) -> float:
    """Give the value below which so many percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _figure(value: float, unit: str) -> str:
    return f"{value:,.2f} {unit}" if value < 100 else f"{value:,.0f} {unit}"  # noqa: PLR2004


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if place in (0, len(row) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
