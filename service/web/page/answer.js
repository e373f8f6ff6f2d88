/** An answer as the page shows it: sentences with their numbers, where they stand, what is known about it. */
import { attachCard } from "./card.js";
import { element, icon, tool } from "./dom.js";
import { tellNames } from "./known.js";
import { openSource } from "./pane.js";
import { grouped, placeLine, time, webLink } from "./places.js";
import { isListed } from "./within.js";

const SURE = 0.8;
const FAIR = 0.6;

/** Put what is said behind the rest of an answer; items of a list make one. `all` are the citations that the source pane steps through. */
export function append(shown, said, all) {
  const added = entry(said, all);
  if (said.item === null) {
    shown.append(added, " ");
    return added;
  }
  if (shown.lastElementChild?.tagName !== "UL") shown.append(element("ul"));
  const list = shown.lastElementChild;
  const item = String(said.item);
  if (list.lastElementChild?.dataset.item !== item) {
    list.append(element("li"));
    list.lastElementChild.dataset.item = item;
  }
  list.lastElementChild.append(added, " ");
  return added;
}

/** A quote with the numbers of what it cites, or our own words. */
function entry(said, all) {
  const cited = new Map(all.map((one) => [one.number, one]));
  const shown = element("span", { className: said.citations.length ? "sentence" : "own" }, closed(said));
  for (const number of said.citations) held(shown).append("\u00a0", chip(cited.get(number), all));
  return shown;
}

/** The text, with a full stop where a source closes a sentence behind a time stamp. */
export function closed(said) {
  return !said.citations.length || /[.!?:;,…][”"’')]*$/.test(said.text) ? said.text : `${said.text}.`;
}

/** What keeps a number on the line of the word before it: browsers break a line at a button, whatever stands between. */
function held(shown) {
  const last = shown.lastChild;
  if (last?.className === "held") return last;
  const word = /(?<!\S)\S{1,24}$/.exec(last?.data ?? "")?.[0] ?? "";
  if (word) last.data = last.data.slice(0, -word.length);
  const span = element("span", { className: "held" }, word);
  shown.append(span);
  return span;
}

/** What stands above the sentences: that it is a refusal or a part, what was understood, where was looked, a note. */
export function heading(question, found) {
  const refused = found.status === "not_in_sources";
  const words = refused ? "Not in the sources" : found.unanswered?.length ? "Partly answered" : "";
  const understood = found.standalone_question && found.standalone_question !== question;
  return element(
    "div",
    {},
    words && element("p", { className: "label" }, icon(refused ? "none" : "part"), words),
    understood && element("p", { className: "understood" }, "Understood as ", element("q", { dir: "auto", textContent: found.standalone_question })),
    found.within?.length > 0 && element("p", { className: "understood" }, "Looked only in ", lookedIn(found.within)),
    found.note && element("p", { className: "note", dir: "auto", textContent: found.note }),
  );
}

function lookedIn(names) {
  const shown = element("span", { dir: "auto" });
  tellNames(shown, names, isListed);
  return shown;
}

/** What stands below them: sources or nearest passages, confidence. */
export function footing(found) {
  const refused = found.status === "not_in_sources";
  return element(
    "div",
    {},
    found.citations.length > 0 && sources(found.citations),
    refused && found.passages.length > 0 && nearest(found.passages),
    (found.citations.length > 0 || refused) && facts(found),
  );
}

function chip(cited, all) {
  const button = element("button", { type: "button", className: "chip", textContent: String(cited.number) });
  button.setAttribute("aria-label", `Source ${cited.number}`);
  attachCard(button, cited, () => openSource(all, cited, button));
  return button;
}

function sources(citations) {
  const items = grouped(citations).map((group) =>
    element(
      "li",
      {},
      placeLine(group[0]),
      element("p", { className: "actions" }, ...group.map((cited) => element("span", {}, chip(cited, citations), timeLink(cited)))),
      element("div", { className: "paper" }, ...group.map(paperLine)),
    ),
  );
  return element("section", {}, element("h3", { textContent: "Sources" }), element("ol", { className: "quotes" }, ...items));
}

/** A quote with its address, where nothing can be clicked. */
function paperLine(cited) {
  return element("p", { dir: "auto", textContent: `[${cited.number}] ${cited.quote} ${cited.url ?? ""}` });
}

function timeLink(cited) {
  const link = webLink(cited);
  if (link && cited.timestamp) {
    link.ariaLabel = link.textContent;
    link.textContent = time(cited.timestamp);
  }
  return link;
}

function nearest(passages) {
  const items = passages.map((passage) => {
    const open = tool("after", "Open source", () => openSource(passages, passage, open));
    open.setAttribute("aria-label", `Open source: ${passage.place}`);
    return element(
      "li",
      {},
      placeLine(passage),
      element("p", { className: "excerpt", dir: "auto", textContent: passage.text }),
      element("p", { className: "actions" }, open, time(passage.timestamp)),
    );
  });
  return element("section", {}, element("h3", { textContent: "Nearest passages" }), element("ol", { className: "nearest" }, ...items));
}

/** Other questions that the sources answer, to ask with a click. */
export function related(questions, ask) {
  if (!questions.length) return "";
  const items = questions.map((question) => {
    const button = element("button", { type: "button", dir: "auto", textContent: question });
    button.addEventListener("click", () => ask(question));
    return element("li", {}, button);
  });
  return element("section", {}, element("h3", { textContent: "Related" }), element("ul", { className: "related" }, ...items));
}

function facts(found) {
  const share = `${Math.round(found.confidence * 100)} %`;
  const level = found.status === "not_in_sources" ? 0 : found.confidence >= SURE ? 3 : found.confidence >= FAIR ? 2 : 1;
  const words = ["An answer in the sources is unlikely", "Low confidence", "Fair confidence", "High confidence"][level];
  const bars = element("span", { className: "bars", ariaHidden: "true" }, ...[1, 2, 3].map((bar) => element("i", { className: bar <= level ? "full" : "" })));
  const explained = "How probable it is that the sources hold what was asked, fitted on questions whose answers are known.";
  return element(
    "div",
    { className: "facts" },
    element(
      "details",
      {},
      element("summary", {}, bars, `${words} (${share})`),
      element("p", { textContent: `${explained} Looked up in ${found.took_ms} ms.` }),
    ),
    found.model && element("p", { className: "model", textContent: `Phrased by ${found.model} from the quotes` }),
  );
}
