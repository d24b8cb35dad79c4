/* Keys: from a record to the next and the previous one of the list it was opened from, and what else a key does.
   The list's order is kept for this tab; without it the buttons stay away. */
(function () {
  "use strict";
  var ORDER = "smsplan.list";
  var OFF = "smsplan.keys.off";
  var waiting = 0;

  function stored(key, fallback) {
    try { return JSON.parse(window.sessionStorage.getItem(key)) || fallback; } catch (error) { return fallback; }
  }
  function keysAreOff() {
    try { return window.localStorage.getItem(OFF) === "1"; } catch (error) { return false; }
  }

  // The list -----------------------------------------------------------------------------------------

  function orderOf(root, url) {
    var links = Array.from(root.querySelectorAll("#results td.reference a"));
    if (!links.length) return null;
    function page(id) {
      var link = root.querySelector(id);
      return link ? link.getAttribute("href") : "";
    }
    return {
      url: url,
      records: links.map(function (link) { return link.getAttribute("href"); }),
      before: page("#page-previous"),
      after: page("#page-next")
    };
  }
  function keep(order) {
    try { window.sessionStorage.setItem(ORDER, JSON.stringify(order)); } catch (error) { /* Then without. */ }
  }
  function keepList() {
    var order = orderOf(document, window.location.pathname + window.location.search);
    if (order) keep(order);
  }

  // The record ---------------------------------------------------------------------------------------

  // Beyond the last record of a page the next page of the list is read, and the other way round.
  function turn(order, address, end) {
    var page = new URL(address, new URL(order.url, window.location.origin));
    window.fetch(page, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      var next = orderOf(new DOMParser().parseFromString(html, "text/html"), page.pathname + page.search);
      if (!next) throw new Error("empty");
      keep(next);
      window.location.assign(next.records[end === "first" ? 0 : next.records.length - 1]);
    }).catch(function () { window.location.assign(page); });
  }

  function neighbours() {
    var nav = document.querySelector("[data-neighbours]");
    var order = stored(ORDER, null);
    if (!nav || !order || !Array.isArray(order.records)) return;
    var here = order.records.indexOf(window.location.pathname);
    if (here < 0) return;
    nav.hidden = false;
    nav.querySelector("[data-list]").href = order.url;
    [["previous", here - 1, order.before, "last"], ["next", here + 1, order.after, "first"]].forEach(function (way) {
      var link = nav.querySelector("[data-" + way[0] + "]");
      if (order.records[way[1]]) {
        link.href = order.records[way[1]];
      } else if (way[2]) {
        link.href = new URL(way[2], new URL(order.url, window.location.origin)).href;
        link.addEventListener("click", function (event) {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          turn(order, way[2], way[3]);
        });
      } else {
        link.setAttribute("aria-disabled", "true");
      }
    });
  }

  // The keys -----------------------------------------------------------------------------------------

  function follow(selector) {
    var link = document.querySelector(selector);
    if (!link || !link.href || link.closest("[hidden]")) return false;
    link.click();
    return true;
  }
  function search() {
    var field = document.querySelector("#list-filters input[type=search]") || document.getElementById("global-search");
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }
  function help() {
    var dialog = document.getElementById("shortcuts");
    if (!dialog) return false;
    if (!dialog.open) dialog.showModal();
    return true;
  }
  var ACTS = {
    j: function () { return follow("[data-neighbours] [data-next]"); },
    k: function () { return follow("[data-neighbours] [data-previous]"); },
    "/": search,
    "?": help
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || keysAreOff()) return;
    var target = event.target;
    if (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])")) return;
    if (document.querySelector("dialog[open], .modal.show, .offcanvas.show")) return;
    var key = event.key;
    if (waiting && Date.now() - waiting < 1200 && key === "l") {
      waiting = 0;
      if (follow("[data-neighbours] [data-list]") || follow(".crumbs li:nth-last-child(2) a")) event.preventDefault();
      return;
    }
    waiting = key === "g" ? Date.now() : 0;
    if (Object.prototype.hasOwnProperty.call(ACTS, key) && ACTS[key]()) event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-opens=shortcuts]")) help();
    if (event.target.id === "shortcuts") event.target.close(); // The backdrop.
  });

  // Who speaks to the computer, or whose keys repeat, can do without single keys (WCAG 2.1.4).
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-keys]")) return;
    try {
      if (event.target.checked) window.localStorage.removeItem(OFF);
      else window.localStorage.setItem(OFF, "1");
    } catch (error) { /* Then they stay as they are. */ }
  });

  document.addEventListener("DOMContentLoaded", function () {
    keepList();
    neighbours();
    var box = document.querySelector("[data-keys]");
    if (box) box.checked = !keysAreOff();
  });
  // After a search the address changes last.
  document.addEventListener("htmx:pushedIntoHistory", keepList);
  window.addEventListener("pageshow", function (event) { if (event.persisted) keepList(); });
})();
