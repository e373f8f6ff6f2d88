/** The conversation: questions out, answers with numbered quotes in. */
import { element, fetchJson } from "/page/element.js";
import { openSource, videoLabel } from "/page/source.js";

const REMEMBERED = 50;
const conversation = document.getElementById("conversation");
const form = document.getElementById("ask");
const box = document.getElementById("question");
const anew = document.getElementById("anew");
let asked = [];
let turns = 0;

async function ask(question) {
  if (form.classList.contains("busy")) return;
  form.classList.add("busy");
  const turn = element("article", { className: "turn" }, element("h2", { className: "asked", textContent: question }));
  const pending = element("p", { className: "pending", textContent: "Looking it up…" });
  turn.append(pending);
  conversation.append(turn);
  anew.hidden = false;
  turn.scrollIntoView({ block: "start" });
  try {
    const found = await fetchJson("/api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history: asked.slice(-REMEMBERED) }),
    });
    asked.push(question);
    turns += 1;
    turn.classList.add(found.status);
    pending.replaceWith(...(found.status === "answered" ? answered(found, turns) : refused(found)), ...after(found));
    window.history.replaceState(null, "", `/?q=${encodeURIComponent(found.standalone_question)}`);
  } catch (error) {
    pending.replaceWith(element("p", { className: "problem", role: "alert", textContent: error.message }));
  }
  form.classList.remove("busy");
  turn.scrollIntoView({ block: "start" });
}

function answered(found, turn) {
  const quotes = found.citations.map((cited) => citation(cited, turn));
  const said = element("p", { className: "answer" });
  for (const part of found.answer.split(/(\[\d+\])/)) {
    const cited = /^\[(\d+)\]$/.exec(part);
    const quote = cited && quotes[Number(cited[1]) - 1];
    said.append(quote ? chip(Number(cited[1]), quote) : part);
  }
  return [said, element("ol", { className: "quotes" }, ...quotes)];
}

function chip(number, quote) {
  const button = element("button", { type: "button", className: "chip", textContent: String(number) });
  button.setAttribute("aria-label", `Quote ${number}`);
  button.setAttribute("aria-controls", quote.id);
  button.addEventListener("click", () => {
    const details = quote.querySelector("details");
    details.open = true;
    details.querySelector("summary").focus({ preventScroll: true });
    quote.scrollIntoView({ block: "nearest" });
  });
  return button;
}

function citation(cited, turn) {
  const who = { reader: "a reader’s own words", reply: "a reply to a reader" }[cited.kind];
  const notes = [who, cited.author && `by ${cited.author}`].filter(Boolean).join(", ");
  return element(
    "li",
    { id: `quote-${turn}-${cited.number}` },
    element(
      "details",
      {},
      element(
        "summary",
        {},
        element("span", { className: "number", textContent: cited.number }),
        element("span", { className: "place", textContent: cited.section.at(-1) ?? cited.title }),
        cited.timestamp && element("span", { className: "time", textContent: cited.timestamp.replace(/^00:/, "") }),
      ),
      element("blockquote", { textContent: cited.quote }),
      element("p", { className: "place", textContent: place(cited) }),
      notes ? element("p", { className: "place", textContent: notes }) : null,
      element(
        "p",
        { className: "actions" },
        opener(cited),
        cited.url && element("a", { href: cited.url, target: "_blank", rel: "noopener", textContent: videoLabel(cited) }),
      ),
    ),
  );
}

function refused(found) {
  const nearest = found.passages.map((passage) =>
    element(
      "li",
      {},
      element("p", { className: "place", textContent: place(passage) }),
      element("p", { className: "excerpt", textContent: passage.text }),
      element("p", { className: "actions" }, opener(passage)),
    ),
  );
  return [
    element("p", { className: "answer", textContent: found.answer }),
    nearest.length ? element("h3", { textContent: "Nearest passages" }) : null,
    nearest.length ? element("ol", { className: "nearest" }, ...nearest) : null,
  ].filter(Boolean);
}

function after(found) {
  const asks = found.related.map((related) => {
    const button = element("button", { type: "button", textContent: related });
    button.addEventListener("click", () => ask(related));
    return element("li", {}, button);
  });
  const understood = found.standalone_question === found.question ? "" : `Understood as “${found.standalone_question}”. `;
  return [
    asks.length ? element("h3", { textContent: "Related" }) : null,
    asks.length ? element("ul", { className: "related" }, ...asks) : null,
    element("p", { className: "facts", textContent: `${understood}Confidence ${Math.round(found.confidence * 100)} %, ${found.took_ms} ms` }),
  ].filter(Boolean);
}

function opener(cited) {
  const button = element("button", { type: "button", textContent: "Open source" });
  button.addEventListener("click", () => openSource(cited));
  return button;
}

function place(cited) {
  return [cited.title, ...cited.section].join(" › ");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || form.classList.contains("busy")) return;
  box.value = "";
  ask(question);
});

anew.addEventListener("click", () => {
  asked = [];
  conversation.replaceChildren();
  anew.hidden = true;
  window.history.replaceState(null, "", "/");
  box.focus();
});

fetchJson("/ready").then(
  (ready) => {
    document.getElementById("served").textContent = `Answers from ${ready.articles} articles, in their own sentences.`;
  },
  (error) => conversation.prepend(element("p", { className: "problem", role: "alert", textContent: error.message })),
);

const linked = new URLSearchParams(window.location.search).get("q")?.trim();
if (linked) {
  conversation.replaceChildren(); // the answer rendered for browsers without scripts
  ask(linked);
}
