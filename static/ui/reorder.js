/* Rows of a list moved with the pointer. The list says `data-reorder`, a row `data-reorder-item`, its grip
   `data-reorder-handle`; when a row was dropped elsewhere the list gets the event `reordered`. With
   `data-reorder-field` a field of that name holds the keys of the rows in their new order. The keyboard has buttons. */
(function () {
  "use strict";

  function rows(list) {
    return Array.from(list.children).filter(function (row) {
      return row.hasAttribute("data-reorder-item");
    });
  }

  function keep(list) {
    if (!list.dataset.reorderField) return;
    var field = list.querySelector("input[type=hidden][name='" + list.dataset.reorderField + "']");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = list.dataset.reorderField;
      list.append(field);
    }
    field.value = rows(list)
      .map(function (row) {
        return row.dataset.reorderKey;
      })
      .join(",");
  }

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
      keep(list);
      list.dispatchEvent(new CustomEvent("reordered", { bubbles: true }));
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
