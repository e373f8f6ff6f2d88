/** Addresses of the service, which may be anywhere below another path: nothing in the page begins with a slash but what is given to `address`. */

const ROOT = new URL("../../", import.meta.url); // this file is at page/DIGEST/address.js

/** What to ask for a path of the service: `address("/api/ask")`, `address("/?q=why")`, `address("/#chat=a")`. */
export function address(path) {
  const { pathname, search, hash } = new URL(`.${path}`, ROOT);
  return pathname + search + hash;
}

/** Whether the window shows the conversation, and not an article or another page. */
export function atRoot() {
  return window.location.pathname === ROOT.pathname;
}
