/** The sentences before and after a quote, in its card; they are the source's, and no part of the answer. */
import { address } from "./address.js";
import { element, fetchJson, relabel, tool } from "./dom.js";

/** A button that shows them around a quote, and takes them away again; `changed` is told when the card has another size. */
export function aroundButton(cited, quote, changed) {
  const button = tool("around", "Show what stands around it", show);
  button.setAttribute("aria-expanded", "false");
  let shown = null;

  async function show() {
    shown ??= await read(cited);
    const open = button.getAttribute("aria-expanded") === "true";
    for (const part of [shown.before, shown.after]) if (open) part?.remove();
    if (!open) {
      if (shown.before) quote.before(shown.before);
      if (shown.after) quote.after(shown.after);
    }
    button.setAttribute("aria-expanded", String(!open));
    button.focus({ preventScroll: true }); // the card stays as long as the focus is in it
    relabel(button, open ? "Show what stands around it" : "Show the quote alone");
    changed();
  }
  return button;
}

async function read(cited) {
  try {
    const { before, after } = await fetchJson(address(`/api/around/${encodeURIComponent(cited.article)}?start=${cited.start}&end=${cited.end}`));
    if (before.length || after.length) return { before: context("Before it:", before), after: context("After it:", after) };
    return { after: element("p", { className: "around", textContent: "Nothing else stands in its section." }) };
  } catch (error) {
    return { after: element("p", { className: "around", role: "alert", textContent: error.message }) };
  }
}

/** Not quoted, and said to be so. */
function context(words, sentences) {
  if (!sentences.length) return null;
  return element("p", { className: "around", dir: "auto" }, element("small", { textContent: words }), " ", sentences.join(" "));
}
