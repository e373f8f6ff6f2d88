/** Questions that were asked before, by the arrows in the empty box, as in a terminal. */
import { put } from "./dom.js";

/** Have Up and Down walk through what `asked` returns, the latest first; an arrow within a text stays its own. */
export function recall(box, asked) {
  let questions = [];
  let at = -1; // in `questions`; before the first: what is empty

  box.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!box.value) {
      at = -1;
      questions = asked();
    } else if (box.value !== questions[at] || !atEdge(box, by)) {
      return;
    }
    const found = at + by;
    if (found < -1 || found >= questions.length) return;
    event.preventDefault();
    at = found;
    put(box, questions[at] ?? "");
    const place = by > 0 && severalLines(box) ? 0 : box.value.length; // from where the same arrow goes on
    box.setSelectionRange(place, place);
  });
}

/** Whether an arrow could move the cursor no further in this text. */
function atEdge(box, by) {
  const edge = by > 0 ? 0 : box.value.length;
  return !severalLines(box) || (box.selectionStart === edge && box.selectionEnd === edge);
}

function severalLines(box) {
  const style = getComputedStyle(box);
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
  return box.value.includes("\n") || box.scrollHeight - padding >= 1.9 * Number.parseFloat(style.lineHeight);
}
