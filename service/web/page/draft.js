/** The half-typed question, which a reload of this window leaves in the box. */
import { put } from "./dom.js";

const KEY = "careerqa.draft";

/** Put back what was typed, and keep what is typed from now on. */
export function keepDraft(box) {
  try {
    put(box, window.sessionStorage.getItem(KEY) ?? "");
    box.addEventListener("input", () => window.sessionStorage.setItem(KEY, box.value));
  } catch {
    // a browser that keeps nothing
  }
}
