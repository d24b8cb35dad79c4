/* A picker of records: what is ticked among the found moves up to the chosen, so that the next search keeps it. */
(function () {
  "use strict";

  document.addEventListener("change", function (event) {
    var box = event.target;
    var found = box.closest && box.closest(".picker-found");
    if (!found || !box.checked) return;
    var picker = found.closest("[data-picker]");
    picker.querySelector(".picker-chosen").appendChild(box.closest("li"));
    // The row has moved: whoever works with the keyboard goes on from the search.
    picker.querySelector("input[type=search]").focus();
  });

  // Enter searches; it does not send the form.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("[data-picker] input[type=search]")) event.preventDefault();
  });
})();
