/** The questions to begin with: the service finds them in the background when it has started. */
import { address } from "./address.js";
import { element, fetchJson } from "./dom.js";

const AGAIN = 1500; // milliseconds
const TRIES = 20;

/** Show them in a list as soon as all are found; `ask` asks the one that is clicked. */
export async function showExamples(list, ask, tries = TRIES) {
  const { questions, whole } = await fetchJson(address("/api/examples"));
  const items = questions.map((question) => {
    const button = element("button", { type: "button", dir: "auto", textContent: question });
    button.addEventListener("click", () => ask(question));
    return element("li", {}, button);
  });
  if (questions.length !== list.children.length) list.replaceChildren(...items);
  if (!whole && tries && list.checkVisibility()) setTimeout(() => showExamples(list, ask, tries - 1).catch(() => {}), AGAIN);
}
