/** The list of kept conversations: found by words, called by a name, deleted and brought back. */
import { closeDialog, openDialog } from "./back.js";
import { element, tool } from "./dom.js";
import { found, group } from "./finding.js";
import { conversation, conversations, forget, forgetAll, holdsAny, keep, rename, titleOf } from "./store.js";

const part = (name) => document.getElementById(name);
const drawer = part("history");
const [items, words, count, undo, clear] = ["list", "words", "found", "undo", "clear"].map((name) => part(`history-${name}`));

/** Have the buttons work; `open` shows a conversation, `changed` hears of each that was renamed, deleted or brought back. */
export function historyDrawer(open, changed) {
  part("open-history").addEventListener("click", () => {
    words.value = "";
    list();
    openDialog(drawer);
  });
  part("history-close").addEventListener("click", () => closeDialog(drawer));
  drawer.addEventListener("click", (event) => event.target === drawer && closeDialog(drawer));
  drawer.addEventListener("close", () => undo.replaceChildren());
  words.addEventListener("input", list);
  clear.addEventListener("click", () => {
    if (!window.confirm("Delete all conversations from this browser?")) return;
    const ids = conversations().map((one) => one.id);
    forgetAll();
    ids.forEach(changed);
    undo.replaceChildren();
    list();
  });

  function list() {
    const all = conversations();
    const shown = found(all, words.value);
    clear.hidden = !holdsAny();
    part("history-search").hidden = all.length < 2;
    count.textContent = words.value.trim() ? `${shown.length} of ${all.length} conversations` : "";
    const groups = Map.groupBy(shown, ({ one }) => group(one.changed));
    const parts = [...groups].map(([name, some]) => element("section", { ariaLabel: name }, element("h3", { textContent: name }), element("ul", {}, ...some.map(item))));
    items.replaceChildren(...(parts.length ? parts : [element("p", { className: "quiet", textContent: all.length ? "Nothing has these words." : "Nothing yet." })]));
  }

  function item({ one, excerpt }) {
    const title = titleOf(one);
    const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(one.changed);
    const lines = [element("span", { dir: "auto", textContent: title }), excerpt && element("small", { dir: "auto", textContent: excerpt }), element("small", { textContent: when })];
    const choose = element("button", { type: "button", className: "choose" }, ...lines);
    choose.addEventListener("click", () => open(one.id));
    const bare = { className: "tool bare" };
    const pencil = tool("edit", `Rename “${title}”`, () => edit(one, shown), bare);
    const shown = element("li", {}, choose, pencil, tool("delete", `Delete “${title}”`, () => remove(one, shown), bare));
    shown.dataset.id = one.id;
    return shown;
  }

  function edit(one, shown) {
    const name = element("input", { type: "text", value: titleOf(one), dir: "auto", ariaLabel: "Name of the conversation", enterKeyHint: "done" });
    const form = element("form", { className: "rename" }, name, element("button", { type: "submit", className: "tool", textContent: "Rename" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      rename(one.id, name.value.trim());
      changed(one.id);
      settle(one.id);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // the list stays open
      settle(one.id);
    });
    shown.replaceChildren(form);
    name.select();
  }

  /** Show the list anew, with the focus on a conversation's name, or on what is nearest to its place. */
  function settle(id, place = 0) {
    list();
    const all = [...items.querySelectorAll("li")];
    const next = all.find((each) => each.dataset.id === id) ?? all[Math.min(place, all.length - 1)];
    (next?.querySelector("button") ?? part("history-close")).focus();
  }

  function remove(one, shown) {
    const place = [...items.querySelectorAll("li")].indexOf(shown);
    forget(one.id);
    changed(one.id);
    const back = element("button", { type: "button", className: "tool", textContent: "Undo" });
    back.addEventListener("click", () => {
      if (!conversation(one.id)) keep(one);
      changed(one.id);
      undo.replaceChildren();
      settle(one.id);
    });
    undo.replaceChildren(element("span", { dir: "auto", textContent: `Deleted “${titleOf(one)}”.` }), back);
    settle(null, place);
  }
}
