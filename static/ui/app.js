/* Small helps for every page. All of it is an addition: without it the pages still work. */
(function () {
  "use strict";

  // A form is sent once: its buttons rest until the page is shown again (also when shown from the back cache).
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) {
        button.disabled = true;
        button.setAttribute("aria-busy", "true");
      });
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button[type=submit]").forEach(function (button) {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      });
    });
  });

  // A long form that holds what nobody has saved asks before it is left.
  document.querySelectorAll("form[data-asks]").forEach(function (form) {
    var unsaved = Boolean(form.querySelector(".has-error"));
    form.addEventListener("input", function () { unsaved = true; });
    form.addEventListener("submit", function (event) { if (!event.defaultPrevented) unsaved = false; });
    window.addEventListener("beforeunload", function (event) { if (unsaved) event.preventDefault(); });
  });

  // What must be read first after a refused form takes the focus.
  function focusFirst() {
    var target = document.querySelector("[data-autofocus]");
    if (target) target.focus();
  }

  // Menus made of <details> close on Escape and on a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details[data-closes][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-closes][open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      var search = document.querySelector("[data-hotkey='ctrl+k']");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  // "Show results" in the filter panel closes it.
  document.addEventListener("submit", function (event) {
    var menu = event.target.querySelector("details[data-closes][open]");
    if (menu && event.target.hasAttribute("hx-get")) menu.open = false;
  });

  // A refused partial request says so, instead of doing nothing; a lapsed session goes to sign-in.
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) window.location.reload();
  });

  // Empty fields are left out of a filter's address also without htmx.
  document.addEventListener("formdata", function (event) {
    if (event.target.id !== "list-filters") return;
    Array.from(event.formData.entries()).forEach(function (pair) {
      if (pair[1] === "") event.formData.delete(pair[0]);
    });
  });

  // A wide table is scrolled, and therefore a stop for the keyboard, only when it really is too wide.
  function frames() {
    document.querySelectorAll(".table-frame, .matrix-frame").forEach(function (frame) {
      if (frame.scrollWidth > frame.clientWidth + 1) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    });
  }
  // On a phone the tabs scroll sideways: the one that is shown must not be the one that is out of sight.
  function showTab() {
    var tab = document.querySelector(".tabs [aria-current='page']");
    var row = tab && tab.closest(".tabs");
    if (row) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
  }

  document.addEventListener("DOMContentLoaded", function () {
    showTab();
    frames();
    focusFirst();
  });
  document.addEventListener("htmx:load", frames);
  document.addEventListener("drawn", frames);
  window.addEventListener("resize", frames);
})();
