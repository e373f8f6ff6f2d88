/** An answer as the page shows it: sentences with their numbers, where they stand, what is known about it. */
import { attachCard } from "./card.js";
import { element, tool } from "./dom.js";
import { tellNames } from "./known.js";
import { openSource } from "./pane.js";
import { grouped, placeLine, time, webLink } from "./places.js";
import { degreeOf, facts, label } from "./sure.js";
import { webAddress } from "./text.js";
import { isListed } from "./within.js";

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
  if (said.head) return element("h3", { className: "own head" }, said.text);
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

/** What stands above the sentences: how sure they are if not quite, what was understood, where was looked, a note. */
export function heading(found) {
  return element(
    "div",
    {},
    label(found),
    found.understood && element("p", { className: "understood", dir: "auto", textContent: found.understood }),
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
    refused && found.passages.length > 0 && degreeOf(found) !== "far" && nearest(found.passages),
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
  return element("p", { dir: "auto" }, element("b", { textContent: `[${cited.number}]` }), ` ${cited.quote} ${webAddress(cited.url) ?? ""}`);
}

function timeLink(cited) {
  const link = webLink(cited);
  if (!link) return element("span", { className: "time", textContent: time(cited.timestamp) });
  if (cited.timestamp) {
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
  const summary = element("summary", { textContent: "Nearest passages, which may be about something else" });
  return element("details", { className: "fold" }, summary, element("ol", { className: "nearest" }, ...items));
}

/** Other questions that the sources answer, to ask with a click. */
export function related(questions, ask) {
  if (!questions.length) return "";
  const items = questions.map((question) => {
    const button = element("button", { type: "button", dir: "auto", textContent: question });
    button.addEventListener("click", () => ask(question));
    return element("li", {}, button);
  });
  return element("section", {}, element("h3", { textContent: "The sources also answer" }), element("ul", { className: "related" }, ...items));
}
