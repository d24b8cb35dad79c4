/* The criteria screen: each cell becomes a button that goes to the next level. Without this the lists stay. */
(function () {
  "use strict";

  var COLOURS = ["grey", "blue", "green", "yellow", "orange", "red"];

  function colourOf(form, level) {
    var chosen = form.elements["level_" + level + "_colour"];
    return chosen && COLOURS.indexOf(chosen.value) >= 0 ? chosen.value : "grey";
  }

  function paint(form, cell) {
    var select = cell.querySelector("select");
    var button = cell.querySelector("button");
    var word = select.selectedIndex >= 0 ? select.options[select.selectedIndex].text : "–";
    COLOURS.forEach(function (colour) {
      cell.classList.remove("cell-" + colour);
    });
    cell.classList.add("cell-" + colourOf(form, select.value));
    button.textContent = word;
    button.setAttribute("aria-label", select.getAttribute("aria-label") + ": " + word);
  }

  function turn(form, cell) {
    var select = cell.querySelector("select");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "cell-button";
    // The summary of errors links to the field; that is the button now.
    button.id = select.id;
    select.removeAttribute("id");
    select.hidden = true;
    cell.classList.remove("cell-edit");
    cell.append(button);
    paint(form, cell);
    button.addEventListener("click", function () {
      select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
      cell.classList.remove("cell-wrong");
      paint(form, cell);
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("form[data-criteria]");
    if (!form) return;
    var cells = Array.from(form.querySelectorAll("[data-cell]"));
    cells.forEach(function (cell) {
      turn(form, cell);
    });
    form.querySelector("[data-cell-help]").hidden = false;
    form.addEventListener("change", function (event) {
      if (/^level_\d_colour$/.test(event.target.name || "")) {
        cells.forEach(function (cell) {
          paint(form, cell);
        });
      }
    });
    // The heads of the matrix say what the steps are called now.
    form.addEventListener("input", function (event) {
      var head = form.querySelector('[data-follows="' + event.target.name + '"]');
      if (head) head.textContent = event.target.value;
    });
  });
})();
