/* Blocks that stand in a rich text without being text: drawn by the server, shown as they will print, moved and taken
   out as one. The text holds a marker for each (`<div data-block="services">`), at most one of a kind and in nothing. */
import { Document, Node, Plugin } from "../django_prose_editor/editor.js";

const NAME = "drawn";
const MARKER = /<div data-block="([a-z_]+)"><\/div>/g;

const markerOf = (key) => `<div data-block="${key}"></div>`;

/* What the editor needs for the blocks of `root`; null when its text takes none. */
export function blocksOf(root) {
  const menu = root.querySelector("[data-drawn-menu]");
  if (!menu) return null;
  const words = menu.dataset;
  const said = root.querySelector("[data-drawn-said]");
  const frame = root.querySelector("[data-drawn-frame]").content;
  const titles = new Map([...menu.querySelectorAll("[data-drawn]")].map((item) => [item.dataset.drawn, item.dataset.title]));
  const list = root.closest("form")?.querySelector("[data-drawn-list]");
  const drawn = new Map();
  list?.querySelectorAll("[data-drawn-block]").forEach((one) => drawn.set(one.dataset.drawnBlock, one.innerHTML));
  const listed = [...drawn.keys()];
  let present = [];

  const titled = (message, key, before) => message.replace("{title}", titles.get(key) || key).replace("{before}", before || "");

  function put(body, html) {
    body.innerHTML = html;
    // A wide table becomes a stop for the keyboard once it is on the page.
    window.requestAnimationFrame(() => document.dispatchEvent(new CustomEvent("drawn")));
  }

  function show(body, key) {
    if (drawn.has(key)) return put(body, drawn.get(key));
    body.setAttribute("aria-busy", "true");
    return fetch(words.address.replace("/0/", `/${key}/`), { credentials: "same-origin", redirect: "manual" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((html) => {
        drawn.set(key, html);
        put(body, html);
      })
      .catch(() => {
        body.textContent = words.failed;
      })
      .finally(() => body.removeAttribute("aria-busy"));
  }

  let seen = 0;
  function say(message, visibly = false) {
    // The same words said twice are heard twice.
    said.textContent = said.textContent === message ? `${message}\u00a0` : message;
    if (!visibly) return;
    // What went with a selection that was typed over is not missed at once by who sees, either.
    said.classList.remove("visually-hidden");
    window.clearTimeout(seen);
    seen = window.setTimeout(() => said.classList.add("visually-hidden"), 12000);
  }

  /* Where a block stands now, told by what stands before it. */
  function place(editor, position) {
    const { doc } = editor.state;
    const { key } = doc.nodeAt(position).attrs;
    const index = doc.resolve(position).index(0);
    const before = index ? doc.child(index - 1) : null;
    if (!before) return titled(words.first, key);
    const text = before.type.name === NAME ? titles.get(before.attrs.key) : before.textContent.trim();
    return titled(words.inserted, key, text.length > 60 ? `${text.slice(0, 60)}…` : text || "…");
  }

  function move(editor, position, by) {
    const { doc } = editor.state;
    const node = doc.nodeAt(position);
    const to = doc.resolve(position).index(0) + by;
    if (!editor.isEditable || to < 0 || to >= doc.childCount) return null;
    const target = position + by * doc.child(to).nodeSize;
    editor
      .chain()
      .command(({ tr }) => {
        tr.delete(position, position + node.nodeSize).insert(target, node).scrollIntoView();
        return true;
      })
      .setNodeSelection(target)
      .run();
    say(place(editor, target));
    return target;
  }

  function out(editor, position) {
    editor.chain().deleteRange({ from: position, to: position + 1 }).focus().run();
  }

  function insert(editor, key) {
    editor
      .chain()
      .command(({ tr, state }) => {
        const node = state.schema.nodes[NAME].create({ key });
        const { $from } = tr.selection;
        const inside = $from.depth === 1 && $from.parent.isTextblock;
        let at;
        if (inside && !$from.parent.content.size) {
          at = $from.before(1);
          tr.delete(at, $from.after(1));
        } else if (inside && $from.parent.type.name === "paragraph" && $from.parentOffset && $from.parentOffset < $from.parent.content.size) {
          tr.split($from.pos);
          at = $from.pos + 1;
        } else if (inside && !$from.parentOffset) at = $from.before(1);
        else at = $from.depth ? $from.after(1) : tr.selection.to;
        tr.insert(at, node);
        const after = at + node.nodeSize;
        if (!tr.doc.nodeAt(after)?.isTextblock) tr.insert(after, state.schema.nodes.paragraph.create());
        // The caret goes on after it.
        tr.setSelection(tr.selection.constructor.near(tr.doc.resolve(after + 1))).scrollIntoView();
        return true;
      })
      .run();
    const found = positions(editor.state.doc).find((one) => one.key === key);
    if (found) say(place(editor, found.position));
  }

  function positions(doc) {
    const found = [];
    doc.forEach((node, position) => {
      if (node.type.name === NAME) found.push({ key: node.attrs.key, position });
    });
    return found;
  }

  const selected = (editor) => (editor.state.selection.node?.type.name === NAME ? editor.state.selection.from : null);

  /* The line after the block that is chosen, an empty one if there is none yet, with the caret in it: what is typed or
     pasted there replaces no block. */
  function lineAfter(editor) {
    const position = selected(editor);
    if (position === null) return false;
    editor
      .chain()
      .command(({ tr, state }) => {
        const next = tr.doc.nodeAt(position + 1);
        if (!next?.isTextblock || next.content.size) tr.insert(position + 1, state.schema.nodes.paragraph.create());
        return true;
      })
      .setTextSelection(position + 2)
      .run();
    return true;
  }

  function moveSelected(editor, by) {
    const position = selected(editor);
    if (position === null) return false;
    move(editor, position, by);
    return true;
  }

  const Drawn = Node.create({
    name: NAME,
    atom: true,
    draggable: true,
    selectable: true,
    addAttributes() {
      return { key: { default: null, parseHTML: (element) => element.dataset.block, renderHTML: ({ key }) => ({ "data-block": key }) } };
    },
    parseHTML() {
      return [{ tag: "div[data-block]", getAttrs: (element) => (titles.has(element.dataset.block) ? null : false) }];
    },
    renderHTML({ HTMLAttributes }) {
      return ["div", HTMLAttributes];
    },
    addKeyboardShortcuts() {
      const goes = (where) => () => selected(this.editor) !== null && this.editor.commands.focus(where);
      return {
        "Alt-ArrowUp": () => moveSelected(this.editor, -1),
        "Alt-ArrowDown": () => moveSelected(this.editor, 1),
        // The browser has no caret to move while a block is chosen.
        "Mod-Home": goes("start"),
        "Mod-End": goes("end"),
      };
    },
    addProseMirrorPlugins() {
      const { editor } = this;
      return [
        new Plugin({
          props: {
            handleTextInput: (view, from, to, text) => lineAfter(editor) && editor.commands.insertContent({ type: "text", text }),
            handlePaste: () => void lineAfter(editor),
          },
        }),
      ];
    },
    addNodeView() {
      return ({ node, editor, getPos }) => {
        const dom = frame.cloneNode(true).firstElementChild;
        const { key } = node.attrs;
        const acts = [...dom.querySelectorAll("[data-drawn-act]")];
        dom.setAttribute("aria-label", titles.get(key));
        dom.dataset.key = key;
        dom.querySelector("[data-drawn-title]").textContent = titles.get(key);
        acts.forEach((act) => act.querySelector("span").append(`: ${titles.get(key)}`));
        show(dom.querySelector("[data-drawn-body]"), key);
        dom.addEventListener("click", (event) => {
          const act = event.target.closest("[data-drawn-act]")?.dataset.drawnAct;
          if (!act) return;
          if (act === "out") return void out(editor, getPos());
          // The block is drawn anew where it now stands; so is the button, which keeps the focus.
          if (move(editor, getPos(), act === "up" ? -1 : 1) !== null) {
            editor.view.dom.querySelector(`[data-key="${key}"] [data-drawn-act="${act}"]`).focus();
          }
        });
        // A click on a table that scrolls would leave the keyboard there, and what is typed then nowhere.
        dom.querySelector("[data-drawn-body]").addEventListener("mousedown", (event) => {
          event.preventDefault();
          editor.commands.setNodeSelection(getPos());
          editor.view.focus(); // At once: the next key may be on its way.
        });
        // From its buttons back into the text.
        dom.addEventListener("keydown", (event) => {
          if (event.key === "Escape") editor.chain().setNodeSelection(getPos()).focus().run();
        });
        return {
          dom,
          update: (other) => other.type.name === NAME && other.attrs.key === key,
          ignoreMutation: () => true,
          // Buttons are pressed, and tables scrolled, without the editor taking part.
          stopEvent: (event) => {
            const own = event.target.closest?.("button, [data-drawn-body]");
            return !/^(drag|drop)/.test(event.type) && Boolean(own) && dom.contains(own);
          },
          selectNode() {
            dom.classList.add("ProseMirror-selectednode");
            if (editor.isFocused) say(titled(words.chosen, key));
          },
          deselectNode() {
            dom.classList.remove("ProseMirror-selectednode");
          },
        };
      };
    },
  });

  /* After each change: one of a kind, the menu offers the others, and what is gone is told. */
  function look(editor, aloud = true) {
    const found = positions(editor.state.doc);
    const twice = found.filter((one, at) => found.findIndex((other) => other.key === one.key) !== at);
    if (twice.length) {
      editor.commands.command(({ tr }) => {
        twice.reverse().forEach(({ position }) => tr.delete(position, position + 1));
        return true;
      });
      return;
    }
    const now = found.map((one) => one.key);
    const gone = aloud ? present.filter((key) => !now.includes(key)) : [];
    if (gone.length) say(gone.map((key) => titled(words.out, key)).join(" "), true);
    present = now;
    menu.querySelectorAll("[data-drawn]").forEach((item) => {
      item.parentNode.hidden = now.includes(item.dataset.drawn);
    });
  }

  function menuOf(editor, button) {
    let used = false; // Until the caret was somewhere, what is inserted goes to the end.
    const offered = () => [...menu.querySelectorAll("li:not([hidden]) > button")];
    function open(shown) {
      menu.hidden = !shown;
      button.setAttribute("aria-expanded", String(shown));
      if (shown) offered()[0]?.focus();
    }
    editor.on("focus", () => {
      used = true;
    });
    menu.addEventListener("click", (event) => {
      const item = event.target.closest("[data-drawn]");
      if (!item) return;
      open(false);
      if (!used) editor.commands.setTextSelection(editor.state.doc.content.size);
      insert(editor, item.dataset.drawn);
      editor.view.focus();
    });
    menu.addEventListener("keydown", (event) => {
      const items = offered();
      const here = items.indexOf(document.activeElement);
      const to = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        items[to % items.length].focus();
      }
      if (event.key === "Escape") {
        open(false);
        button.focus();
      }
      if (event.key === "Tab") open(false);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) open(false);
    });
    return () => open(menu.hidden);
  }

  return {
    extensions: [Document.extend({ content: `(block | ${NAME})+` }), Drawn],
    /* The text with the blocks that were listed under it. */
    taken(html) {
      const inside = [...html.matchAll(MARKER)].map((found) => found[1]);
      return html + listed.filter((key) => !inside.includes(key)).map(markerOf).join("");
    },
    /* What the editor shows of it: there is always a line to write on, before and after. */
    shown: (html) => `${!html || html.startsWith("<div") ? "<p></p>" : ""}${html}${html.endsWith("</div>") ? "<p></p>" : ""}`,
    /* The editor has started: the list under the text has had its day. */
    begin(editor, button) {
      list?.remove();
      look(editor, false);
      editor.on("update", () => look(editor));
      return menuOf(editor, button);
    },
  };
}
