/** The conversation: the box, the examples, what is asked and what is kept of it. */
import { address, atRoot } from "./address.js";
import { silence } from "./announce.js";
import { leave, onMove, readdress } from "./back.js";
import { hideCard } from "./card.js";
import { element, fetchJson, grow, put, relabel } from "./dom.js";
import { keepDraft } from "./draft.js";
import { historyDrawer } from "./drawer.js";
import { ask as askService } from "./events.js";
import { showExamples } from "./examples.js";
import { limited } from "./limit.js";
import { conversationMarkdown } from "./markdown.js";
import { closeSource } from "./pane.js";
import { recall } from "./recall.js";
import { several } from "./several.js";
import { copyWith, download, fileName } from "./share.js";
import { sourcesPanel } from "./sources.js";
import { conversation as kept, conversations, keep, titleOf } from "./store.js";
import { Turn } from "./turn.js";
import { choice, choose, chosen } from "./within.js";

const REMEMBERED = 50; // questions that the service takes as history
const LONGEST = Number(document.body.dataset.longestQuestion); // characters
const part = (name) => document.getElementById(name);
const [shown, form, box, send] = ["conversation", "ask", "question", "send"].map(part);
let conversation = fresh();
const fits = limited(box, LONGEST);
const questionsOf = several(box);
let asking = null; // aborts the question that is being answered

function fresh() {
  return { id: Date.now().toString(36) + Math.random().toString(36).slice(2, 8), changed: 0, turns: [], within: [] };
}

/**
 * Ask some collections, or those that are chosen; a turn that failed and is asked once more goes. A question that
 * replaces another stands in its place, and what it replaces comes back if there is no answer. Says whether there is.
 */
async function ask(question, failed = null, names = chosen(), replaced = null) {
  if (asking) return false;
  const own = conversation;
  const place = replaced && own.turns.includes(replaced.record) ? own.turns.indexOf(replaced.record) : own.turns.length;
  const turn = new Turn(question, remembered(own.turns.slice(0, place)), ask, change);
  turn.replaced = replaced; // by whichever question is asked in its place at last
  failed?.remove();
  const old = place < own.turns.length ? [...shown.children].slice([...shown.children].indexOf(replaced.element)) : [];
  for (const each of old) each.remove();
  shown.append(turn.element);
  const aborter = new AbortController();
  busy(aborter);
  silence();
  turn.asked.scrollIntoView({ block: "start" });
  const focused = document.activeElement;
  if (focused === document.body || !focused.checkVisibility()) turn.asked.focus({ preventScroll: true }); // what was pressed is gone
  const again = () => ask(question, turn.element, names, replaced);
  try {
    for await (const event of askService(question, turn.record.history, names, aborter.signal)) turn.take(event);
    own.turns.length = place;
    record(own, turn.record);
  } catch (error) {
    if (own === conversation) turn.element.after(...old);
    if (aborter.signal.aborted) turn.fail("Stopped.", again);
    else turn.fail(error.message, error.again !== false && again);
  }
  if (asking === aborter) busy(null);
  return turn.record.answer !== null;
}

/** Ask a turn's question otherwise; one that was never answered simply goes, and replaces what it was to replace. */
function change(turn, event) {
  if (asking) event.preventDefault();
  else if (conversation.turns.includes(turn.record)) ask(event.detail, null, chosen(), turn);
  else ask(event.detail, turn.element, chosen(), turn.replaced);
}

/** Ask one question after the other; what is left when one finds no answer to show comes back into the box. */
async function askAll(questions) {
  for (const [place, question] of questions.entries()) {
    if (await ask(question)) continue;
    const rest = questions.slice(place + 1).join("\n");
    if (rest && !box.value) put(box, rest);
    return;
  }
}

/** The questions before this one that the sources answered; a refused one would only mislead what follows. */
function remembered(turns) {
  return turns.filter((turn) => turn.answer.citations.length).map((turn) => turn.question).slice(-REMEMBERED);
}

function record(own, turn) {
  own.turns.push(turn);
  own.changed = Date.now();
  const possible = keep(own);
  part("status").textContent = possible ? "" : "This browser does not keep conversations; this one is gone when the page is closed.";
  if (own !== conversation) return;
  readdress(address(possible ? `/#chat=${own.id}` : "/"));
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
  document.title = conversation.turns.length ? `${titleOf(conversation)} · careerqa` : "careerqa";
}

/** Show a conversation at its last turn; without one, an empty page. */
function show(one) {
  asking?.abort();
  busy(null);
  closeSource();
  hideCard();
  silence();
  conversation = one ?? fresh();
  choose(conversation.within ?? []);
  shown.replaceChildren(...conversation.turns.map((turn) => Turn.kept(turn, ask, change).element));
  shown.lastElementChild?.scrollIntoView({ block: "start" });
  part("status").textContent = "";
  tools();
}

function open(id) {
  leave(address(`/#chat=${id}`));
  show(kept(id));
  shown.lastElementChild?.querySelector(".asked").focus({ preventScroll: true });
}

function anew() {
  if (window.location.hash || window.location.search) leave(address("/"));
  show(null);
  box.focus();
}

/** A kept conversation was renamed, deleted or brought back in the list. */
function changed(id) {
  if (id !== conversation.id) return;
  const found = kept(id);
  if (found) {
    conversation.title = found.title;
    tools();
  } else {
    readdress(address("/"));
    show(null);
  }
}

/** All that was asked, in this conversation and those before it, the latest first. */
function askedBefore() {
  const others = conversations().filter((one) => one.id !== conversation.id);
  return [...new Set([conversation, ...others].flatMap((one) => one.turns.map((turn) => turn.question).reverse()))];
}

/** What the address names: a kept conversation, a question, or nothing. */
function follow() {
  const id = /^#chat=(\w+)$/.exec(window.location.hash)?.[1];
  const asked = new URLSearchParams(window.location.search);
  const question = asked.get("q")?.trim();
  if (id && id === conversation.id) return;
  show(id ? kept(id) : null);
  if (!id) within(asked.getAll("in"));
  if (question && [...question].length > LONGEST) {
    put(box, question);
    fits();
  } else if (question) {
    ask(question, null, asked.getAll("in"));
  }
}

/** Ask these collections in this conversation from now on. */
function within(names) {
  choose(names);
  conversation.within = chosen();
}

async function welcome() {
  try {
    const ready = await fetchJson(address("/ready"));
    part("served").textContent = `Answers come from ${ready.articles} ${ready.articles === 1 ? "article" : "articles"}.`;
    await showExamples(part("examples"), ask);
  } catch (error) {
    part("status").replaceChildren(element("span", { className: "problem", textContent: error.message }));
  }
}

function start() {
  form.noValidate = true; // Stop must work with an empty box
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return void asking.abort();
    if (!box.value.trim()) return;
    if (!fits()) return box.focus();
    const questions = await questionsOf();
    if (asking || !box.value) return; // sent twice
    put(box, "");
    askAll(questions);
  });
  box.addEventListener("input", () => grow(box));
  keepDraft(box);
  recall(box, askedBefore);
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
  part("copy").addEventListener("click", () => copyWith(part("copy"), conversationMarkdown(conversation)));
  part("save").addEventListener("click", () => download(fileName(titleOf(conversation), conversation.changed), conversationMarkdown(conversation)));
  shown.addEventListener("rated", () => keep(conversation));
  sourcesPanel(() => {
    part("status").textContent = "";
    welcome();
  });
  historyDrawer(open, changed);
  onMove(follow);
  part("tools").hidden = false;
  if (window.matchMedia("(pointer: fine)").matches) box.focus(); // on a phone the keyboard would hide the page
  follow();
  welcome();
}

if (atRoot()) start(); // a source that is shown alone needs no script
