"""Draw the progress of long work on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Bar:
    """Draw progress on a terminal, to stderr; silent elsewhere."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: ProgressBar[int] | None = None

    def begin(self, total: int) -> None:
        """Begin a new bar below the one before."""
        self.end()
        if sys.stderr.isatty():
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()

    def step(self, rows: int) -> None:
        """Move on by some rows."""
        if self._bar is not None:
            self._bar.update(rows)

    def end(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None
