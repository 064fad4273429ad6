"""Own the reading of sheets that people give: names checked, bombs refused, headers understood.

A sheet is an upload (.csv, .xlsx, told apart by content) or cells pasted from a spreadsheet. To
build an import of your room on it:

1. Say what you read, once, as data (`headers`)::

       LAYOUT = Layout((Column("employer", required=True, aliases=("company",), label="Employer"),
                        Column("city", aliases=("town",)), ...))

2. Take it: `form = SheetForm()` (`intake.forms`), drawn by `take_sheet(form)` of
   `components/imports.html` inside a multipart form. `sheet = form.sheet()` gives a `Sheet`, or
   None with the sentence at its field. `kept_sheets.keep("employers", sheet, by=, at=)` keeps it
   in the database (its own, for two days) and gives the id; lead on to `/employers/import/<id>`.

3. Preview it: `kept = kept_sheets.find(sheet_id, "employers", by=actor)` (NotFound for anybody
   else's). `asking = columns_asked(kept, LAYOUT)` (`mapping`); where `asking.needed`, lead to your
   columns page, else::

       problems = kept.problems()                     # warnings of the file itself included
       table = kept.sheet.table(LAYOUT, problems, asking.places)
       for number, row in table.rows():               # cells in the order of LAYOUT; None = wrong
           cells = RowCells(table, number)            # `row_cells`: required(), read(), wrong

   `table.error(number, "city", "is no city.")` notes whatever else is wrong with a row. Write
   nothing; compare with what is stored. `fix = fixable(kept, asking.places, problems.errors)`
   (`fixing`) lays out the bad rows, at most 50; `bad_rows(fix)`, `warning_list` and `problem_list`
   of `components/imports.html` draw them, the cells as fields inside your one POST form.

4. On POST: `kept_sheets.mend(sheet_id, "employers", edits(request.form), version=..., by=)` first
   (what was typed is kept whatever comes next; version is the form's `sheet_version`), then read
   again and either preview (button `then=check`) or import. Without `skip_bad_rows` an import with
   errors writes nothing. At its end `kept_sheets.drop(...)`, in the import's own use case.

5. Columns page: GET `columns_page(kept, LAYOUT, action=, back=)` (`column_pages`), POST
   `choose_columns(kept, LAYOUT, request.form, by=, at=)`; the choice is remembered for the same set
   of headings and offered at once next time; it raises Invalid for a required one not chosen.

6. Undo (`batches`, `undoing`): in the import's use case `log = batches.begin(...)`, `log.watch` the
   rows that you are about to change, `log.created` those that you wrote, `log.close(...)`.
   `plan_undo(batch_id, purpose)` tells what an undo would do, `undo(...)` does it: values that
   nobody changed since go back, rows that nothing hangs on go, the rest stays and is named.

More than `LARGE` rows: hand it to the worker (`core.tasks`), which
calls the same service.
From the command line: `read_sheet_path(path)` gives the `Sheet`; then as above without 2 and 5.
"""

from typing import Final

LARGE: Final = 2_000
