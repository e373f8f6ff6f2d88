/** The conversation: the box, the examples, what is asked and what is kept of it. */
import { silence } from "./announce.js";
import { hideCard } from "./card.js";
import { element, fetchJson, relabel } from "./dom.js";
import { historyDrawer } from "./drawer.js";
import { ask as askService } from "./events.js";
import { showExamples } from "./examples.js";
import { conversationMarkdown } from "./markdown.js";
import { closeSource } from "./pane.js";
import { copyWith, download } from "./share.js";
import { conversation as kept, keep } from "./store.js";
import { Turn } from "./turn.js";
import { choice, choose, chosen } from "./within.js";

const REMEMBERED = 50; // questions that the service takes as history
const part = (name) => document.getElementById(name);
const [shown, form, box, send] = ["conversation", "ask", "question", "send"].map(part);
let conversation = fresh();
let asking = null; // aborts the question that is being answered

function fresh() {
  return { id: Date.now().toString(36) + Math.random().toString(36).slice(2, 8), changed: 0, turns: [], within: [] };
}

/** Ask some collections, or those that are chosen; a turn that failed and is asked once more goes. */
async function ask(question, failed = null, names = chosen()) {
  if (asking) return;
  const own = conversation;
  const turn = new Turn(question, remembered(), ask);
  failed?.remove();
  shown.append(turn.element);
  const aborter = new AbortController();
  busy(aborter);
  silence();
  turn.asked.scrollIntoView({ block: "start" });
  const focused = document.activeElement;
  if (focused === document.body || !focused.checkVisibility()) turn.asked.focus({ preventScroll: true }); // what was pressed is gone
  const again = () => ask(question, turn.element, names);
  try {
    for await (const event of askService(question, turn.record.history, names, aborter.signal)) turn.take(event);
    record(own, turn.record);
  } catch (error) {
    if (aborter.signal.aborted) turn.fail("Stopped.", again);
    else turn.fail(error.message, error.again !== false && again);
  }
  if (asking === aborter) busy(null);
}

/** The questions before this one that the sources answered; a refused one would only mislead what follows. */
function remembered() {
  return conversation.turns.filter((turn) => turn.answer.citations.length).map((turn) => turn.question).slice(-REMEMBERED);
}

function record(own, turn) {
  own.turns.push(turn);
  own.changed = Date.now();
  const possible = keep(own);
  part("status").textContent = possible ? "" : "This browser does not keep conversations; this one is gone when the page is closed.";
  if (own !== conversation) return;
  window.history.replaceState(null, "", possible ? `/#chat=${own.id}` : "/");
  tools();
}

function busy(aborter) {
  asking = aborter;
  form.classList.toggle("busy", aborter !== null);
  send.querySelector("use").setAttribute("href", aborter ? "#icon-stop" : "#icon-ask");
  relabel(send, aborter ? "Stop" : "Ask");
}

function tools() {
  for (const name of ["save", "copy"]) part(name).hidden = !conversation.turns.length;
  document.title = conversation.turns.length ? `${conversation.turns[0].question} · careerqa` : "careerqa";
}

/** Show a conversation from its beginning; without one, an empty page. */
function show(one) {
  asking?.abort();
  busy(null);
  closeSource();
  hideCard();
  silence();
  conversation = one ?? fresh();
  choose(conversation.within ?? []);
  shown.replaceChildren(...conversation.turns.map((turn) => Turn.kept(turn, ask).element));
  part("status").textContent = "";
  tools();
}

function open(id) {
  window.history.pushState(null, "", `/#chat=${id}`);
  show(kept(id));
  shown.querySelector(".asked")?.focus();
}

function anew() {
  if (window.location.hash || window.location.search) window.history.pushState(null, "", "/");
  show(null);
  box.focus();
}

/** What the address names: a kept conversation, a question, or nothing. */
function follow() {
  const id = /^#chat=(\w+)$/.exec(window.location.hash)?.[1];
  const asked = new URLSearchParams(window.location.search);
  const question = asked.get("q")?.trim();
  if (id && id === conversation.id) return;
  show(id ? kept(id) : null);
  if (!id) within(asked.getAll("in"));
  if (question) ask(question, null, asked.getAll("in"));
}

/** Ask these collections in this conversation from now on. */
function within(names) {
  choose(names);
  conversation.within = chosen();
}

/** Have the box fit its text, where the style sheet cannot. */
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

async function welcome() {
  try {
    const ready = await fetchJson("/ready");
    part("served").textContent = `Answers come from ${ready.articles} ${ready.articles === 1 ? "article" : "articles"}.`;
    await showExamples(part("examples"), ask);
  } catch (error) {
    part("status").replaceChildren(element("span", { className: "problem", textContent: error.message }));
  }
}

function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asking) return void asking.abort();
    const question = box.value.trim();
    if (!question) return;
    box.value = "";
    grow();
    ask(question);
  });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!asking) form.requestSubmit(send);
  });
  choice(() => {
    conversation.within = chosen();
    if (conversation.turns.length) keep(conversation);
  });
  part("anew").addEventListener("click", anew);
  document.querySelector(".name").addEventListener("click", (event) => {
    event.preventDefault();
    anew();
  });
  part("copy").addEventListener("click", () => copyWith(part("copy"), conversationMarkdown(conversation.turns)));
  part("save").addEventListener("click", () => download("careerqa.md", conversationMarkdown(conversation.turns)));
  shown.addEventListener("rated", () => keep(conversation));
  historyDrawer(open, (id) => id === conversation.id && anew());
  window.addEventListener("popstate", follow);
  part("tools").hidden = false;
  if (window.matchMedia("(pointer: fine)").matches) box.focus(); // on a phone the keyboard would hide the page
  follow();
  welcome();
}

if (window.location.pathname === "/") start(); // a source that is shown alone needs no script
