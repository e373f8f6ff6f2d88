/** The choice of collections beside the question, where the sources have several; none chosen means everywhere. */

const shown = document.getElementById("within");
const boxes = shown ? [...shown.querySelectorAll("input")] : [];

/** The names of the collections that are chosen. */
export function chosen() {
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

/** Choose these, as far as they are there. */
export function choose(names) {
  for (const box of boxes) box.checked = names.includes(box.value);
  tell();
}

/** Have `changed` called when somebody chooses; Escape, and a click or the focus elsewhere, close the list. */
export function choice(changed) {
  if (!shown) return;
  tell();
  shown.addEventListener("change", () => {
    tell();
    changed();
  });
  shown.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown.open) return;
    shown.open = false;
    shown.querySelector("summary").focus();
    event.preventDefault(); // a pane beside the conversation stays open
  });
  shown.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !shown.contains(event.relatedTarget)) shown.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!shown.contains(event.target)) shown.open = false;
  });
}

function tell() {
  const names = chosen();
  if (shown) document.getElementById("within-chosen").textContent = names.length ? `only in ${names.join(", ")}` : "everywhere";
}
