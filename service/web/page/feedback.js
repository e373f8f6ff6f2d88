/** What somebody thinks of an answer: thumbs, and a comment if they like. */
import { address } from "./address.js";
import { element, fetchJson, relabel, tool } from "./dom.js";

const LONGEST = 2000; // characters of a comment that the service takes

/** The row of tools below an answer, with thumbs behind them; an event `rated` says that there is something to keep. */
export function feedback(record, tools) {
  const state = element("p", { className: "quiet", role: "status" });
  const comment = element("textarea", { rows: 2, maxLength: LONGEST, dir: "auto" });
  const send = element("button", { type: "submit", className: "tool", textContent: "Send" });
  const form = element("form", { className: "comment", hidden: true }, element("label", {}, "What was good or wrong? (optional)", comment), send);
  const thumbs = { up: thumb("up", "Good answer"), down: thumb("down", "Bad answer") };
  let chosen = null;

  function thumb(name, words) {
    return tool(name, words, () => choose(chosen === name ? null : name), { className: "tool bare", ariaPressed: "false" });
  }

  function choose(name) {
    chosen = name;
    for (const [other, button] of Object.entries(thumbs)) button.ariaPressed = String(other === name);
    form.hidden = name === null;
    state.textContent = "";
    if (name) comment.focus();
  }

  function rated() {
    for (const button of Object.values(thumbs)) button.disabled = true;
    thumbs[record.rated].ariaPressed = "true";
    relabel(thumbs[record.rated], record.rated === "up" ? "Rated as good" : "Rated as bad");
  }

  if (record.rated in thumbs) rated();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const { question, history, answer } = record;
    try {
      await fetchJson(address("/api/feedback"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question, history, answer, thumbs: chosen, comment: comment.value.trim() }),
      });
      form.remove();
      record.rated = chosen;
      rated();
      state.textContent = "Thank you, it is kept.";
      state.dispatchEvent(new CustomEvent("rated", { bubbles: true }));
    } catch (error) {
      state.textContent = `It was not kept. ${error.message}`;
    }
    send.disabled = false;
  });

  return element("div", { className: "feedback" }, element("div", { className: "bar" }, ...tools, ...Object.values(thumbs)), form, state);
}
