/** Text out of the page: to the clipboard, into a file. */
import { element, relabel, tool } from "./dom.js";

const SHOWN = 2000; // milliseconds
const LONGEST_NAME = 50; // characters, so that no script needs more bytes than a name may have

/** A button that copies what `text` returns, and says so. */
export function copyButton(name, words, text) {
  return tool(name, words, (event) => copyWith(event.currentTarget, text()), { className: "tool bare" });
}

/** Copy, and let the button say what came of it for a while. */
export async function copyWith(button, text) {
  const words = button.querySelector("span").textContent;
  relabel(button, (await copied(text)) ? "Copied" : "Copying is not allowed here");
  button.classList.add("told");
  setTimeout(() => {
    relabel(button, words);
    button.classList.remove("told");
  }, SHOWN);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A file's name from a day and words: letters and numbers of any script, which every system takes. */
export function fileName(words, time) {
  const date = new Date(time);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((number) => String(number).padStart(2, "0")).join("-");
  const safe = words.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-/, "");
  const short = [...safe].slice(0, LONGEST_NAME).join("");
  return `${day}-${short === safe ? short : short.replace(/-[^-]*$/, "")}.md`.replace("-.md", ".md");
}

/** Offer text as a file. */
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), SHOWN);
}
