/** A question to the service, and its answer as the events that arrive. */
import { address } from "./address.js";

/** Why there is no answer; `again` says whether asking once more may help. */
export class AskError extends Error {
  constructor(message, again = true) {
    super(message);
    this.again = again;
  }
}

/** Ask, and yield `{ name, data }` for each event; the last is `answer`. Throws `AskError`, or what `signal` aborts with. */
export async function* ask(question, history, within, signal) {
  const response = await reached(
    fetch(address("/api/ask"), {
      method: "POST",
      headers: { Accept: "text/event-stream", "Content-Type": "application/json" },
      body: JSON.stringify({ question, history, ...(within.length && { in: within }) }),
      signal,
    }),
    signal,
    "The service cannot be reached.",
  );
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    throw new AskError(`The service answered ${response.status}.`);
  }
  let whole = false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for await (const event of events(reader, signal)) {
    if (event.name === "error") throw new AskError(event.data.error.message, response.status >= 500 || response.status === 200);
    whole ||= event.name === "answer";
    yield event;
  }
  if (!whole) throw new AskError("The connection broke before the answer was whole.");
}

/** The events of a body that is read, as they come. */
export async function* events(reader, signal) {
  let rest = "";
  for (;;) {
    const { value, done } = await reached(reader.read(), signal, "The connection broke before the answer was whole.");
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event.data) yield { name: event.name, data: JSON.parse(event.data) };
    }
  }
}

/** Name and data of a block of lines; comments and other fields are passed over. */
function parse(block) {
  const event = { name: "message", data: "" };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event.name = value;
    if (field === "data") event.data += value;
  }
  return event;
}

async function reached(promise, signal, message) {
  try {
    return await promise;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new AskError(message);
  }
}
