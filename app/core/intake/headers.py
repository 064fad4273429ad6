"""Find the columns of a sheet by their names, as people misspell, reorder and rename them."""

import difflib
import re
from dataclasses import dataclass

from app.core.intake.cells import shown
from app.core.intake.problems import FileRefusedError, Problems

HEADER_ROW = 1
NEAR = 0.86
LISTED = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for; the file is refused without a required one."""

    name: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    is_list: bool = False
    label: str = ""

    @property
    def title(self) -> str:
        """Give the column's name as people read it."""
        return self.label or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that are read, and all that the standard knows, in its order."""

    columns: tuple[Column, ...]
    standard: tuple[str, ...] = ()


def title_of(cell: str) -> str:
    """Make a header cell safe to repeat in a message."""
    return shown(cell.strip())[1:-1]


def find_columns(
    file: str, header: list[str], layout: Layout, problems: Problems
) -> dict[str, int]:
    """Find each column by exact name, else by the same letters, by an alias, or by near spelling.

    Raises FileRefusedError for a missing required one; warns of renamed, reordered, extra ones.
    """
    places, free = guess_columns(header, layout)
    for name, place in places.items():
        if header[place] != name:
            problems.warn(file, HEADER_ROW, header[place], f"was read as {name}.")
    for column in layout.columns:
        if column.required and column.name not in places:
            raise FileRefusedError(file, _missing(column.name, header), HEADER_ROW, column.name)
    _warn_of_order(file, places, layout, problems)
    _warn_of_extras(file, [title for title in free.values() if title], layout, problems)
    return places


def guess_columns(header: list[str], layout: Layout) -> tuple[dict[str, int], dict[int, str]]:
    """Give the places of the columns that are understood, and the headings that are left."""
    wanted = {column.name for column in layout.columns}
    free = {
        place: title
        for place, title in enumerate(header)
        if title not in layout.standard or title in wanted
    }
    places: dict[str, int] = {}
    for match in (_exact, _loosely, _by_alias, _nearly):
        for column in layout.columns:
            if column.name not in places and (place := match(column, free)) is not None:
                places[column.name] = place
                free.pop(place)
    return places, free


def _warn_of_order(file: str, places: dict[str, int], layout: Layout, problems: Problems) -> None:
    found = [places[name] for name in layout.standard if name in places]
    if found != sorted(found):
        problems.warn(
            file,
            HEADER_ROW,
            None,
            "has its columns in another order than the standard; they were found by name.",
        )


def _warn_of_extras(file: str, extras: list[str], layout: Layout, problems: Problems) -> None:
    unknown = [
        title for title in extras if plain(title) not in {plain(name) for name in layout.standard}
    ]
    if unknown:
        problems.warn(file, HEADER_ROW, None, f"has columns that are not read: {_listed(unknown)}.")


def _missing(name: str, header: list[str]) -> str:
    return f"has no column {name}; it has {_listed(header)}."


def _listed(titles: list[str]) -> str:
    return ", ".join(titles[:LISTED]) + (", …" if len(titles) > LISTED else "")


def plain(title: str) -> str:
    """Give a heading's letters and figures only, in small letters."""
    return re.sub(r"[^a-z0-9]", "", title.lower())


def _exact(column: Column, free: dict[int, str]) -> int | None:
    return next((place for place, title in free.items() if title == column.name), None)


def _loosely(column: Column, free: dict[int, str]) -> int | None:
    return next(
        (place for place, title in free.items() if plain(title) == plain(column.name)),
        None,
    )


def _by_alias(column: Column, free: dict[int, str]) -> int | None:
    wanted = {plain(alias) for alias in column.aliases}
    return next((place for place, title in free.items() if plain(title) in wanted), None)


def _nearly(column: Column, free: dict[int, str]) -> int | None:
    titles = {plain(title): place for place, title in free.items() if "." not in title}
    near = difflib.get_close_matches(plain(column.name), list(titles), n=1, cutoff=NEAR)
    return titles[near[0]] if near else None
