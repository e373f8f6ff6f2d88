/** What somebody thinks of an answer: a thumb, which the service keeps at once, then a comment if they like. */
/** What somebody thinks of an answer: thumbs, and a comment if they like. */
import { address } from "./address.js";
import { element, fetchJson, relabel, tool } from "./dom.js";
import { limited } from "./limit.js";

const { feedback: taken, longestComment } = document.body.dataset;
const KEPT = "Kept by the server: your thumb, this answer and the questions up to it.";
const TAKEN_BACK = "Taken back: it no longer counts.";

/** The row of tools below an answer, with thumbs behind them where they are taken; an event `rated` says that there is something to keep. */
export function feedback(record, tools) {
  if (taken === "off") return element("div", { className: "feedback" }, element("div", { className: "bar" }, ...tools));
  const state = element("p", { className: "quiet", role: "status" });
  const comment = element("textarea", { rows: 2, dir: "auto" });
  const send = element("button", { type: "submit", className: "tool", textContent: "Send" });
  const form = element("form", { className: "comment", hidden: true }, element("label", {}, "What was good or wrong? (optional)", comment), send);
  const fits = limited(comment, Number(longestComment));
  const thumbs = { up: thumb("up", "Good answer"), down: thumb("down", "Bad answer") };
  let sending = false;

  function thumb(name, words) {
    return tool(name, words, () => rate(record.rated === name ? null : name, ""), { className: "tool bare" });
  }

  function show() {
    for (const [name, button] of Object.entries(thumbs)) {
      button.ariaPressed = String(record.rated === name);
      button.disabled = Boolean(record.rated) && !record.feedback; // an older page kept no id to change it by
    }
    if (record.rated && !record.feedback) relabel(thumbs[record.rated], record.rated === "up" ? "Rated as good" : "Rated as bad");
  }

  /** Have the service keep it, in place of what it kept of this answer before; without a thumb that is taken back. */
  async function rate(name, words) {
    if (sending) return;
    sending = true;
    try {
      const { question, history, answer } = record;
      const { id } = await fetchJson(address("/api/feedback"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question, history, answer, thumbs: name, comment: words, id: record.feedback }),
      });
      Object.assign(record, { rated: name ?? undefined, feedback: name ? id : undefined, comment: words || undefined });
      state.textContent = !name ? TAKEN_BACK : words ? "Your comment is kept with it." : KEPT;
      form.hidden = !name || Boolean(words);
      show();
      state.dispatchEvent(new CustomEvent("rated", { bubbles: true }));
    } catch (error) {
      state.textContent = `It was not kept. ${error.message}`;
    }
    sending = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = comment.value.trim();
    if (!words || !fits()) comment.focus();
    else rate(record.rated, words);
  });
  show();
  return element("div", { className: "feedback" }, element("div", { className: "bar" }, ...tools, ...Object.values(thumbs)), state, form);
}
