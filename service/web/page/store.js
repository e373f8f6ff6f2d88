/** Conversations kept in the browser. Each has an entry of its own, so that two windows do not overwrite each other. */

const PREFIX = "careerqa.chat.";
const MOST = 50; // conversations

/** Every conversation that can be read, the latest first. */
export function conversations() {
  return keys()
    .map(read)
    .filter(Boolean)
    .sort((one, other) => other.changed - one.changed);
}

/** One conversation, or null. */
export function conversation(id) {
  return read(PREFIX + id);
}

/** Keep a conversation, if need be in place of what cannot be read and of the oldest others; says whether that was possible. */
export function keep(one) {
  const unread = keys().filter((key) => !read(key)).map((key) => ({ id: key.slice(PREFIX.length) }));
  const others = conversations().filter((other) => other.id !== one.id);
  for (const other of others.splice(MOST - 1)) forget(other.id);
  others.push(...unread);
  for (;;) {
    try {
      window.localStorage.setItem(PREFIX + one.id, JSON.stringify(one));
      return true;
    } catch {
      if (!others.length) return false; // it holds nothing, or not even this
      forget(others.pop().id);
    }
  }
}

/** What a conversation is called: as somebody named it, or by its first question. */
export function titleOf(one) {
  return one.title ?? one.turns[0].question;
}

/** Call a conversation something else; nothing brings its first question back. */
export function rename(id, title) {
  const one = conversation(id);
  if (one) keep({ ...one, title: title || undefined });
}

/** Whether anything is kept, also what cannot be read. */
export function holdsAny() {
  return keys().length > 0;
}

/** Delete a conversation. */
export function forget(id) {
  try {
    window.localStorage.removeItem(PREFIX + id);
  } catch {
    // what keeps nothing has nothing to forget
  }
}

/** Delete all conversations, also those that cannot be read. */
export function forgetAll() {
  for (const key of keys()) forget(key.slice(PREFIX.length));
}

function keys() {
  try {
    return Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    const found = JSON.parse(window.localStorage.getItem(key));
    return isConversation(found) && key === PREFIX + found.id ? found : null;
  } catch {
    return null;
  }
}

function isConversation(value) {
  return typeof value?.id === "string" && typeof value.changed === "number" && value.turns.length > 0 && value.turns.every(isTurn) && isNames(value.within) && isText(value.title);
}

/** Words; also none, as where an older page kept them. */
function isText(value) {
  return value === undefined || typeof value === "string";
}

function isTurn({ question, history, sentences, answer, rated, feedback, comment }) {
  const texts = [question, answer.answer, answer.status, answer.standalone_question, ...history, ...answer.related, ...answer.unanswered];
  const places = [...answer.citations, ...answer.passages];
  const numbers = new Set(answer.citations.map((cited) => cited.number));
  return (
    [...texts, ...places.flatMap((cited) => [cited.title, cited.place, cited.speaker])].every((text) => typeof text === "string") &&
    places.every((cited) => Array.isArray(cited.section)) &&
    [...sentences, ...answer.said].every((said) => isSaid(said, numbers)) &&
    isNames(answer.within) &&
    typeof answer.confidence === "number" &&
    [rated, feedback, comment].every(isText)
  );
}

/** Collections; none where everywhere was looked. */
function isNames(names) {
  return names === undefined || (Array.isArray(names) && names.every((name) => typeof name === "string"));
}

function isSaid({ text, citations, item }, numbers) {
  return typeof text === "string" && citations.every((number) => numbers.has(number)) && (item === null || Number.isInteger(item));
}
