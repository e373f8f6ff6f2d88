/** Where something is quoted from; the words come with the answer. */
import { address } from "./address.js";
import { element } from "./dom.js";
import { webAddress } from "./text.js";

/** Title and headings as a line with whose words they are, the title set off. */
export function placeLine(cited) {
  const headings = cited.section.map((heading) => ` › ${heading}`).join("");
  const who = cited.speaker && ` (${cited.speaker})`;
  return element("p", { className: "place", dir: "auto" }, element("b", { textContent: cited.title }), headings, pageOf(cited), who);
}

/** The page of a quote in words, where its source has pages. */
export function pageOf(cited) {
  return cited.page ? `, page ${cited.page}` : "";
}

/** `00:03:41` as `3:41`. */
export function time(timestamp) {
  return timestamp ? timestamp.replace(/^00:0?/, "") : "";
}

/** Whether an address is that of a video. */
export function isVideo(address) {
  return address.startsWith("https://www.youtube.com/watch?");
}

/** A link to the second of the video or the place on the web, or nothing where there is neither. */
export function webLink(cited) {
  if (!webAddress(cited.url)) return null;
  const video = cited.timestamp ? `YouTube at ${time(cited.timestamp)}` : "YouTube";
  const words = isVideo(cited.url) ? video : new URL(cited.url).hostname;
  return element("a", { href: cited.url, target: "_blank", rel: "noopener", textContent: words });
}

/** Where this service shows the article with the stretch marked. */
export function sourceAddress(cited) {
  return window.location.origin + address(`/source/${encodeURIComponent(cited.article)}?start=${cited.start}&end=${cited.end}#quote`);
}

/** Citations that stand in one place together, the places in the order in which they are first cited. */
export function grouped(citations) {
  return [...Map.groupBy(citations, ({ article, place, speaker }) => JSON.stringify([article, place, speaker])).values()];
}
