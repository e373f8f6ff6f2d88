/** What is asked: collections in the list beside the question, articles by their titles above it; none chosen means everywhere. */
import { element, tool } from "./dom.js";
import { tellNames, words } from "./known.js";

const MOST = 200; // that a question may name
const SHOWN = 3; // titles above the question
const shown = document.getElementById("within");
const boxes = shown ? [...shown.querySelectorAll("input")] : [];
const row = element("p", { id: "within-others", hidden: true });
const others = new Set(); // what is chosen and has no box
let told = () => {};

/** The names of what is chosen. */
export function chosen() {
  return [...boxes.filter((box) => box.checked).map((box) => box.value), ...others];
}

/** Whether a name is that of a collection beside the question. */
export function isListed(name) {
  return boxes.some((box) => box.value === name);
}

/** Choose these. */
export function choose(names) {
  for (const box of boxes) box.checked = names.includes(box.value);
  others.clear();
  for (const name of names) if (!isListed(name)) others.add(name);
  tell();
}

/** Choose one more, or one less; says whether that was possible. */
export function chooseOne(name, wanted) {
  if (wanted && chosen().length >= MOST) return false;
  const box = boxes.find((one) => one.value === name);
  if (box) box.checked = wanted;
  else if (wanted) others.add(name);
  else others.delete(name);
  tell();
  told();
  return true;
}

/** Have `changed` called when somebody chooses; Escape, and a click or the focus elsewhere, close the list. */
export function choice(changed) {
  told = changed;
  if (shown) shown.after(row);
  else document.getElementById("ask").prepend(row);
  tell();
  if (!shown) return;
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
  const names = boxes.filter((box) => box.checked).map((box) => box.nextElementSibling.textContent);
  if (shown) document.getElementById("within-chosen").textContent = [names.length ? `only in ${names.join(", ")}` : "", others.size ? `${names.length ? ", and" : "only"} in:` : ""].join("") || "everywhere";
  row.hidden = !others.size;
  row.replaceChildren(...(others.size ? [!shown && element("span", { textContent: "Looking only in" }), ...list()].filter(Boolean) : []));
}

/** The first of the chosen titles, each with a button that has it chosen no more, and one for all of them. */
function list() {
  const first = [...others].slice(0, SHOWN).map((name) => {
    const title = element("span", { dir: "auto" });
    const gone = tool("close", `Do not ask only ${words(name)}`, () => without([name]), { className: "tool bare" });
    tellNames(title, [name], () => false);
    return element("span", { className: "picked" }, title, gone);
  });
  const more = others.size > SHOWN && element("span", { textContent: `and ${others.size - SHOWN} more` });
  const clear = others.size > 1 && tool("close", "Clear", () => without([...others]));
  return [clear, ...first, more].filter(Boolean);
}

function without(names) {
  for (const name of names) others.delete(name);
  tell();
  told();
  (row.querySelector("button") ?? document.getElementById("question")).focus(); // what was pressed is gone
}
