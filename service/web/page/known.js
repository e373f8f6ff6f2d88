/** What the sources are: fetched once, when something first asks for it, and anew when they were changed. */
import { address } from "./address.js";
import { fetchJson } from "./dom.js";
import { harmless } from "./text.js";

let asked = null;
let titles = new Map();

/** Everything that is known; `anew` asks the service again. */
export function known(anew = false) {
  if (anew || !asked) asked = ask();
  return asked;
}

async function ask() {
  try {
    const found = await fetchJson(address("/api/sources"));
    titles = new Map(found.articles.flatMap((one) => [[one.path, one.title], [one.id, one.title]]));
    for (const one of found.articles) titles.delete(one.collection); // the name is the collection's
    return found;
  } catch (error) {
    asked = null;
    throw error;
  }
}

/** A collection's name, or an article's title as far as it is known. */
export function words(name) {
  return titles.get(name) ?? name;
}

/** Have an element list names, with titles as soon as they are known; `plain` tells what has none. */
export function tellNames(shown, names, plain) {
  shown.textContent = harmless(names.map(words).join(", "));
  if (names.every((name) => titles.has(name) || plain(name))) return;
  known().then(() => { shown.textContent = harmless(names.map(words).join(", ")); }, () => {});
}
