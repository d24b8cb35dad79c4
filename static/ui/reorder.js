/* Rows of a list moved with the pointer, or by buttons. The list says `data-reorder`, a row `data-reorder-item`, its grip
   `data-reorder-handle`, a button `data-reorder-move` (-1 or 1); a row's number stands in `data-reorder-number`. Rows move
   at once; then the list gets the event `reordered`, on which it sends its order by htmx, and never two at a time: what
   was moved while an order was on its way goes with the next one. `data-reorder-field` names the field with the keys of
   the rows, and `moved` the row that a button moved; `data-reorder-read` names the field of its form with the order that
   the page was given, which follows what was kept. An answer of 409 shows the order that stands instead. Without this
   script the buttons send their form. */
(function () {
  "use strict";

  function rows(list) {
    return Array.from(list.children).filter(function (row) {
      return row.hasAttribute("data-reorder-item");
    });
  }

  function set(list, name, value) {
    var field = list.querySelector("input[type=hidden][name='" + name + "']");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      list.append(field);
    }
    field.value = value;
  }

  function send(list) {
    if (list.dataset.reorderSent) {
      list.dataset.reorderAgain = "yes";
      return;
    }
    list.dataset.reorderSent = list.querySelector("input[name='" + list.dataset.reorderField + "']").value;
    list.dispatchEvent(new CustomEvent("reordered", { bubbles: true }));
  }

  /* The rows stand in a new order: numbers, resting buttons and fields follow. `moved`: the key of the row a button moved. */
  function settle(list, moved) {
    var all = rows(list);
    all.forEach(function (row, place) {
      var number = row.querySelector("[data-reorder-number]");
      if (number) number.textContent = String(place + 1);
      row.querySelectorAll("[data-reorder-move]").forEach(function (button) {
        button.disabled = place === (Number(button.dataset.reorderMove) < 0 ? 0 : all.length - 1);
      });
    });
    var keys = all.map(function (row) {
      return row.dataset.reorderKey;
    });
    set(list, list.dataset.reorderField, keys.join(","));
    set(list, "moved", moved);
    send(list);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-reorder-move]");
    if (!button || !window.htmx) return;
    event.preventDefault();
    var row = button.closest("[data-reorder-item]");
    var list = row.closest("[data-reorder]");
    var by = Number(button.dataset.reorderMove);
    var other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other || !other.hasAttribute("data-reorder-item")) return;
    if (by < 0) other.before(row);
    else other.after(row);
    settle(list, row.dataset.reorderKey);
    // At either end the button that was pressed rests; its neighbour takes the focus.
    var stays = button.disabled ? row.querySelector("[data-reorder-move]:not(:disabled)") : button;
    if (stays) stays.focus();
  });

  function listOf(event) {
    var sender = event.detail.requestConfig && event.detail.requestConfig.elt;
    return sender && sender.matches("[data-reorder]") ? sender : null;
  }

  // An answer that knows nothing of what was moved since would undo it.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var list = listOf(event);
    if (list && event.detail.xhr.status === 409) {
      delete list.dataset.reorderAgain;
      event.detail.shouldSwap = true;
    } else if (list && (list.dataset.reorderAgain || list.classList.contains("is-reordering"))) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var list = listOf(event);
    if (!list) return;
    var read = event.detail.successful && list.closest("form").elements[list.dataset.reorderRead];
    if (read) read.value = list.dataset.reorderSent;
    delete list.dataset.reorderSent;
    var lost = !event.detail.xhr.status; // No connection: it is tried again.
    if (!list.dataset.reorderAgain && !lost) return;
    delete list.dataset.reorderAgain;
    window.setTimeout(send, lost ? 3000 : 0, list);
  });

  document.addEventListener("pointerdown", function (event) {
    var handle = event.target.closest("[data-reorder-handle]");
    if (!handle || event.button !== 0) return;
    var row = handle.closest("[data-reorder-item]");
    var list = row.closest("[data-reorder]");
    var before = rows(list);
    event.preventDefault();
    list.classList.add("is-reordering");
    row.classList.add("is-moved");

    function move(now) {
      var others = rows(list).filter(function (other) {
        return other !== row;
      });
      var next = others.find(function (other) {
        var box = other.getBoundingClientRect();
        return now.clientY < box.top + box.height / 2;
      });
      if (next) {
        if (row.nextElementSibling !== next) list.insertBefore(row, next);
      } else if (others.length) {
        others[others.length - 1].after(row);
      }
      if (now.clientY < 60) window.scrollBy(0, -12);
      else if (now.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
    }

    function end(given) {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", giveUp);
      document.removeEventListener("keydown", escape);
      list.classList.remove("is-reordering");
      row.classList.remove("is-moved");
      var same = before.every(function (each, place) {
        return rows(list)[place] === each;
      });
      if (same) return;
      if (!given) {
        before.forEach(function (each) {
          list.append(each);
        });
        return;
      }
      settle(list, "");
    }

    function drop() {
      end(true);
    }

    function giveUp() {
      end(false);
    }

    function escape(key) {
      if (key.key === "Escape") end(false);
    }

    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", giveUp);
    document.addEventListener("keydown", escape);
  });
})();
