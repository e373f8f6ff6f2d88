/** One question and its answer on the page, from the first event to the last. */
import { address } from "./address.js";
import { announce } from "./announce.js";
import { append, closed, footing, heading, related } from "./answer.js";
import { element, tool } from "./dom.js";
import { editable } from "./edit.js";
import { feedback } from "./feedback.js";
import { answerMarkdown } from "./markdown.js";
import { copyButton } from "./share.js";
import { degreeOf } from "./sure.js";

/** A turn of the conversation; `record` is what is kept of it, `ask` asks another question, `change` this one otherwise. */
export class Turn {
  constructor(question, history, ask, change) {
    this.record = { question, history, sentences: [], answer: null };
    this.citations = [];
    this.ask = ask;
    this.above = element("div");
    this.said = element("div", { className: "said", dir: "auto" });
    this.below = element("div", {}, element("p", { className: "pending", textContent: "Looking in the sources" }));
    this.asked = element("h2", { className: "asked", dir: "auto", tabIndex: -1, textContent: question });
    this.element = element("article", { className: "turn" }, editable(this.asked), element("div", { className: "reply" }, this.above, this.said, this.below));
    this.element.setAttribute("aria-busy", "true");
    this.element.addEventListener("changed", (event) => change(this, event));
  }

  /** A turn that was answered before. */
  static kept(record, ask, change) {
    const turn = new Turn(record.question, record.history, ask, change);
    turn.record = record;
    turn.show(record);
    return turn;
  }

  /** Show what an event brings. */
  take({ name, data }) {
    if (name === "resolved") {
      this.element.classList.add(data.status);
      this.element.dataset.degree = degreeOf(data);
      this.above.replaceChildren(heading(data));
    } else if (name === "sentence") {
      this.say(data);
    } else if (name === "withdrawn") {
      this.withdraw();
    } else if (name === "answer") {
      this.finish(data);
    }
  }

  say({ cited, ...said }) {
    const { sentences } = this.record;
    sentences.push(said);
    this.citations.push(...cited.filter((one) => !this.citations.some((other) => other.number === one.number)));
    append(this.said, said, this.citations).style.setProperty("--place", Math.min(sentences.length, 12));
    announce(closed(said));
  }

  withdraw() {
    this.record.sentences = [];
    this.citations.length = 0;
    this.said.replaceChildren();
    announce("What was said so far is taken back.");
  }

  /** The whole answer is the truth: where what was said so far differs from it, it is shown instead. */
  finish(answer) {
    const { record } = this;
    const told = JSON.stringify(record.sentences);
    record.answer = answer;
    record.sentences = answer.said;
    if (told !== JSON.stringify(answer.said)) {
      announce(answer.answer);
      this.show(record);
    } else {
      this.frame(record);
    }
    const count = answer.citations.length;
    announce(count ? `${count} ${count === 1 ? "source" : "sources"}.` : answer.passages.length && degreeOf(answer) !== "far" ? "The nearest passages are listed." : "");
  }

  show(record) {
    this.said.replaceChildren();
    record.sentences.forEach((one) => append(this.said, one, record.answer.citations));
    this.frame(record);
  }

  frame(record) {
    this.element.classList.remove("answered", "not_in_sources");
    this.element.classList.add(record.answer.status);
    this.element.classList.toggle("partly", record.answer.unanswered.length > 0);
    this.element.dataset.degree = record.answer.parts ? "" : degreeOf(record.answer);
    this.above.replaceChildren(heading(record.answer));
    const asked = [["q", record.answer.standalone_question], ...(record.answer.within ?? []).map((name) => ["in", name])];
    const link = () => window.location.origin + address(`/?${new URLSearchParams(asked)}`);
    const tools = [copyButton("copy", "Copy answer", () => answerMarkdown(record)), copyButton("link", "Copy link", link)];
    this.below.replaceChildren(footing(record.answer), feedback(record, tools), related(record.answer.related, this.ask));
    this.element.removeAttribute("aria-busy");
  }

  /** Say why there is no answer, and offer to ask again where that may help. */
  fail(message, again) {
    this.above.replaceChildren();
    this.said.replaceChildren();
    this.element.classList.remove("answered", "not_in_sources");
    this.element.removeAttribute("aria-busy");
    const retry = again && tool("history", "Try again", again);
    this.below.replaceChildren(element("p", { className: "problem", role: "alert" }, message), element("p", { className: "actions" }, retry));
  }
}
