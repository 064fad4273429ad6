"""Draw the page that shows what an import would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core import listing, respond
from app.students.import_show import KINDS, shown_changes

if TYPE_CHECKING:
    from flask import Response

    from app.core.intake.fixing import Fixable
    from app.core.intake.forms import ImportForm
    from app.students.importing import Imported

HELD_BACK = "Mend the rows with errors, or leave them out."


def show(  # noqa: PLR0913 - a page has these parts
    done: Imported,
    form: ImportForm,
    *,
    file: str,
    kind: str,
    apply: str,
    drop: str,
    columns: str = "",
    fix: Fixable | None = None,
    status: int = 200,
) -> Response:
    """Show counts, errors, warnings and one page of the students who change."""
    wanted = listing.wanted(("what",), ("row",))
    return respond.page(
        "students/import_preview.html",
        status=status,
        file=file,
        kind=kind,
        done=done,
        page=shown_changes(done, wanted),
        wanted=wanted,
        whats=KINDS,
        form=form,
        fix=fix,
        apply=apply,
        drop=drop,
        columns=columns,
    )
