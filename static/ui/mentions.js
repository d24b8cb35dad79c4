/* Comments: a list of people opens at @, and what is typed stays in the browser until it is sent.
   Without this script a name typed after @ is recognised all the same. */
(function () {
  "use strict";

  // Drafts: kept for the tab's life, per address that they would be sent to.
  function keepDraft(form) {
    var box = form.querySelector("textarea");
    var key = "draft:" + form.dataset.draft;
    try {
      var arrived = document.readyState === "complete" || window.location.hash.indexOf("#comment-") === 0;
      if (arrived && sessionStorage.getItem(key + ":sent")) {
        sessionStorage.removeItem(key); // It was taken: the server led here, to the new comment.
      } else if (!box.value && sessionStorage.getItem(key)) {
        box.value = sessionStorage.getItem(key);
      }
      sessionStorage.removeItem(key + ":sent");
      box.addEventListener("input", function () {
        if (box.value) sessionStorage.setItem(key, box.value);
        else sessionStorage.removeItem(key);
      });
      form.addEventListener("submit", function () {
        sessionStorage.setItem(key + ":sent", "yes");
      });
    } catch (error) {
      // No storage in this browser: nothing is kept, everything else works.
    }
  }

  // The word after an @ that begins a mention, up to the caret; null when there is none.
  function begun(box) {
    if (box.selectionStart !== box.selectionEnd) return null;
    var found = /(?:^|[^\w@./:+-])@([^@\n]{0,40})$/.exec(box.value.slice(0, box.selectionStart));
    if (!found || /^\s/.test(found[1]) || found[1].split(/\s+/).length > 4) return null;
    return found[1];
  }

  function picker(frame) {
    var box = frame.querySelector("textarea");
    var list = frame.querySelector("[role=listbox]");
    var status = frame.querySelector("[role=status]");
    var chosen = -1;
    var asked = 0;
    var timer;
    list.id = box.id + "_people";
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    box.setAttribute("aria-controls", list.id);

    function close() {
      asked += 1;
      window.clearTimeout(timer);
      list.hidden = true;
      list.textContent = "";
      status.textContent = "";
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
    }

    function choose(position) {
      var options = list.children;
      if (!options.length) return;
      chosen = (position + options.length) % options.length;
      Array.from(options).forEach(function (option, number) {
        option.setAttribute("aria-selected", number === chosen ? "true" : "false");
      });
      box.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }

    function take(option) {
      var word = begun(box);
      if (word === null) return close();
      var end = box.selectionStart;
      box.setRangeText(option.dataset.handle + " ", end - word.length, end, "end");
      close();
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function show(people) {
      list.textContent = "";
      if (!people.length) {
        close();
        status.textContent = frame.dataset.foundNone;
        return;
      }
      people.forEach(function (person, number) {
        var option = document.createElement("li");
        var detail = document.createElement("span");
        option.id = list.id + "_" + number;
        option.setAttribute("role", "option");
        option.dataset.handle = person.handle;
        option.append(person.name, " ");
        detail.textContent = person.detail;
        option.append(detail);
        // Before the box loses the focus.
        option.addEventListener("mousedown", function (event) {
          event.preventDefault();
          take(option);
        });
        list.append(option);
      });
      list.style.top = box.offsetTop + box.offsetHeight + 4 + "px";
      list.hidden = false;
      choose(0);
      status.textContent =
        people.length === 1 ? frame.dataset.foundOne : frame.dataset.foundMany.replace("{n}", people.length);
    }

    function look() {
      var word = begun(box);
      if (word === null) return close();
      window.clearTimeout(timer);
      var mine = (asked += 1);
      timer = window.setTimeout(function () {
        fetch(frame.dataset.mentions + "?q=" + encodeURIComponent(word.trim()), { credentials: "same-origin" })
          .then(function (answer) {
            return answer.ok ? answer.json() : { people: [] };
          })
          .then(function (found) {
            if (mine === asked) show(found.people);
          })
          .catch(close);
      }, 150);
    }

    box.addEventListener("input", look);
    box.addEventListener("click", look);
    box.addEventListener("blur", close);
    box.addEventListener("keydown", function (event) {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }

  // What was not seen before: a discussion may be fetched into a page that has one already.
  function fresh(selector) {
    return Array.from(document.querySelectorAll(selector)).filter(function (found) {
      if (found.dataset.mentionsReady) return false;
      found.dataset.mentionsReady = "yes";
      return true;
    });
  }

  function start() {
    fresh("form[data-draft]").forEach(keepDraft);
    fresh("[data-mentions]").forEach(picker);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
