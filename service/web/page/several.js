/** A text of several lines may hold several questions: the page says so before they are asked one after the other. */
import { address } from "./address.js";
import { element, fetchJson } from "./dom.js";

const WAIT = 250; // milliseconds after the last letter

/** Watch a box; returns a function for the questions in it, in order, one where somebody wants it so. */
export function several(box) {
  const words = element("span", { role: "status" });
  const button = element("button", { type: "button", className: "tool", textContent: "Ask as one question" });
  const line = element("p", { className: "several", hidden: true }, words, button);
  let whole = null; // a text that is to be asked as one
  let waiting;
  box.before(line);

  async function questions() {
    const text = box.value.trim();
    if (!text.includes("\n") || box.value === whole || box.ariaInvalid) return [text];
    try {
      const found = await fetchJson(address("/api/questions"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }) });
      return found.questions;
    } catch {
      return [text]; // asking it will say what is wrong
    }
  }

  async function tell() {
    const text = box.value;
    const { length } = await questions();
    if (text !== box.value) return; // it was typed on
    line.hidden = length < 2;
    words.textContent = length < 2 ? "" : `These are ${length} questions, asked one after the other.`;
  }

  button.addEventListener("click", () => {
    whole = box.value;
    tell();
    box.focus();
  });
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (line.hidden && !box.value.includes("\n")) return;
    waiting = setTimeout(tell, box.value ? WAIT : 0);
  });
  return questions;
}
