/* Loaded in the head, before anything is painted: resolves the theme "auto" to what the device prefers. */
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var choice = root.getAttribute("data-theme-choice") || "auto";
    root.setAttribute("data-bs-theme", choice === "auto" ? (dark.matches ? "dark" : "light") : choice);
    root.dispatchEvent(new CustomEvent("theme:changed"));
  }
  apply();
  dark.addEventListener("change", apply);
  // Paper is white: light ink on it cannot be read.
  window.addEventListener("beforeprint", function () { root.setAttribute("data-bs-theme", "light"); });
  window.addEventListener("afterprint", apply);
})();
