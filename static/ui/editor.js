/* Turns the rich text widget's textarea into an editor. Nothing is injected: styles are ordinary files, because the
   content security policy allows no inline style. The textarea stays the form's field and is kept up to date. */
import { Blockquote, Bold, BulletList, Code, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Table, TableCell, TableHeader, TableRow, Text, Underline } from "../django_prose_editor/editor.js";

const PlainTable = Table.extend({
  // The stock table writes widths as style attributes; ours has none.
  renderHTML() {
    return ["table", ["tbody", 0]];
  },
  addNodeView() {
    return null;
  },
});

const extensions = () => [
  Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Underline, Strike, Code,
  Blockquote, BulletList, OrderedList, ListItem, HorizontalRule,
  Link.configure({ openOnClick: false, enableTarget: false, protocols: ["http", "https", "mailto"], defaultProtocol: "https" }),
  PlainTable.configure({ resizable: false }), TableRow, TableHeader, TableCell, History, Dropcursor.configure({ color: false, class: "richtext-drop" }), Gapcursor,
];

const TOGGLES = {
  bold: "toggleBold",
  italic: "toggleItalic",
  underline: "toggleUnderline",
  strike: "toggleStrike",
  bulletList: "toggleBulletList",
  orderedList: "toggleOrderedList",
  blockquote: "toggleBlockquote",
};

const ACTS = {
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  rule: (chain) => chain.setHorizontalRule(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  addRow: (chain) => chain.addRowAfter(),
  addColumn: (chain) => chain.addColumnAfter(),
  deleteRow: (chain) => chain.deleteRow(),
  deleteColumn: (chain) => chain.deleteColumn(),
  deleteTable: (chain) => chain.deleteTable(),
};

function upgrade(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "yes";
  const textarea = root.querySelector("textarea");
  const bar = root.querySelector(".richtext-bar");
  const area = root.querySelector("[data-richtext-area]");
  const panel = root.querySelector("[data-link-panel]");
  const address = panel.querySelector("input");
  const fixed = textarea.disabled || textarea.readOnly;
  const id = textarea.id;
  const label = id ? document.querySelector(`label[for="${CSS.escape(id)}"]`) : null;

  const attributes = { role: "textbox", "aria-multiline": "true" };
  if (id) attributes.id = id;
  if (label) {
    label.id = label.id || `${id}_label`;
    attributes["aria-labelledby"] = label.id;
  }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  // Links to the field (from a summary of errors) must reach what is shown.
  if (id) textarea.id = `${id}_source`;

  const editor = new Editor({
    element: area,
    injectCSS: false,
    editable: !fixed,
    extensions: extensions(),
    content: textarea.value,
    editorProps: { attributes },
    onUpdate({ editor: present }) {
      textarea.value = present.isEmpty ? "" : present.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
  textarea.hidden = true;
  area.hidden = false;
  bar.hidden = fixed;

  const buttons = [...bar.querySelectorAll("button[data-command]")];
  const block = bar.querySelector("[data-command=block]");

  function show() {
    for (const button of buttons) {
      const name = button.dataset.command;
      if (name in TOGGLES || name === "link") button.setAttribute("aria-pressed", String(editor.isActive(name)));
      if (name === "undo") button.disabled = !editor.can().undo();
      if (name === "redo") button.disabled = !editor.can().redo();
      if (name === "table") button.disabled = editor.isActive("table");
    }
    block.value = String([2, 3, 4].find((level) => editor.isActive("heading", { level })) ?? 0);
    bar.querySelector("[data-when=table]").hidden = !editor.isActive("table");
  }

  function openPanel(open) {
    panel.hidden = !open;
    bar.querySelector("[data-command=link]").setAttribute("aria-expanded", String(open));
    if (open) {
      address.value = editor.getAttributes("link").href || "";
      address.focus();
      address.select();
    }
  }

  function setLink() {
    let href = address.value.trim();
    if (href && !/^(https?:|mailto:)/i.test(href)) href = href.includes("@") ? `mailto:${href}` : `https://${href}`;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
    openPanel(false);
  }

  // A click on the toolbar leaves the caret, and the keyboard, in the text.
  bar.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault();
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-command]");
    if (!button) return;
    const name = button.dataset.command;
    if (name === "link") openPanel(panel.hidden);
    else if (name in TOGGLES) editor.chain().focus()[TOGGLES[name]]().run();
    else ACTS[name](editor.chain().focus()).run();
  });
  block.addEventListener("change", (event) => {
    event.stopPropagation();
    const level = Number(block.value);
    const chain = editor.chain().focus();
    (level ? chain.setHeading({ level }) : chain.setParagraph()).run();
  });
  panel.addEventListener("click", (event) => {
    const act = event.target.dataset.link;
    if (act === "set") setLink();
    if (act === "remove") {
      address.value = "";
      setLink();
    }
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      setLink();
    }
    if (event.key === "Escape") {
      openPanel(false);
      editor.commands.focus();
    }
  });
  // One stop for Tab, arrows inside: what a toolbar promises.
  bar.addEventListener("keydown", (event) => {
    const stops = [...bar.querySelectorAll("select, button")].filter((stop) => !stop.disabled && stop.offsetParent);
    const here = stops.indexOf(document.activeElement);
    if (here < 0 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    if (document.activeElement === block) event.preventDefault();
    stops[(here + (event.key === "ArrowRight" ? 1 : stops.length - 1)) % stops.length].focus();
  });
  editor.on("transaction", show);
  show();
  root.dispatchEvent(new CustomEvent("richtext:ready", { bubbles: true, detail: { editor, textarea } }));
}

function all(root) {
  root.querySelectorAll("[data-richtext-root]").forEach(upgrade);
}

all(document);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode || document));
