"""Draw the page on which a person says which column is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core import respond
from app.core.intake.mapping import columns_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from app.core.intake.headers import Layout
    from app.core.intake.kept_sheets import Kept

EXAMPLES = 3


def columns_page(
    kept: Kept,
    layout: Layout,
    *,
    action: str,
    back: str,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """Show one select for each column of the layout, over the headings and their first cells.

    `action` takes the answers, `back` leads to another file; `wrong` are the fields of an Invalid.
    """
    header = kept.sheet.header
    first = [cells for _, cells in kept.sheet.rows[:EXAMPLES]]
    headings = [
        (place, title, [cells[place] for cells in first if place < len(cells) and cells[place]])
        for place, title in enumerate(header)
        if title
    ]
    return respond.page(
        "intake/columns.html",
        status=422 if wrong else 200,
        kept=kept,
        columns=layout.columns,
        asked=columns_asked(kept, layout),
        headings=headings,
        action=action,
        back=back,
        wrong=wrong or {},
    )
