// Small comforts over pages that work without them.
(() => {
  "use strict";
  const one = (css, root = document) => root.querySelector(css);
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const errors = (root) => one("#errors, #error", root);
  const TYPED = "input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]";

  // A box that ticks every row of the page; it is there only where this script is.
  const boxes = () => all('input[type=checkbox][name="id"]');
  const showTickAll = () => all("[data-tick-all]").forEach((box) => (box.hidden = false));
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
  });

  document.addEventListener("DOMContentLoaded", () => {
    showTickAll();
    errors(document)?.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    showTickAll();
    const found = errors(event.target) || (event.target.matches("#errors, #error") && event.target);
    if (found) found.focus();
  });

  // What was found while typing: arrows go through it, Enter opens, Escape leaves.
  const finder = () => one("#find") || one("input[type=search]");
  const found = () => all("#found a");
  const close = () => one("#type-ahead")?.replaceChildren();
  const along = (links, step) => {
    const next = links.indexOf(document.activeElement) + step;
    (next < 0 ? finder() : links[Math.min(next, links.length - 1)])?.focus();
  };
  const inFinder = (element) => element.closest("[role=search]") && (element === finder() || element.closest("#found"));
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("[role=search]")) close();
  });

  // Rows of a list: the focus is on the link of a row, so that Enter opens it by itself.
  const rows = () => all("main tbody tr").filter((row) => one("th[scope=row] a", row));
  const step = (by) => {
    const list = rows();
    const here = list.indexOf(document.activeElement.closest("tr"));
    const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(here + by, 0), list.length - 1)];
    if (next) one("th[scope=row] a", next).focus();
  };
  const KEYS = {
    "/": () => {
      finder()?.focus();
      finder()?.select();
    },
    j: () => step(1),
    k: () => step(-1),
    x: () => one("td.tick input", document.activeElement.closest("tr") || document.createElement("p"))?.click(),
    "?": () => one("#keys")?.showPopover?.(),
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (inFinder(target) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (found().length) {
        event.preventDefault();
        along(found(), event.key === "ArrowDown" ? 1 : -1);
      }
      return;
    }
    if (event.key === "Escape") {
      if (inFinder(target) && target !== finder()) finder().focus();
      else if (target.matches(TYPED)) target.blur();
      close();
      return;
    }
    if (target.matches(TYPED) || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  document.addEventListener("click", (event) => {
    for (const more of document.querySelectorAll("details.more[open]")) {
      if (!more.contains(event.target)) more.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const more = event.key === "Escape" && event.target.closest("details.more[open]");
    if (more) {
      more.open = false;
      more.querySelector("summary").focus();
    }
  });
})();
