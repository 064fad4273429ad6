"""Draw the page that shows what an import would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from app.core import listing, respond
from app.students.import_show import KINDS, shown_changes, summary

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

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


def finish(done: Imported, file: str) -> AnyResponse:
    """Say what was imported, and lead to where it can be seen and undone."""
    respond.tell(f"Imported, {file}: {summary(done)}")
    if done.batch_id is None:
        return respond.go(url_for("students.imports"))
    return respond.go(url_for("students.import_batch", batch_id=done.batch_id))
