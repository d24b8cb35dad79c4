/* Enter saves the row and goes to the next; the arrows go up and down. Without it all rows are saved together. */
(function () {
  "use strict";

  function table() {
    return document.querySelector(".quick-table");
  }

  function fields(name) {
    return Array.from(table().querySelectorAll("tr[data-open] [data-entry='" + name + "']"));
  }

  function go(field) {
    if (!field) return;
    field.focus();
    if (field.select) field.select(); // A button has nothing to select.
  }

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    var row = field.closest ? field.closest(".quick-table tr[data-open]") : null;
    if (!row || field.tagName !== "INPUT" || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      var all = fields(field.dataset.entry || "value");
      var place = all.indexOf(field.dataset.entry ? field : row.querySelector("[data-entry='value']"));
      event.preventDefault();
      go(all[place + (event.key === "ArrowDown" ? 1 : -1)]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      var values = fields("value");
      var mine = row.querySelector("[data-entry='value']");
      var typed = Array.from(row.querySelectorAll("input")).some(function (one) {
        return one.value.trim() !== "";
      });
      if (!typed) {
        go(values[values.indexOf(mine) + 1]);
        return;
      }
      window.htmx.trigger(row, "save");
    }
  });

  // What is refused is shown in its row like what is saved.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 && event.detail.target.matches(".quick-row")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var row = event.detail.elt;
    var path = event.detail.requestConfig && event.detail.requestConfig.parameters;
    if (!path || !table()) return;
    row = document.getElementById("row-" + path.row);
    if (!row || (document.activeElement && document.activeElement.closest("tr[data-open]") && !row.contains(document.activeElement))) return;
    var wrong = row.querySelector("[aria-invalid='true']") || row.querySelector("[data-entry='value']");
    if (wrong) {
      go(wrong);
      return;
    }
    var next = row.nextElementSibling;
    while (next && !next.hasAttribute("data-open")) next = next.nextElementSibling;
    var open = fields("value");
    go((next && next.querySelector("[data-entry='value']")) || open[0] || document.querySelector(".quick-foot button"));
  });
})();
