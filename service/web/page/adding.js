/** Sources put in and taken out, where the service allows it: each file with how far it is. */
import { address } from "./address.js";
import { element, tool } from "./dom.js";
import { events } from "./events.js";

const STEPS = { waiting: "Waits", received: "Received", read: "Read", encoded: "Encoded", indexed: "In the index", removed: "Removed" };
const never = new AbortController().signal;
const key = element("input", { type: "password", id: "sources-key", autocomplete: "off" });
const into = element("select", { id: "sources-into" });
const progress = element("ul", { id: "sources-progress", ariaLabel: "Files on their way" });
const stage = element("p", { className: "quiet", role: "status" });
let done = () => {};
let busy = false;
let made = false;

/** Have `changed` called when the index has changed. */
export function changing(changed) {
  done = changed;
}

/** Put into `place` what is needed to add files, where that is allowed. */
export function adding(place, { changes, articles, folders }) {
  if (!changes.allowed) return;
  place.hidden = false;
  if (changes.lacking) return void place.replaceChildren(place.firstElementChild, element("p", { className: "problem", textContent: `Nothing can be added here: ${changes.lacking}` }));
  const names = folders.length ? folders : [...new Set(articles.map((one) => one.collection).filter((name) => name !== null))];
  const kept = into.value;
  into.replaceChildren(...(folders.length ? [] : [element("option", { value: "", textContent: "no collection" })]), ...names.map((name) => element("option", { value: name, textContent: name })));
  if (names.includes(kept)) into.value = kept;
  if (!made) {
    place.append(...form(changes, place));
    place.after(stage, progress); // a removal is told of too
  }
  made = true;
  into.parentElement.hidden = !names.length;
}

function form(changes, place) {
  const [files, folder] = [picker({ multiple: true }), picker({ webkitdirectory: true })];
  const drop = element(
    "div",
    { id: "sources-drop" },
    element("p", { textContent: "Drop files or a folder here, or choose them." }),
    element("p", { className: "actions" }, tool("new", "Choose files", () => files.click()), tool("new", "Choose a folder", () => folder.click())),
    element("p", { className: "quiet", textContent: `What is read: ${changes.formats}. At most ${changes.largest / 2 ** 20} MB a file.` }),
    files,
    folder,
  );
  const panel = place.closest("dialog"); // all of it takes what is dropped, else the browser would leave the page for it
  panel.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.open = true;
    drop.classList.add("over");
  });
  panel.addEventListener("dragleave", () => drop.classList.remove("over"));
  panel.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const found = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry() ?? one.getAsFile()).filter(Boolean);
    send((await Promise.all(found.map((one) => (one instanceof File ? [{ file: one, path: one.name }] : below(one))))).flat());
  });
  const asked = changes.key && element("label", {}, element("span", { textContent: "Key for changes" }), key);
  return [asked, element("label", {}, element("span", { textContent: "Add to" }), into), drop].filter(Boolean);
}

function picker(what) {
  const input = element("input", { type: "file", hidden: true, ...what });
  input.addEventListener("change", () => {
    send([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = "";
  });
  return input;
}

/** The files of what was dropped, folders with all that is in them. */
async function below(entry) {
  if (entry.isFile) return [{ file: await new Promise((take, fail) => entry.file(take, fail)), path: entry.fullPath.slice(1) }];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((take, fail) => reader.readEntries(take, fail)); // a hundred at a time
    if (!some.length) return (await Promise.all(found.map(below))).flat();
    found.push(...some);
  }
}

/** Send files one after the other, then have the index follow; hidden files are no sources. */
async function send(chosen) {
  const wanted = chosen.filter(({ path }) => !/(^|\/)[.]/.test(path));
  if (busy || !wanted.length) return;
  busy = true;
  progress.replaceChildren();
  const lines = wanted.map(({ file, path }) => line(into.value ? `${into.value}/${path}` : path, file));
  for (const one of lines) await put(one);
  await update(lines.filter((one) => one.sent), []);
  busy = false;
}

function line(path, file) {
  const step = element("span", { className: "step", textContent: STEPS.waiting });
  const shown = element("li", {}, element("b", { dir: "auto", textContent: path }), step);
  progress.append(shown);
  return { path, file, step, shown, sent: false };
}

async function put(one, replace = false) {
  const to = address(`/api/sources/file?${new URLSearchParams({ path: one.path, ...(replace && { replace: "true" }) })}`);
  try {
    await reply(fetch(to, { method: "PUT", headers: headers(), body: one.file }));
    one.sent = true;
    tell(one, STEPS.received);
  } catch (error) {
    tell(one, error.message, true);
    if (error.status !== 409) return;
    const again = tool("save", "Replace it", async () => {
      if (busy) return;
      busy = true;
      again.remove();
      await put(one, true);
      if (one.sent) await update([one], []);
      busy = false;
    });
    again.setAttribute("aria-label", `Replace ${one.path}`);
    one.shown.append(again);
  }
}

/** Have the index follow what was put in and taken out, and tell of each file what comes of it. */
async function update(added, removed) {
  if (!added.length && !removed.length) return;
  const lines = new Map(added.map((one) => [one.path, one]));
  stage.textContent = "The index is brought up to date; questions are answered meanwhile.";
  try {
    const body = JSON.stringify({ added: [...lines.keys()], removed });
    const response = await fetch(address("/api/sources/update"), { method: "POST", headers: { ...headers(), Accept: "text/event-stream", "Content-Type": "application/json" }, body });
    if (!response.ok) await reply(Promise.resolve(response));
    let whole = false;
    for await (const { name, data } of events(response.body.pipeThrough(new TextDecoderStream()).getReader(), never)) {
      if (name === "error") throw new Error(data.error.message);
      if (name === "progress" && data.total) stage.textContent = `${data.stage[0].toUpperCase()}${data.stage.slice(1)}: ${data.done} of ${data.total}`;
      if (name === "file" && lines.has(data.path)) tell(lines.get(data.path), [STEPS[data.step], data.message].filter(Boolean).join(": "), data.step === "problem");
      whole ||= name === "done";
    }
    if (!whole) throw new Error("The connection broke; what was sent is in the folder of sources.");
    stage.textContent = "The index is up to date.";
    await done();
  } catch (error) {
    stage.replaceChildren(element("span", { className: "problem", textContent: error.message }), " ", tool("history", "Try again", () => update(added, removed)));
  }
}

/** A button that takes out a file, with what it holds. */
export function removal(file, titles) {
  const button = tool("delete", `Remove ${file}`, async () => {
    if (busy) return;
    const more = titles.length > 1 ? ` with ${titles.length} articles` : titles.length ? ` (“${titles[0]}”)` : "";
    if (!window.confirm(`Remove ${file}${more}? Nothing is answered from it any more. The file is moved out of the sources; whoever keeps the folder can put it back.`)) return;
    busy = true;
    progress.replaceChildren();
    const one = line(file, null);
    try {
      await reply(fetch(address("/api/sources/remove"), { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify({ files: [file] }) }));
      tell(one, STEPS.removed);
      document.getElementById("sources-search").focus(); // what was pressed goes
      await update([], [file]);
    } catch (error) {
      tell(one, error.message, true);
    }
    busy = false;
  }, { className: "tool bare" });
  return button;
}

function tell(one, words, wrong = false) {
  one.step.textContent = words;
  one.shown.classList.toggle("wrong", wrong);
}

function headers() {
  return { "X-CareerQA": "change", ...(key.value && { Authorization: `Bearer ${key.value}` }) };
}

/** The JSON of a reply; an error carries the service's own message, and its status. */
async function reply(promise) {
  const response = await promise.catch(() => {
    throw new Error("The service cannot be reached.");
  });
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  if (response.status === 401) key.focus();
  throw Object.assign(new Error(body?.error?.message ?? `The service answered ${response.status}.`), { status: response.status });
}
