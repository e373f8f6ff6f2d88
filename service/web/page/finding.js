/** Which conversations have some words, and when they were. */

const AROUND = 40; // characters before and behind what was found
const DAY = 24 * 60 * 60 * 1000; // milliseconds

/** The conversations that have all words in their name, questions or answers, each with what stands around the first of them. */
export function found(conversations, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return conversations.flatMap((one) => {
    const texts = [one.title ?? "", ...one.turns.flatMap((turn) => [turn.question, ...turn.sentences.map((said) => said.text)])];
    const whole = plain(texts.join("\n"));
    return words.every((word) => whole.includes(word)) ? [{ one, excerpt: excerpt(texts.slice(1), words) }] : [];
  });
}

/** What stands around the first word that is not in a conversation's first question, which is read anyway. */
function excerpt([first, ...texts], words) {
  const missing = words.filter((word) => !plain(first).includes(word));
  for (const text of missing.length ? texts : []) {
    const at = plain(text).indexOf(missing[0]);
    if (at < 0) continue;
    const [from, to] = [Math.max(0, at - AROUND), at + AROUND];
    return `${from ? "…" : ""}${text.slice(from, to).trim()}${to < text.length ? "…" : ""}`;
  }
  return "";
}

/** Small letters without accents. */
function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

/** The days under whose name a time is listed. */
export function group(time) {
  const today = new Date().setHours(0, 0, 0, 0);
  if (time >= today) return "Today";
  if (time >= today - DAY) return "Yesterday";
  if (time >= today - 6 * DAY) return "Last seven days";
  return new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" }).format(time);
}
