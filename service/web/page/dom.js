/** Elements and requests. */
import { harmless } from "./text.js";

/** An element with properties and children; strings become harmless text, never markup; what is missing is left out. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (properties.textContent) made.textContent = harmless(String(properties.textContent));
  made.append(...children.flat().filter((child) => child || child === 0).map((child) => (typeof child === "string" ? harmless(child) : child)));
  return made;
}

/** A drawing from the page's own set; what it means is said beside it. */
export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(use);
  return drawing;
}

/** A button with a drawing and words. */
export function tool(name, words, action, properties = {}) {
  const button = element("button", { type: "button", className: "tool", title: words, ...properties }, icon(name), element("span", { textContent: words }));
  button.addEventListener("click", action);
  return button;
}

/** Change the words of such a button. */
export function relabel(button, words) {
  button.querySelector("span").textContent = words;
  button.title = words;
}

/** Have a box hold a text, as if it were typed. */
export function put(box, text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Have a box fit its text, where the style sheet cannot. */
export function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** The JSON of a request; an error carries the service's own message. */
export async function fetchJson(url, options) {
  let reply;
  try {
    reply = await fetch(url, options);
  } catch {
    throw new Error("The service cannot be reached.");
  }
  const body = await reply.json().catch(() => null);
  if (!reply.ok || body === null) throw new Error(body?.error?.message ?? `The service answered ${reply.status}.`);
  return body;
}
