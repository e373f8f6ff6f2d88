/** The panel of sources: what is known, a search in it, what of it is asked; an article opens in the pane. */
import { adding, changing, removal } from "./adding.js";
import { closeDialog, openDialog } from "./back.js";
import { element, tool } from "./dom.js";
import { known } from "./known.js";
import { openSource } from "./pane.js";
import { chooseOne, chosen } from "./within.js";

const PAGE = 100; // rows that are shown at once
const panel = document.getElementById("sources");
const number = new Intl.NumberFormat();
const search = element("input", { type: "search", id: "sources-search", autocomplete: "off", placeholder: "Title, author or file" });
const told = element("p", { className: "quiet", id: "sources-told", role: "status" });
const ask = element("div", { id: "sources-ask" });
const add = element("details", { id: "sources-add", hidden: true }, element("summary", { textContent: "Add sources" }));
const items = element("ul", { id: "sources-list" });
const more = element("button", { type: "button", id: "sources-more", className: "tool" });
const left = element("div", { id: "sources-left" });
let found = null;
let rows = []; // articles, each with the text that is searched in
let sizes = new Map(); // of the collections
let holding = new Map(); // the articles of each file
let count = PAGE;

/** Have the button open the panel; `changed` hears when there are other sources than before. */
export function sourcesPanel(changed) {
  const close = tool("close", "Close sources", () => closeDialog(panel), { className: "tool bare" });
  const head = element("div", { className: "head" }, element("h2", { id: "sources-title", textContent: "Sources" }), close);
  const find = element("label", { id: "sources-find" }, element("span", { textContent: "Search" }), search);
  panel.append(head, element("div", { id: "sources-body" }, add, find, ask, told, items, more, left));
  document.getElementById("open-sources").addEventListener("click", async () => {
    openDialog(panel);
    await load();
  });
  panel.addEventListener("click", (event) => event.target === panel && closeDialog(panel));
  search.addEventListener("input", () => {
    count = PAGE;
    list();
  });
  more.addEventListener("click", () => {
    const before = items.children.length;
    count += PAGE;
    list();
    items.children[before].querySelector(".choose").focus();
  });
  changing(async () => {
    await load(true);
    changed();
  });
}

async function load(anew = false) {
  panel.setAttribute("aria-busy", "true");
  try {
    found = await known(anew);
    rows = found.articles.map((one) => ({ ...one, text: plain([one.title, one.author, one.path].join("\n")) }));
    sizes = counted(rows.map((one) => one.collection).filter((name) => name !== null));
    holding = Map.groupBy(rows, (one) => one.file);
    adding(add, found);
    collections();
    list();
    leftOut();
  } catch (error) {
    told.replaceChildren(element("span", { className: "problem", textContent: error.message }));
  }
  panel.removeAttribute("aria-busy");
}

/** How often each name is there. */
function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Text as it is searched: without case and accents. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function collections() {
  const boxes = [...sizes].map(([name, size]) => element("label", {}, tick(name), element("span", { dir: "auto", textContent: name }), element("small", { textContent: number.format(size) })));
  ask.replaceChildren(...(boxes.length ? [element("fieldset", {}, element("legend", { textContent: "Ask only these collections" }), ...boxes)] : []));
}

/** A box that has a collection or an article asked. */
function tick(name, words) {
  const box = element("input", { type: "checkbox", checked: chosen().includes(name) });
  if (words) box.setAttribute("aria-label", words);
  box.addEventListener("change", () => {
    if (!chooseOne(name, box.checked)) box.checked = false;
    tell();
  });
  return box;
}

function matching() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  return rows.filter((one) => wanted.every((word) => one.text.includes(word)));
}

function list() {
  const matched = matching();
  items.replaceChildren(...matched.slice(0, count).map(item));
  const rest = matched.length - count;
  more.hidden = rest <= 0;
  more.textContent = `Show ${number.format(Math.min(rest, PAGE))} more`;
  tell(matched);
}

function tell(matched = matching()) {
  const every = `${number.format(rows.length)} ${rows.length === 1 ? "article" : "articles"}`;
  const shown = search.value.trim() ? `${number.format(matched.length)} of ${every}` : every;
  const asked = chosen().length;
  told.textContent = `${shown}. ${asked ? `Only what is ticked is asked (${asked}, at most 200).` : "All are asked; tick some to ask only those."}`;
}

function item(one) {
  const about = [one.kind, one.author, one.date, `${number.format(one.words)} words`, one.path].filter(Boolean).join(" · ");
  const open = element("button", { type: "button", className: "choose" }, element("span", { dir: "auto", textContent: one.title }), element("small", { dir: "auto", textContent: about }));
  const cited = { article: one.id, title: one.title, section: [], speaker: one.author ?? "", start: 0, end: 0 };
  open.addEventListener("click", () => openSource([cited], cited, open));
  const name = sizes.has(one.id) ? one.path : one.id; // a collection of that name goes before it
  return element(
    "li",
    {},
    element("label", { className: "tick" }, tick(name, `Ask only “${one.title}”`)),
    open,
    found.changes.allowed && !found.changes.lacking && removal(one.file, holding.get(one.file).map((other) => other.title)),
    ...one.problems.map((problem) => element("p", { className: "note", dir: "auto", textContent: problem })),
  );
}

function leftOut() {
  const lines = found.left_out.map((one) =>
    element("li", {}, element("p", { dir: "auto" }, element("b", { textContent: one.path }), `: ${one.reason}`), found.changes.allowed && !found.changes.lacking && removal(one.file, [])),
  );
  left.replaceChildren(...(lines.length ? [element("details", {}, element("summary", { textContent: `Left out (${number.format(lines.length)})` }), element("ul", {}, ...lines))] : []));
}
