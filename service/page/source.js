/** The source pane: a whole article with a stretch of it highlighted. */
import { element, fetchJson } from "/page/element.js";

const dialog = document.getElementById("source");
const title = document.getElementById("source-title");
const video = document.getElementById("source-video");
const body = document.getElementById("source-text");

// What a wiki article carries beside what is read; a stretch may be cut anywhere, so each mark is taken out on its own.
const STAMP = /\[(?:\d{1,2}:)?\d{1,3}:\d{2}\]/;
const MARKUP = /!\[[^\]\n]*\]\([^)\n]*\)|\[\[(?:[^\[\]|\n]*\|[ \t]?)?|[ \t]?\]\]|\[(?=[^\[\]\n]+\]\([^)\s]+\))|\]\([^)\s]+\)|<\/?[A-Za-z][^<>\n]*>|\*{2,3}|__|`+/g;
const PREFIX = /^\s*(?:>[ \t]?)*(?:(#{1,6})[ \t]+|([*+•·–-])[ \t]+)?/;

/** Open the article of a citation or passage and scroll to its characters `start:end`. */
export async function openSource(cited) {
  title.textContent = cited.title;
  video.hidden = !cited.url;
  if (cited.url) {
    video.href = cited.url;
    video.textContent = videoLabel(cited);
  }
  body.replaceChildren(element("p", { className: "pending", textContent: "Opening…" }));
  if (!dialog.open) dialog.showModal();
  try {
    const article = await fetchJson(`/api/articles/${encodeURIComponent(cited.article)}`);
    body.replaceChildren(...render(article, cited.start, cited.end));
  } catch (error) {
    body.replaceChildren(element("p", { className: "problem", textContent: error.message }));
  }
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
}

/** What the link to a second of the video says. */
export function videoLabel(cited) {
  return cited.timestamp ? `Watch at ${cited.timestamp.replace(/^00:/, "")}` : "Watch the video";
}

function render(article, start, end) {
  const points = Array.from(article.text); // offsets count code points; a string's own count UTF-16 units
  const wiki = article.format === "wiki";
  return article.spans.map((span) => {
    const prefix = wiki ? PREFIX.exec(points.slice(span.start, span.end).join("")) : null;
    const level = prefix?.[1]?.length ?? 2;
    const block = span.kind === "heading" ? element(`h${Math.min(6, Math.max(3, level + 1))}`) : element("p");
    block.className = prefix?.[2] ? `${span.kind} item` : span.kind;
    // the prefix holds no character outside the first plane, so its length counts code points too
    const from = span.start + (prefix ? prefix[0].length : 0);
    const cuts = [from, clamp(start, from, span.end), clamp(end, from, span.end), span.end];
    const [before, quoted, after] = [0, 1, 2].map((at) => shown(points.slice(cuts[at], cuts[at + 1]).join(""), wiki));
    block.append(...before, ...(cuts[1] < cuts[2] ? [element("mark", {}, ...quoted)] : []), ...after);
    return block;
  });
}

function shown(raw, wiki) {
  if (!wiki) return [raw];
  return raw.split(new RegExp(`(\\s?${STAMP.source})`)).map((part) =>
    STAMP.test(part) ? element("small", { className: "stamp", textContent: ` ${part.trim().slice(1, -1).replace(/^00:/, "")}` }) : part.replace(MARKUP, ""),
  );
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

document.getElementById("source-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // a click beside the pane
});
