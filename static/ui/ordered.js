/* Choices whose order counts (ui/ordered_choices.html): what is ticked stands on top, its buttons move it. */
(function () {
  "use strict";

  function isChosen(row) {
    return row.querySelector("input[type=checkbox]").checked;
  }

  function chosen(list) {
    return Array.from(list.children).filter(isChosen);
  }

  document.addEventListener("change", function (event) {
    var row = event.target.closest && event.target.closest("[data-ordered] li");
    if (!row || event.target.type !== "checkbox") return;
    var others = chosen(row.parentNode).filter(function (each) { return each !== row; });
    // The last of the chosen, or the first of the others.
    if (others.length) others[others.length - 1].after(row);
    else row.parentNode.prepend(row);
    event.target.focus();
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-ordered-move]");
    if (!button) return;
    var row = button.closest("li");
    var up = button.dataset.orderedMove === "up";
    var neighbour = up ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour || !isChosen(neighbour)) return;
    if (up) neighbour.before(row);
    else neighbour.after(row);
    button.focus();
    var box = row.closest("[data-ordered]");
    box.querySelector("[data-ordered-said]").textContent = box.dataset.orderedMoved
      .replace("%(name)s", row.querySelector(".form-check-label").textContent)
      .replace("%(place)s", chosen(row.parentNode).indexOf(row) + 1);
  });
})();
