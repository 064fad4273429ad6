"""Lead a sheet from its upload over the preview to its import; each room says what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from app.core import clock, listing, respond
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.intake import batches, kept_sheets
from app.core.intake.column_pages import columns_page
from app.core.intake.fixing import fixable
from app.core.intake.forms import ImportForm, SheetForm
from app.core.intake.mapping import Asked, choose_columns, columns_asked
from app.core.intake.outcome import told
from app.core.text import number

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from app.core.access import Actor
    from app.core.intake.headers import Layout
    from app.core.intake.kept_sheets import Kept
    from app.core.intake.outcome import Imported, Planned
    from app.core.intake.sheet import Sheet

SHOWN = 200
HELD_BACK = "Mend the rows with errors, or leave them out."
Places = Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPages:
    """Be the pages by which a room takes a sheet in; the room's views call them one by one.

    `room` names the blueprint, whose endpoints are `index`, `import_page`, `preview_import`,
    `import_columns`, `drop_import` and `undo_import`. `upload_page` and `preview_page` are
    templates that extend those in `intake`; `many` is what a sheet holds; `counted` are names and
    labels of counts.
    """

    room: str
    upload_page: str
    preview_page: str
    purpose: str
    many: str
    layout: Layout
    counted: tuple[tuple[str, str], ...]
    plan: Callable[[Sheet, Places], Planned]
    changes: Callable[[Any], Sequence[Any]]
    write: Callable[[Any, bool, int], Imported]
    said: Callable[[Imported], str]
    names_of: Callable[[set[str]], Mapping[str, str]]

    def take(self, own: Actor | None = None) -> AnyResponse:
        """Take a sheet and lead to its preview, writing nothing of it; show past imports.

        With `own`, only those of one person are shown.
        """
        form = SheetForm()
        if request.method == "POST":
            sheet = form.sheet()
            if sheet is not None:
                by, at = current_actor(), clock.now()
                sheet_id = kept_sheets.keep(self.purpose, sheet, by=by, at=at)
                return self._go("preview_import", sheet_id=sheet_id)
        wanted = listing.wanted((), ("newest",))
        newest = {"newest": batches.ImportBatch.id.desc()}
        page = listing.page_of(batches.recent(self.purpose, by=own), wanted, newest)
        return respond.page(
            self.upload_page,
            status=Invalid.status if form.errors else 200,
            pages=self,
            form=form,
            page=page,
            wanted=wanted,
            who=self.names_of({row.imported_by for row in page.rows}),
        )

    def preview(self, sheet_id: int) -> AnyResponse:
        """Show what a kept sheet would change, with the cells of its bad rows as fields."""
        kept, asked, plan = self._read(sheet_id)
        if asked.needed:
            return self._go("import_columns", sheet_id=sheet_id)
        return self._preview(kept, asked, plan, ImportForm(formdata=None))

    def apply(self, sheet_id: int) -> AnyResponse:
        """Keep the cells that were mended; then check again, or import."""
        form = ImportForm()
        skip = form.accept() and bool(form.skip_bad_rows.data)
        if typed := kept_sheets.edits(request.form):
            version = number(request.form.get("sheet_version", ""))
            kept_sheets.mend(sheet_id, self.purpose, typed, version=version, by=current_actor())
        if request.form.get("then") == "check":
            return self._go("preview_import", sheet_id=sheet_id)
        kept, asked, plan = self._read(sheet_id)
        done = self.write(plan, skip, sheet_id)
        if done.errors and not skip:
            form.add_errors({"skip_bad_rows": HELD_BACK})
            return self._preview(kept, asked, plan, form, status=Invalid.status)
        respond.tell(self.said(done))
        return self._go("import_page")

    def columns(self, sheet_id: int) -> AnyResponse:
        """Ask which column is which, and remember it."""
        actor, wrong = current_actor(), None
        kept = kept_sheets.find(sheet_id, self.purpose, by=actor)
        if request.method == "POST":
            try:
                choose_columns(kept, self.layout, request.form, by=actor, at=clock.now())
                return self._go("preview_import", sheet_id=sheet_id)
            except Invalid as problem:
                wrong = problem.fields
        here, back = self.url("import_columns", sheet_id=sheet_id), self.url("import_page")
        return columns_page(kept, self.layout, action=here, back=back, wrong=wrong)

    def drop(self, sheet_id: int) -> AnyResponse:
        """Drop a kept sheet without importing it."""
        actor = current_actor()
        kept = kept_sheets.find(sheet_id, self.purpose, by=actor)
        kept_sheets.drop(kept.id, self.purpose, by=actor)
        respond.tell("The sheet is dropped. Nothing was imported.")
        return self._go("import_page")

    def url(self, endpoint: str, **values: Any) -> str:
        """Give the address of one of the room's pages."""
        return url_for(f"{self.room}.{endpoint}", **values)

    def _go(self, endpoint: str, **values: int) -> AnyResponse:
        return respond.go(self.url(endpoint, **values))

    def _read(self, sheet_id: int) -> tuple[Kept, Asked, Planned]:
        kept = kept_sheets.find(sheet_id, self.purpose, by=current_actor())
        asked = columns_asked(kept, self.layout)
        return kept, asked, self.plan(kept.sheet, asked.places if asked.chosen else None)

    def _preview(
        self, kept: Kept, asked: Asked, plan: Planned, form: ImportForm, *, status: int = 200
    ) -> AnyResponse:
        changes = self.changes(plan)
        return respond.page(
            self.preview_page,
            status=status,
            pages=self,
            kept=kept,
            done=told(plan),
            changes=changes[:SHOWN],
            total=len(changes),
            form=form,
            fix=fixable(kept, asked.places, plan.listed.errors),
        )
