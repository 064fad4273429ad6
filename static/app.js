// Small comforts over pages that work without them.
(() => {
  "use strict";
  const errors = (root) => root.querySelector("#errors, #error");
  document.addEventListener("DOMContentLoaded", () => errors(document)?.focus());
  document.addEventListener("htmx:afterSettle", (event) => {
    const found = errors(event.target) || (event.target.matches("#errors, #error") && event.target);
    if (found) found.focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "Escape" && typing) event.target.blur();
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
