/** How long a text may be: a counter near the limit, a refusal above it. Nothing is cut. */
import { element } from "./dom.js";

const NEAR = 0.9; // of the limit, from where the counter is shown

/** Count above a box, in characters as the service counts them; returns a function that tells whether the text fits. */
export function limited(box, longest) {
  const count = element("span");
  const refusal = element("strong", { role: "alert" });
  const line = element("p", { className: "limit", hidden: true }, count, refusal);
  box.before(line);

  function look() {
    const length = [...box.value.trim()].length;
    const over = length > longest;
    count.textContent = `${length.toLocaleString("en")} of ${longest.toLocaleString("en")} characters. `;
    line.hidden = length < NEAR * longest;
    box.ariaInvalid = over ? "true" : null;
    if (over !== Boolean(refusal.textContent)) refusal.textContent = over ? "Too long to be sent: please shorten it." : "";
    return !over;
  }

  box.addEventListener("input", look);
  look();
  return () => {
    refusal.textContent = ""; // so that it is said once more
    return look();
  };
}
