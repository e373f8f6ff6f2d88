/** How sure an answer is, in the service's own words; the number behind them is a detail. */
import { element, icon } from "./dom.js";

const LEVELS = { far: 0, near: 0, barely: 1, likely: 2, sure: 3 };
const TOLD = ["likely", "barely", "near", "far"]; // a sure answer needs no label

/** The degree of an answer, of one that was kept by an older page as far as its status tells. */
export function degreeOf(found) {
  return found.sureness?.degree ?? (found.status === "not_in_sources" ? "near" : "");
}

/** The label above an answer that is not a sure one. */
export function label(found) {
  const degree = degreeOf(found);
  const refused = found.status === "not_in_sources";
  const words = found.unanswered?.length ? "Partly answered" : found.parts || !TOLD.includes(degree) ? "" : (found.sureness?.words ?? "Not in the sources");
  return words && element("p", { className: "label" }, icon(refused ? "none" : "part"), words);
}

/** The line below it: the degree in bars and words, the number when it is opened. */
export function facts(found) {
  const level = LEVELS[degreeOf(found)] ?? 0;
  const words = found.parts || !found.citations.length ? "How sure this is" : (found.sureness?.words ?? "How sure this is, is not known");
  const bars = element("span", { className: "bars", ariaHidden: "true" }, ...[1, 2, 3].map((bar) => element("i", { className: bar <= level ? "full" : "" })));
  const number = found.calibrated === false ? `Score ${found.confidence.toFixed(2)}.` : `Confidence ${Math.round(found.confidence * 100)} %: how probable it is that the sources hold what was asked.`;
  const rest = found.citations.length ? " Whether the first sentence is the one that was asked for depends on this and on how far it stands above all others." : "";
  return element(
    "div",
    { className: "facts" },
    element("details", {}, element("summary", {}, bars, words), element("p", { textContent: `${number}${rest} Looked up in ${found.took_ms} ms.` })),
    found.model && element("p", { className: "model", textContent: `Phrased by ${found.model} from the quotes` }),
  );
}
