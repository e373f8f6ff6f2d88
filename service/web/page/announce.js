/** What a screen reader is told while an answer arrives: each sentence once. */
import { element } from "./dom.js";

const announcer = document.getElementById("announcer");

/** Say something, after what was said before. */
export function announce(text) {
  announcer.append(element("p", { dir: "auto", textContent: text }));
}

/** Forget what was said, before another answer. */
export function silence() {
  announcer.replaceChildren();
}
