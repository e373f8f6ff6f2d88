/** A question that was asked, to be changed where it stands and asked again. */
import { element, grow, tool } from "./dom.js";
import { limited } from "./limit.js";

const LONGEST = Number(document.body.dataset.longestQuestion);

/** A question with its pencil. An event `changed` has the new question as `detail`; who cannot ask it now cancels it. */
export function editable(asked) {
  const pencil = tool("edit", "Edit question", edit, { className: "tool bare" });
  const shown = element("div", { className: "question" }, pencil, asked);

  function edit() {
    const box = element("textarea", { value: asked.textContent, rows: 1, dir: "auto" });
    const cancel = element("button", { type: "button", className: "tool", textContent: "Cancel" });
    const send = element("button", { type: "submit", className: "tool", textContent: "Ask again" });
    const form = element("form", { className: "edit" }, element("label", {}, "Edit question", box), element("p", { className: "quiet", textContent: lost() }), element("p", { className: "actions" }, send, cancel));
    const fits = limited(box, LONGEST);

    function leave() {
      form.replaceWith(shown);
      pencil.focus();
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const detail = box.value.trim();
      if (!detail || !fits()) return box.focus();
      if (detail === asked.textContent) return leave();
      if (form.dispatchEvent(new CustomEvent("changed", { detail, bubbles: true, cancelable: true }))) form.replaceWith(shown);
    });
    form.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey || event.target !== box))) return;
      event.preventDefault(); // a pane beside the conversation stays open
      if (event.key === "Escape") leave();
      else form.requestSubmit(send);
    });
    cancel.addEventListener("click", leave);
    box.addEventListener("input", () => grow(box));
    shown.replaceWith(form);
    grow(box);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /** What the new answer takes the place of. */
  function lost() {
    const turns = [...document.querySelectorAll("#conversation > .turn")];
    const after = turns.length - 1 - turns.indexOf(shown.closest(".turn"));
    const others = after > 1 ? ` and the ${after} after it go` : after ? " and the one after it go" : " goes";
    return `Once the new answer is there, this one${others}.`;
  }

  return shown;
}
