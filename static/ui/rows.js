/* Rows of a form that can be added and removed. Without this a button of the form asks the server for one more row,
   and a box to tick removes one. */
(function () {
  "use strict";

  function changed(element) {
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function rowsIn(group) {
    return Array.from(group.querySelectorAll("[data-row]")).filter(function (row) {
      return !row.hidden;
    });
  }

  function prepare(group, row) {
    var box = row.querySelector("[data-row-delete]");
    var button = row.querySelector("[data-row-remove]");
    // A row that stays has neither.
    if (!box) return;
    box.hidden = true;
    button.hidden = false;
    if (box.querySelector("input").checked) row.hidden = true;
    button.addEventListener("click", function () {
      var rows = rowsIn(group);
      var neighbour = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
      box.querySelector("input").checked = true;
      row.hidden = true;
      var next = neighbour && neighbour.querySelector("[data-row-remove]");
      (next || group.querySelector("[data-rows-add]")).focus();
      changed(box.querySelector("input"));
    });
  }

  function start(group) {
    var list = group.querySelector("[data-rows-list]");
    var pattern = group.querySelector("[data-rows-pattern]");
    var add = group.querySelector("[data-rows-add]");
    var total = group.querySelector('input[name="' + group.dataset.rows + '-TOTAL_FORMS"]');
    rowsIn(group).forEach(function (row) {
      prepare(group, row);
    });
    add.type = "button";
    add.addEventListener("click", function () {
      var holder = document.createElement("template");
      holder.innerHTML = pattern.innerHTML.replace(/__prefix__/g, total.value);
      var row = holder.content.querySelector("[data-row]");
      total.value = String(Number(total.value) + 1);
      list.append(row);
      prepare(group, row);
      var first = row.querySelector("select, input:not([type=hidden]), textarea");
      if (first) first.focus();
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-rows]").forEach(start);
  });
})();
