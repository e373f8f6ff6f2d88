/** Back closes what is open: each open dialog has an entry of its own in the browser's history, and goes with it.
 *
 * An entry's state is `{ page, dialogs }`: which page it belongs to and how many dialogs are open over that. What
 * is open decides: after every change `settle` adds the entries that are missing and goes back over those that are
 * too many, so that Escape, a button and Back leave the same history, and Forward finds nothing to do.
 */

let open = []; // dialogs, the latest last
let page = window.history.state?.page ?? null; // null: its dialogs have no entries yet
let entries = window.history.state?.dialogs ?? 0; // of dialogs, up to the one where we are
let going = false; // on the way to another entry, which `popstate` ends
let shown = window.location.href; // the address of the page, also where it changed under an open dialog
let next = null; // the address that comes instead of what is open
let moved = () => {};

/** Show a dialog, over the page or beside it, until it is closed in whatever way. */
export function openDialog(dialog, modal = true) {
  if (dialog.open) return;
  if (modal) dialog.showModal();
  else dialog.show();
  open = [...open.filter((other) => other !== dialog), dialog];
  dialog.addEventListener("close", settle); // once for each dialog, however often it is opened
  settle();
}

/** Close a dialog, if it is open. */
export function closeDialog(dialog) {
  if (dialog.open) dialog.close();
}

/** Another address for the page that is shown; its dialogs stay. */
export function readdress(address) {
  window.history.replaceState(window.history.state, "", address);
  shown = window.location.href;
}

/** Leave the page that is shown, and its dialogs, for another address. */
export function leave(address) {
  next = address;
  for (const dialog of open) closeDialog(dialog);
  settle();
}

/** Have `follow` called when the browser goes to another page of its history; begin with what a reload left. */
export function onMove(follow) {
  moved = follow;
  window.history.scrollRestoration = "manual"; // the page itself knows where its last turn is
  settle();
}

function settle() {
  if (going) return;
  open = open.filter((dialog) => dialog.open);
  if (next !== null) return void turn();
  if (entries > open.length) return go(open.length - entries);
  while (entries < open.length) {
    if (page === null) {
      page = Math.random();
      window.history.replaceState({ page, dialogs: 0 }, "");
    }
    entries += 1;
    window.history.pushState({ page, dialogs: entries }, "");
  }
}

/** The next address in place of the one entry of a dialog, or behind the page's own. */
function turn() {
  if (entries > 1) return go(1 - entries);
  window.history[entries ? "replaceState" : "pushState"](null, "", next);
  [page, entries, next, shown] = [null, 0, null, window.location.href];
}

function go(by) {
  going = true;
  window.history.go(by);
}

window.addEventListener("popstate", () => {
  const { state } = window.history;
  const asked = !going; // by the reader, not by `go`
  going = false;
  entries = state?.dialogs ?? 0;
  if (page !== null && state?.page === page) {
    if (asked) open.slice(entries).forEach(closeDialog);
    readdress(shown);
  } else {
    [page, shown] = [state?.page ?? null, window.location.href];
    open.forEach(closeDialog);
    moved();
  }
  settle();
});
