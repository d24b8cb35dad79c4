/* The page in which a section is written: keeps what is typed on the server every few seconds, says that it is
   being written in, and notices when somebody else has taken over. Without this script the form saves as ever. */

const AFTER = 1500; // Milliseconds of rest after which the text is kept,
const AT_MOST = 6000; // and how long somebody who never rests waits for it.
const BEAT = 15000; // How often the page says that it is still open.
const TIMEOUT = 10000;

function start(root) {
  const form = root.closest("form");
  const words = root.dataset;
  const line = form.querySelector("[data-keeping-state]");
  const said = form.querySelector("[data-keeping-said]");
  const notice = document.querySelector("[data-standing]");
  const saves = form.querySelectorAll("[data-saves]");
  const text = form.querySelector("[data-richtext-root]");
  let editor = null;
  let sequence = Number(words.sequence) || 0;
  let changed = 0; // Counts what was typed,
  let kept = 0; // and how far of it the server has.
  let first = 0; // When the oldest thing that is not kept was typed.
  let timer = 0;
  let waits = 0; // How often in a row it could not be kept.
  let running = null;
  let state = "writing";
  let leaving = false;

  function show(message, kind, aloud) {
    line.textContent = message;
    line.dataset.kind = kind;
    if (aloud) said.textContent = message;
    else if (said.textContent) said.textContent = "";
  }

  function data() {
    // The editor's words, and not what its hidden field held a moment ago.
    const all = new FormData(form);
    const sent = new FormData();
    for (const name of ["csrfmiddlewaretoken", "title", "body", "revision"]) if (all.has(name)) sent.append(name, all.get(name));
    for (const key of all.getAll("blocks")) sent.append("blocks", key);
    sequence += 1;
    sent.append("sequence", String(sequence));
    return sent;
  }

  function post(address, body, options = {}) {
    return fetch(address, { method: "POST", body, credentials: "same-origin", redirect: "manual", ...options });
  }

  function stand(answer) {
    if (!answer.state || (answer.state === state && answer.words === notice.querySelector("[data-standing-words]").textContent)) return;
    state = answer.state;
    const stopped = ["taken", "removed", "frozen"].includes(state);
    notice.hidden = state === "writing";
    notice.querySelector("[data-standing-words]").textContent = answer.words;
    notice.querySelectorAll("[data-when-state]").forEach((act) => {
      act.hidden = !act.dataset.whenState.split(" ").includes(state);
    });
    editor?.setEditable(!stopped);
    text.classList.toggle("richtext-resting", stopped);
    const list = form.querySelector("[data-drawn-list]"); // There only while the editor is not.
    if (list) list.inert = stopped;
    if (form.elements.title) form.elements.title.readOnly = stopped;
    saves.forEach((button) => {
      button.disabled = stopped;
    });
  }

  async function keep() {
    window.clearTimeout(timer);
    if (running || kept === changed) return running;
    const upTo = changed;
    show(words.keeping, "keeping", false);
    running = (async () => {
      try {
        const answer = await post(words.keepUrl, data(), { signal: AbortSignal.timeout(TIMEOUT) });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          again(words.signedOut);
        } else if (answer.ok) {
          const found = await answer.json();
          waits = 0;
          kept = upTo;
          if (found.late) show(words.elsewhere, "failed", true);
          else show(words.kept.replace("{time}", found.at), "kept", false);
          stand(found);
        } else if (answer.status === 422) {
          kept = upTo; // The same text would be refused again; the next change is tried anew.
          show(`${words.refused} ${(await answer.json()).words}`, "failed", true);
        } else again(words.offline);
      } catch (error) {
        again(words.offline);
      }
    })();
    await running;
    running = null;
    if (kept !== changed && !waits) plan();
    return null;
  }

  function again(message) {
    waits += 1;
    show(message, "failed", waits === 1);
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, Math.min(2000 * waits, BEAT));
  }

  function plan() {
    if (waits) return; // It is tried again anyway.
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, Math.max(0, Math.min(AFTER, first + AT_MOST - Date.now())));
  }

  function typed() {
    if (kept === changed) first = Date.now();
    changed += 1;
    plan();
  }

  async function beat() {
    if (leaving) return;
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.append("revision", form.elements.revision.value);
    try {
      const answer = await post(words.presenceUrl, sent, { signal: AbortSignal.timeout(TIMEOUT) });
      if (answer.ok) stand(await answer.json());
    } catch (error) {
      // No connection: the line beside the buttons says so as soon as something is typed.
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.name !== "change_reason") typed();
  });
  form.addEventListener("focusout", () => {
    if (kept !== changed && !waits) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && kept !== changed && !running) keep();
  });
  window.addEventListener("online", keep);
  root.addEventListener("richtext:ready", (event) => {
    editor = event.detail.editor;
  });
  if (text.richtextEditor) editor = text.richtextEditor;
  // What was typed while the scripts were on their way counts like what is typed now.
  const plain = text.querySelector("textarea");
  const early = text.dataset.ready ? text.dataset.typed : plain.value !== plain.defaultValue;
  const title = form.elements.title;
  if (early || (title && title.value !== title.defaultValue)) typed();

  // What is on its way is waited for, so that it cannot arrive after the text was saved and be offered again.
  form.addEventListener(
    "submit",
    (event) => {
      if (event.submitter?.name === "block_act") return;
      if (running) {
        event.preventDefault();
        event.stopImmediatePropagation();
        const button = event.submitter;
        running.finally(() => window.setTimeout(() => form.requestSubmit(button), 0));
        return;
      }
      leaving = true;
      window.clearTimeout(timer);
    },
    true,
  );
  window.addEventListener("pagehide", () => {
    if (leaving) return;
    if (kept !== changed) navigator.sendBeacon(words.keepUrl, data());
    const gone = new FormData();
    gone.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    gone.append("leave", "1");
    navigator.sendBeacon(words.presenceUrl, gone);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // Somebody may have written here since.
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && kept !== changed && waits) event.preventDefault();
  });
  window.setInterval(beat, BEAT);
  beat();

  // Somebody else's unsaved text, put under one's own.
  document.querySelectorAll("[data-use-other]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const source = button.parentNode.querySelector("[data-other-source]").content.textContent;
      editor?.chain().focus("end").insertContent(source).run();
    });
  });
}

document.querySelectorAll("[data-writing]").forEach(start);
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    const item = { "text/plain": new Blob([source.innerText], { type: "text/plain" }), "text/html": new Blob([source.innerHTML], { type: "text/html" }) };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    button.querySelector("span").textContent = button.dataset.copied;
  });
});
