// Show the running total of each student's week while it is typed; it never sends anything.
(() => {
  "use strict";
  const words = (minutes) => {
    const whole = Math.floor(minutes / 60);
    const part = minutes % 60;
    if (!part) return `${whole} h`;
    return whole ? `${whole} h ${part} min` : `${part} min`;
  };
  const minutesOf = (input) => {
    const text = input.value.trim();
    const absent = input.closest("tr").querySelector("[data-absent]");
    if (absent?.checked || !/^\d{1,2}(\.\d{1,2})?$/.test(text)) return 0;
    return Math.round(Number(text) * 60);
  };
  document.addEventListener("input", (event) => {
    const section = event.target.closest("[data-student]");
    const total = section?.querySelector("[data-total]");
    if (!total) return;
    const inputs = [...section.querySelectorAll("[data-hours]")];
    total.textContent = words(inputs.reduce((sum, input) => sum + minutesOf(input), 0));
  });
})();
