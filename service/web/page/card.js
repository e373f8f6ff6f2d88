/** The card of a citation: what is quoted and where it stands, beside its number while that is pointed at or has the focus. */
import { aroundButton } from "./around.js";
import { element, tool } from "./dom.js";
import { placeLine, time, webLink } from "./places.js";

const GAP = 8; // pixels to the number and to the edges of the window
const GRACE = 150; // milliseconds in which the pointer may cross from the number to the card
let shown = null; // { chip, card }
let leaving;
let pointer = ""; // where it went last: a card that shrinks may let it fall on a number, which nobody pointed at
let returning = false; // the focus goes back to its number, whose card shall not come again

/** A place in the window. */
function at(event) {
  return `${event.clientX} ${event.clientY}`;
}

/** Have a number show its card; `open` opens the source. */
export function attachCard(chip, cited, open) {
  let touched = false;
  const show = () => showCard(chip, cited, open);
  chip.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && at(event) !== pointer && show());
  chip.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
  chip.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  chip.addEventListener("focus", () => chip.matches(":focus-visible") && !returning && show());
  chip.addEventListener("blur", leave);
  chip.addEventListener("click", () => {
    const first = touched && shown?.chip !== chip; // a finger cannot point: it shows the card, which has a button
    touched = false;
    if (first) return show();
    hideCard();
    open();
  });
}

/** Take the card away. */
export function hideCard() {
  clearTimeout(leaving);
  if (!shown) return;
  const { chip, card } = shown;
  const focused = card.contains(document.activeElement);
  shown = null;
  card.remove();
  chip.removeAttribute("aria-describedby");
  if (!focused) return;
  returning = true;
  chip.focus({ preventScroll: true });
  returning = false;
}

function showCard(chip, cited, open) {
  clearTimeout(leaving);
  if (shown?.chip === chip) return;
  hideCard();
  clearTimeout(leaving); // the focus left the card that went
  const opener = tool("after", "Open source", () => (hideCard(), open()), { tabIndex: -1 }); // the number itself does so for the keyboard
  const link = webLink(cited);
  if (link) link.tabIndex = -1;
  const quote = element("blockquote", { dir: "auto", textContent: cited.quote });
  const card = element(
    "div",
    { id: "card", popover: "manual" },
    placeLine(cited),
    quote,
    element("div", { className: "actions" }, aroundButton(cited, quote, settle), opener, link ?? time(cited.timestamp)),
  );
  card.addEventListener("pointerenter", () => clearTimeout(leaving));
  card.addEventListener("pointerleave", () => !card.contains(document.activeElement) && leave()); // it may have grown away from the pointer
  card.addEventListener("focusout", leave);
  card.addEventListener("focusin", () => clearTimeout(leaving));
  chip.after(card);
  chip.setAttribute("aria-describedby", "card");
  shown = { chip, card };
  card.showPopover();
  settle();
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hideCard, GRACE);
}

/** Below the number, or above it where there is more room; never outside the window. */
function settle() {
  if (!shown) return;
  const { chip, card } = shown;
  const box = chip.getBoundingClientRect();
  const above = box.top - 2 * GAP;
  const below = window.innerHeight - box.bottom - 2 * GAP;
  card.style.maxHeight = "";
  const under = card.offsetHeight <= below || below >= above;
  card.style.maxHeight = `${Math.max(under ? below : above, 0)}px`;
  card.style.top = `${under ? box.bottom + GAP : box.top - GAP - card.offsetHeight}px`;
  card.style.left = `${Math.max(GAP, Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - GAP))}px`;
}

document.addEventListener("pointermove", (event) => (pointer = at(event)), true);
window.addEventListener("resize", settle);
document.addEventListener("scroll", settle, true);
document.addEventListener("pointerdown", (event) => {
  if (shown && !shown.card.contains(event.target) && event.target !== shown.chip) hideCard();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !shown) return;
    hideCard();
    event.preventDefault(); // a pane behind the card stays open
    event.stopPropagation();
  },
  true,
);
