/* Shows in the matrix beside the form which cell is chosen, and says the level that follows. */
(function () {
  "use strict";

  function show(form, table, levels) {
    var likelihood = form.querySelector("input[name=likelihood]:checked");
    var impact = form.querySelector("input[name=impact]:checked");
    table.querySelectorAll("[aria-current]").forEach(function (cell) {
      cell.removeAttribute("aria-current");
    });
    if (!likelihood || !impact) return;
    var cell = table.querySelector(
      '[data-likelihood="' + likelihood.value + '"][data-impact="' + impact.value + '"]'
    );
    if (!cell) return;
    cell.setAttribute("aria-current", "true");
    levels.forEach(function (level) {
      var pill = document.createElement("span");
      pill.className = "pill pill-" + cell.dataset.colour;
      pill.textContent = cell.dataset.label;
      level.replaceChildren(pill);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var table = document.querySelector("[data-assess]");
    var levels = document.querySelectorAll("[data-level]");
    var first = document.querySelector("input[name=likelihood]");
    if (!table || !first) return;
    var update = function () {
      show(first.form, table, levels);
    };
    first.form.addEventListener("change", update);
    // A cell may be clicked, too; the radio buttons stay the way of the keyboard.
    table.addEventListener("click", function (event) {
      var cell = event.target.closest("[data-likelihood]");
      if (!cell) return;
      first.form.querySelector('input[name=likelihood][value="' + cell.dataset.likelihood + '"]').checked = true;
      first.form.querySelector('input[name=impact][value="' + cell.dataset.impact + '"]').checked = true;
      update();
    });
    update();
  });
})();
