/** The list of kept conversations. */
import { element, tool } from "./dom.js";
import { conversations, forget, forgetAll, holdsAny } from "./store.js";

const drawer = document.getElementById("history");
const items = document.getElementById("history-list");
const clear = document.getElementById("history-clear");

/** Have the buttons work; `open` shows a conversation, `gone` hears of each that was deleted. */
export function historyDrawer(open, gone) {
  document.getElementById("open-history").addEventListener("click", () => {
    list();
    drawer.showModal();
  });
  document.getElementById("history-close").addEventListener("click", () => drawer.close());
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  clear.addEventListener("click", () => {
    if (!window.confirm("Delete all conversations from this browser?")) return;
    const ids = conversations().map((one) => one.id);
    forgetAll();
    ids.forEach(gone);
    list();
  });

  function list() {
    const found = conversations();
    clear.hidden = !holdsAny();
    items.replaceChildren(...(found.length ? found.map(item) : [element("li", { className: "quiet", textContent: "Nothing yet." })]));
  }

  function item(one) {
    const title = one.turns[0].question;
    const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(one.changed);
    const choose = element("button", { type: "button", className: "choose" }, element("span", { dir: "auto", textContent: title }), element("small", { textContent: when }));
    choose.addEventListener("click", () => {
      drawer.close();
      open(one.id);
    });
    const remove = tool("delete", `Delete “${title}”`, () => {
      const place = [...items.children].indexOf(remove.parentElement);
      forget(one.id);
      gone(one.id);
      list();
      const next = items.children[Math.min(place, items.children.length - 1)].querySelector("button");
      (next ?? document.getElementById("history-close")).focus();
    }, { className: "tool bare" });
    return element("li", {}, choose, remove);
  }
}
