"""Say what an import did, or would do: the same to every page and command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

import click

from app.core.intake.problems import Problem

REFUSED: Final = 1


@dataclass(frozen=True, slots=True)
class Imported:
    """Be what an import did, or would do."""

    created: int
    updated: int
    unchanged: int
    removed: int
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    batch_id: int | None = None


class Planned(Protocol):
    """Be the plan of an import: what its rows come to, and what is wrong with them."""

    warnings: tuple[Problem, ...]

    @property
    def listed(self) -> Any:  # noqa: ANN401 - whatever was read, with its errors
        """Give what was read of the sheet."""

    def count(self, what: str) -> int:
        """Give how many rows are `New`, `Updated` or `Unchanged`."""


def told(plan: Planned, *, held: bool = False) -> Imported:
    """Say what a plan does; nothing where it is held back by its errors."""
    new, updated, unchanged = (
        0 if held else plan.count(what) for what in ("New", "Updated", "Unchanged")
    )
    return Imported(new, updated, unchanged, 0, plan.warnings, plan.listed.errors)


def say(done: Imported, *, as_json: bool, dry_run: bool) -> None:
    """Print what was done, as words or as one JSON document; end with 1 where there were errors."""
    if as_json:
        document = asdict(done)
        document.pop("batch_id")
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _say_in_words(done, dry_run=dry_run)
    if done.errors:
        raise click.exceptions.Exit(REFUSED)


def _say_in_words(done: Imported, *, dry_run: bool) -> None:
    for word, problems in (("Warning", done.warnings), ("Error", done.errors)):
        for problem in problems:
            click.echo(f"{word}: {problem}", err=True)
    would = "Would be written" if dry_run else "Written"
    counts = f"{done.created:,} created, {done.updated:,} updated, {done.unchanged:,} unchanged"
    click.echo(f"{would}: {counts}.")
