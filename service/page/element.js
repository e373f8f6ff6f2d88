/** An element with properties and children; strings become text, never markup. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
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
