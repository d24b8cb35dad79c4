/* The form of an objective: a sentence that can be assessed goes into the field with one click, and the upper edge of
   a band is asked for only when there is one. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-use-sentence]");
    var title = document.getElementById("id_title");
    if (!button || !title) return;
    event.preventDefault();
    title.value = button.value;
    title.focus();
    title.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("DOMContentLoaded", function () {
    var direction = document.getElementById("id_direction");
    var upper = document.getElementById("id_upper");
    if (!direction || !upper) return;
    var field = upper.closest(".field");
    function show() {
      field.hidden = direction.value !== "within" && !field.classList.contains("has-error");
    }
    direction.addEventListener("change", show);
    show();
  });
})();
