/* Reading the plan: the contents follow and fold away on a phone, tables fit it, and the address can be copied. */
(function () {
  "use strict";

  var contents = document.querySelector("[data-reading-contents]");
  if (contents) {
    var narrow = window.matchMedia("(max-width: 1099.98px)");
    if (narrow.matches && !location.hash) contents.open = false;
    contents.addEventListener("click", function (event) {
      if (narrow.matches && event.target.closest("a")) contents.open = false;
    });
    follow(contents);
  }

  function follow(box) {
    var sections = Array.from(document.querySelectorAll("[data-reading-section]"));
    var shown = null;

    function mark() {
      // What is read is the last section whose head has passed the upper third of the window.
      var line = window.innerHeight / 3;
      var present = sections[0];
      sections.forEach(function (section) {
        if (section.getBoundingClientRect().top <= line) present = section;
      });
      var atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
      if (atEnd && window.scrollY > 0) present = sections[sections.length - 1];
      if (!present || present === shown) return;
      shown = present;
      box.querySelectorAll("a").forEach(function (link) {
        if (link.hash === "#" + present.id) {
          link.setAttribute("aria-current", "location");
          if (!window.matchMedia("(max-width: 1099.98px)").matches) link.scrollIntoView({ block: "nearest" });
        } else link.removeAttribute("aria-current");
      });
    }

    var waiting = false;
    window.addEventListener("scroll", function () {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(function () {
        waiting = false;
        mark();
      });
    }, { passive: true });
    mark();
  }

  // On a phone a row stands as a card, where each cell needs the name of its column.
  document.querySelectorAll(".reading .smp-table").forEach(function (table) {
    var names = Array.from(table.querySelectorAll("thead th")).map(function (head) { return head.textContent.trim(); });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.children).forEach(function (cell, number) { cell.dataset.label = names[number] || ""; });
    });
    table.dataset.named = "";
  });

  document.querySelectorAll("[data-copy-link]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copyLink).then(function () {
        document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
      });
    });
  });
})();
