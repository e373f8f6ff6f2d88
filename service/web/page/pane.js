/** The source pane: a whole article with a quote marked, beside the conversation on a wide window, over it on a narrow one. */
import { address } from "./address.js";
import { closeDialog, openDialog } from "./back.js";
import { element, fetchJson } from "./dom.js";
import { player } from "./player.js";

const WIDE = window.matchMedia("(min-width: 64rem)");
const part = (name) => document.getElementById(`source-${name}`);
const pane = document.getElementById("source");
const body = part("text");
let list = [];
let at = 0;
let opener = null;
let shown = null; // the parts of the article that are there: the first, the last, and how many it has

/** Open the article of a citation or passage, one of `all`; the focus comes back to `from` when the pane is closed. */
export async function openSource(all, cited, from) {
  list = all;
  at = all.indexOf(cited);
  opener = from;
  openDialog(pane, !WIDE.matches || document.querySelector("dialog:modal") !== null); // over the list of sources
  if (await show()) (body.querySelector("mark") ?? body).focus({ preventScroll: true });
}

/** Close the pane, if it is open. */
export function closeSource() {
  closeDialog(pane);
}

async function show() {
  const cited = list[at];
  part("title").textContent = cited.title;
  part("place").textContent = [cited.section.join(" › "), cited.page && `page ${cited.page}`, cited.speaker].filter(Boolean).join(" · ");
  part("video").replaceChildren(...player(cited));
  part("steps").hidden = list.length < 2;
  part("count").textContent = `${at + 1} of ${list.length}`;
  step("before", at === 0);
  step("after", at === list.length - 1);
  body.setAttribute("aria-busy", "true");
  try {
    const { card, blocks, part: number, parts } = await fetchJson(blocksOf(cited));
    if (cited !== list[at]) return false; // another quote was asked for meanwhile
    shown = { first: number, last: number, parts };
    body.replaceChildren(...byline(card), more("earlier"), ...paragraphs(blocks, card), more("further"));
  } catch (error) {
    if (cited !== list[at]) return false;
    body.replaceChildren(element("p", { className: "problem", role: "alert", textContent: error.message }));
  }
  body.removeAttribute("aria-busy");
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
  return true;
}

/** A button that cannot go further stays reachable, so that the focus is not lost on it. */
function step(name, ended) {
  part(name).setAttribute("aria-disabled", String(ended));
}

/** Whose article it is and of which day, as far as that is known. */
function byline({ author, channel, date }) {
  const day = date && new Date(`${date}T12:00`).toLocaleDateString(undefined, { dateStyle: "long" });
  const words = [author ? `By ${author}` : channel && `From ${channel}`, day].filter(Boolean).join(" · ");
  return words ? [element("p", { className: "byline", dir: "auto", textContent: words })] : [];
}

function blocksOf(cited, part = "") {
  return address(`/api/blocks/${encodeURIComponent(cited.article)}?start=${cited.start}&end=${cited.end}${part}`);
}

function paragraphs(blocks, card) {
  return blocks.flatMap((block) => [...speaker(block), paragraph(block, card)]);
}

/** A button for the part of a long article before or behind what is there; hidden where there is none. */
function more(way) {
  const button = element("button", { type: "button", className: "tool more", textContent: way === "earlier" ? "Earlier in this article" : "Further in this article" });
  button.addEventListener("click", () => extend(button, way));
  button.hidden = way === "earlier" ? shown.first === 0 : shown.last === shown.parts - 1;
  return button;
}

/** Put the part before or behind what is there beside it; what is being read stays where it is. */
async function extend(button, way) {
  const cited = list[at];
  const earlier = way === "earlier";
  if (body.getAttribute("aria-busy")) return;
  body.setAttribute("aria-busy", "true");
  try {
    const { card, blocks } = await fetchJson(blocksOf(cited, `&part=${earlier ? shown.first - 1 : shown.last + 1}`));
    if (!button.isConnected) return; // another quote was asked for meanwhile
    const added = paragraphs(blocks, card);
    const below = body.scrollHeight - body.scrollTop;
    button.parentElement.querySelector(".problem")?.remove();
    if (earlier) {
      shown.first -= 1;
      button.after(...added);
      body.scrollTop = body.scrollHeight - below;
    } else {
      shown.last += 1;
      button.before(...added);
    }
    button.replaceWith(more(way));
    const next = earlier ? added.at(-1) : added[0];
    if (next) {
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    }
  } catch (error) {
    if (!button.isConnected) return;
    button.after(element("p", { className: "problem", role: "alert", textContent: error.message }));
  }
  body.removeAttribute("aria-busy");
}

/** Whose words begin here, where the text does not say it. */
function speaker(block) {
  return block.speaker ? [element("p", { className: "speaker", dir: "auto", textContent: block.speaker })] : [];
}

function paragraph(block, card) {
  const tag = block.level ? `h${Math.min(block.level + 1, 6)}` : "p";
  const pieces = block.pieces.map((piece, place) => {
    const apart = /^[\p{L}\p{N}]/u.test(block.pieces[place + 1]?.text ?? "") ? [" "] : [];
    const text = piece.seconds === null ? [piece.text] : [" ", stamp(piece, card), ...apart]; // the blank before a stamp went with it
    return piece.marked ? element("mark", { tabIndex: -1 }, ...text) : text;
  });
  return element(tag, { className: block.kind, dir: "auto" }, ...pieces);
}

function stamp(piece, card) {
  if (!card.video) return element("small", { className: "stamp", textContent: piece.text });
  const href = `https://www.youtube.com/watch?v=${card.video}&t=${piece.seconds}s`;
  return element("a", { className: "stamp", href, target: "_blank", rel: "noopener", textContent: piece.text });
}

function go(by) {
  if (!list[at + by]) return;
  at += by;
  show();
}

part("before").addEventListener("click", () => go(-1));
part("after").addEventListener("click", () => go(1));
part("close").addEventListener("click", closeSource);
pane.addEventListener("click", (event) => event.target === pane && pane.matches(":modal") && closeSource()); // a click beside it
pane.addEventListener("close", () => {
  part("video").replaceChildren(); // a video does not play on unseen
  opener?.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && pane.open && !document.querySelector("dialog:modal")) closeSource();
});
