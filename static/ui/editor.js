/* Turns the rich text widget's textarea into an editor. Nothing is injected: styles are ordinary files, because the
   content security policy allows no inline style. The textarea stays the form's field and is kept up to date. */
import { Blockquote, Bold, BulletList, Code, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Italic, Link, ListItem, Node, OrderedList, Paragraph, Strike, Table, TableCell, TableHeader, TableRow, Text, Underline } from "../django_prose_editor/editor.js";
import { blocksOf } from "./editor_blocks.js";

const PlainTable = Table.extend({
  // The stock table writes widths as style attributes; ours has none.
  renderHTML() {
    return ["table", ["tbody", 0]];
  },
  addNodeView() {
    return null;
  },
});

// An image is a file kept with the record: the text holds `attachment:` and its key, the screen shows its address.
// What is serialized on the way carries no `src`, else the browser would try to fetch `attachment:5`.
const pictures = (address) =>
  Node.create({
    name: "picture",
    group: "inline",
    inline: true,
    draggable: true,
    addAttributes() {
      return {
        key: { default: null, parseHTML: (element) => keyOf(element, address), renderHTML: ({ key }) => ({ "data-picture": `attachment:${key}` }) },
        alt: { default: "", parseHTML: (element) => element.getAttribute("alt") || "", renderHTML: ({ alt }) => ({ alt }) },
      };
    },
    parseHTML() {
      return [{ tag: "img", getAttrs: (element) => (keyOf(element, address) ? null : false) }];
    },
    renderHTML({ HTMLAttributes }) {
      return ["img", HTMLAttributes];
    },
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement("img");
        dom.src = address.replace("/0/", `/${node.attrs.key}/`);
        dom.alt = node.attrs.alt;
        return { dom };
      };
    },
  });

function keyOf(element, address) {
  const known = /^attachment:([1-9]\d*)$/.exec(element.getAttribute("data-picture") || element.getAttribute("src") || "");
  if (known) return known[1];
  // Copied from a page that shows it.
  const [before, after] = address.split("/0/");
  const path = new URL(element.getAttribute("src") || "", window.location.href).pathname;
  const key = path.startsWith(`${before}/`) ? path.slice(before.length + 1, -after.length - 1 || undefined) : "";
  return /^[1-9]\d*$/.test(key) ? key : null;
}

const stored = (html) => html.replace(/<img data-picture="(attachment:\d+)"/g, '<img src="$1"');

// A word processor brings megabytes of styles along. The server throws them away; here they only cost time, and the
// content security policy complains of each.
const withoutStyles = (html) =>
  html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(style|xml|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, ""));

// A character that no text has: it stands where the caret was in the textarea.
const CARET = "\uE0CA";

/* The textarea's text, with the caret marked when it is there. In the middle of a tag it comes after it. */
function withCaret(textarea) {
  const { value } = textarea;
  if (document.activeElement !== textarea) return value;
  let at = textarea.selectionEnd;
  if (value.lastIndexOf("<", at - 1) > value.lastIndexOf(">", at - 1)) at = value.indexOf(">", at) + 1 || at;
  // At the end of a paragraph, not behind it.
  const ends = /(?:<\/[a-z0-9]+>)+$/.exec(value.slice(0, at));
  if (ends) at -= ends[0].length;
  return value.slice(0, at) + CARET + value.slice(at);
}

/* Put the caret where it was, and take its mark out as if it had never been there. */
function caretBack(editor) {
  let found = null;
  editor.state.doc.descendants((node, position) => {
    const at = node.isText ? node.text.indexOf(CARET) : -1;
    if (at >= 0) found = position + at;
    return found === null;
  });
  if (found === null) return void editor.commands.focus("end"); // It was where no text can be.
  editor
    .chain()
    .command(({ tr }) => {
      tr.delete(found, found + 1).setMeta("addToHistory", false);
      return true;
    })
    .setTextSelection(found)
    .focus()
    .run();
}

const extensions = () => [
  Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Underline, Strike, Code,
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
  const picturePanel = root.querySelector("[data-picture-panel]");
  const fixed = textarea.disabled || textarea.readOnly;
  const blocks = blocksOf(root);
  // Somebody may have typed while this script was on its way.
  if (textarea.value !== textarea.defaultValue) root.dataset.typed = "yes";
  const began = withCaret(textarea);
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
    extensions: [
      ...extensions(),
      ...(picturePanel ? [pictures(picturePanel.dataset.address)] : []),
      ...(blocks ? blocks.extensions : [Document]),
    ],
    content: blocks ? blocks.shown(blocks.taken(began)) : began,
    editorProps: { attributes, transformPastedHTML: withoutStyles },
    onUpdate({ editor: present }) {
      textarea.value = present.isEmpty ? "" : stored(present.getHTML());
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
  if (blocks) textarea.value = blocks.taken(textarea.value);
  area.hidden = false;
  bar.hidden = fixed;
  const openBlocks = blocks?.begin(editor, bar.querySelector("[data-command=drawn]"));
  if (began.includes(CARET)) caretBack(editor);
  textarea.hidden = true;

  const buttons = [...bar.querySelectorAll("button[data-command]")];
  const block = bar.querySelector("[data-command=block]");

  function show() {
    for (const button of buttons) {
      const name = button.dataset.command;
      if (name in TOGGLES || name === "link" || name === "picture") button.setAttribute("aria-pressed", String(editor.isActive(name)));
      if (name === "undo") button.disabled = !editor.can().undo();
      if (name === "redo") button.disabled = !editor.can().redo();
      if (name === "table") button.disabled = editor.isActive("table");
    }
    block.value = String([2, 3, 4].find((level) => editor.isActive("heading", { level })) ?? 0);
    bar.querySelector("[data-when=table]").hidden = !editor.isActive("table");
  }

  const picture = picturePanel && picturePanelOf(picturePanel, root, editor);
  if (picture) {
    const taken = (event, transfer) => {
      const files = [...(transfer?.files || [])].filter((file) => /^image\//.test(file.type));
      // A text program offers a picture of its words beside the words.
      if (!files.length || transfer.types.includes("text/html")) return false;
      event.preventDefault();
      picture.take(files[0]);
      return true;
    };
    editor.setOptions({
      editorProps: {
        attributes,
        transformPastedHTML: withoutStyles,
        handlePaste: (view, event) => taken(event, event.clipboardData),
        handleDrop: (view, event) => taken(event, event.dataTransfer),
      },
    });
  }

  function openPanel(open) {
    picture?.open(false);
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
    else if (name === "drawn") openBlocks();
    else if (name === "picture") {
      const opens = picturePanel.hidden;
      openPanel(false);
      picture.open(opens);
    }
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
    const stops = [...bar.querySelectorAll("select, button[data-command]")].filter((stop) => !stop.disabled && stop.offsetParent);
    const here = stops.indexOf(document.activeElement);
    if (here < 0 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    if (document.activeElement === block) event.preventDefault();
    stops[(here + (event.key === "ArrowRight" ? 1 : stops.length - 1)) % stops.length].focus();
  });
  editor.on("transaction", show);
  show();
  root.richtextEditor = editor;
  root.dispatchEvent(new CustomEvent("richtext:ready", { bubbles: true, detail: { editor, textarea } }));
}

/* The panel in which an image is chosen, uploaded and described. */
function picturePanelOf(panel, root, editor) {
  const words = panel.dataset;
  const file = panel.querySelector("input[type=file]");
  const alt = panel.querySelector("[data-picture-alt]");
  const insert = panel.querySelector("[data-picture=insert]");
  const said = panel.querySelector("[data-picture-said]");
  const button = root.querySelector("[data-command=picture]");
  const choice = panel.querySelector("[data-picture-choice]");
  let key = null; // What is uploaded and not inserted yet.

  function say(message, wrong) {
    said.textContent = message;
    said.classList.toggle("field-error", Boolean(wrong));
  }

  function open(shown) {
    panel.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (!shown) return;
    const chosen = editor.isActive("picture");
    key = null;
    file.value = "";
    alt.value = chosen ? editor.getAttributes("picture").alt : "";
    choice.hidden = chosen;
    insert.textContent = chosen ? words.change : words.insert;
    say("");
    (chosen ? alt : file).focus();
  }

  async function upload(one) {
    key = null;
    if (one.size > Number(words.largest)) {
      say(words.tooLarge.replace("{now}", String(Math.ceil(one.size / 1048576))), true);
      return false;
    }
    say(words.uploading);
    insert.disabled = true;
    try {
      const sent = new FormData();
      sent.append("csrfmiddlewaretoken", root.closest("form").elements.csrfmiddlewaretoken.value);
      sent.append("file", one);
      const answer = await fetch(words.upload, { method: "POST", body: sent, credentials: "same-origin", redirect: "manual" });
      const found = answer.ok || answer.status === 422 ? await answer.json() : { words: words.failed };
      if (!answer.ok) say(found.words, true);
      else {
        key = String(found.key);
        say(words.uploaded.replace("{name}", found.name));
      }
    } catch (error) {
      say(words.failed, true);
    }
    insert.disabled = false;
    return key !== null;
  }

  async function put() {
    const text = alt.value.trim();
    if (editor.isActive("picture") && !choice.offsetParent) {
      editor.chain().focus().updateAttributes("picture", { alt: text }).run();
      return open(false);
    }
    if (key === null) {
      if (!file.files.length) {
        say(words.choose, true);
        return file.focus();
      }
      if (!(await upload(file.files[0]))) return undefined;
    }
    editor.chain().focus().insertContent({ type: "picture", attrs: { key, alt: text } }).run();
    return open(false);
  }

  insert.addEventListener("click", put);
  file.addEventListener("change", () => {
    if (file.files.length) upload(file.files[0]);
  });
  for (const event of ["input", "change"]) panel.addEventListener(event, (happened) => happened.stopPropagation());
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === alt) {
      event.preventDefault();
      put();
    }
    if (event.key === "Escape") {
      open(false);
      editor.commands.focus();
    }
  });
  return {
    open,
    // Pasted or dropped: uploaded at once, then described.
    async take(one) {
      open(true);
      choice.hidden = false;
      insert.textContent = words.insert;
      if (await upload(one)) alt.focus();
    },
  };
}

function all(root) {
  root.querySelectorAll("[data-richtext-root]").forEach(upgrade);
}

all(document);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode || document));
