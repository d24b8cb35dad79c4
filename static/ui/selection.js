/* Ticking rows of a list: how many are ticked, and what will be done to them. Without it the boxes are sent all the same. */
(function () {
  "use strict";
  var last = null;

  function boxes(form) {
    return Array.from(form.querySelectorAll("input[name=pk]"));
  }

  // The words of how many: data-one for one, data-many with {n} for more.
  function say(element, count) {
    var number = new Intl.NumberFormat(document.documentElement.lang).format(count);
    element.textContent = count === 1 ? element.dataset.one : element.dataset.many.replace("{n}", number);
  }

  function refresh(form) {
    var rows = boxes(form);
    var ticked = rows.filter(function (box) { return box.checked; }).length;
    var every = form.querySelector("[data-all]");
    var bar = form.querySelector(".selection-bar");
    if (every && !ticked) every.checked = false;
    var count = every && every.checked ? Number(form.dataset.total) : ticked;
    bar.hidden = !ticked;
    form.classList.toggle("selecting", ticked > 0);
    bar.querySelectorAll("[data-many]").forEach(function (element) { say(element, count); });
    rows.forEach(function (box) { box.closest("tr").classList.toggle("ticked", box.checked); });
    var head = form.querySelector("[data-tick-all]");
    head.hidden = false;
    head.firstElementChild.checked = ticked === rows.length;
    head.firstElementChild.indeterminate = ticked > 0 && ticked < rows.length;
  }

  function tick(form, checked) {
    boxes(form).forEach(function (box) { box.checked = checked; });
    refresh(form);
  }

  // With the shift key down, everything between this box and the one before is ticked like it.
  document.addEventListener("click", function (event) {
    var form = event.target.closest("[data-selection]");
    if (!form) return;
    if (event.target.closest("[data-clear]")) {
      tick(form, false);
      form.querySelector("input[name=pk]").focus();
    }
    if (event.target.name !== "pk") return;
    var rows = boxes(form);
    if (event.shiftKey && last && rows.indexOf(last) >= 0) {
      var ends = [rows.indexOf(last), rows.indexOf(event.target)].sort(function (a, b) { return a - b; });
      rows.slice(ends[0], ends[1] + 1).forEach(function (box) { box.checked = event.target.checked; });
    }
    last = event.target;
    refresh(form);
  });

  document.addEventListener("change", function (event) {
    var form = event.target.closest("[data-selection]");
    if (!form) return;
    if (event.target.closest("[data-tick-all]")) {
      tick(form, event.target.checked);
    } else if (event.target.matches("[data-all]")) {
      if (event.target.checked) tick(form, true);
      else refresh(form);
    }
  });

  // All rows of the filter are named by the filter; their keys need not be sent beside it.
  document.addEventListener("formdata", function (event) {
    if (event.target.matches("[data-selection]") && event.formData.get("all")) event.formData.delete("pk");
  });

  function start() {
    document.querySelectorAll("[data-selection]").forEach(refresh);
  }
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:load", start);
  window.addEventListener("pageshow", start);
})();
