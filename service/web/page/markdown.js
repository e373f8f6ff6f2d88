/** Answers and conversations as Markdown, with links to the places they quote. */
import { closed } from "./answer.js";
import { words } from "./known.js";
import { sourceAddress, time } from "./places.js";
import { titleOf } from "./store.js";

/** An answer, an item of a list and our own words each for itself, with the numbered list of its sources. */
export function answerMarkdown({ answer, sentences }) {
  const blocks = [];
  sentences.forEach((entry, place) => {
    const before = sentences[place - 1];
    const text = [escaped(closed(entry)), ...entry.citations.map((number) => `[${number}]`)].join(" ");
    if (before?.citations.length && entry.citations.length && entry.item === before.item) blocks.push(`${blocks.pop()} ${text}`);
    else blocks.push(entry.head ? `### ${text}` : entry.item === null ? text : `* ${text}`);
  });
  const said = blocks.join("\n\n");
  const lines = answer.citations.map((cited) => {
    const notes = [cited.speaker, time(cited.timestamp)].filter(Boolean).join(", ");
    const where = `[${escaped(cited.place)}${notes ? `, ${escaped(notes)}` : ""}](${cited.url ?? sourceAddress(cited)})`;
    const licence = cited.licence ? ` (${escaped(cited.licence)})` : "";
    return `${cited.number}. ${where}: “${escaped(cited.quote)}”${licence}`;
  });
  const sure = answer.sureness?.degree === "likely" && !answer.parts ? [`*${escaped(answer.sureness.words)}.*`] : [];
  const note = answer.note ? [`*${escaped(answer.note)}*`] : [];
  const looked = answer.within ? [`*Looked only in: ${escaped(answer.within.map(words).join(", "))}*`] : [];
  return [said, ...sure, ...looked, ...note, lines.join("\n")].filter(Boolean).join("\n\n");
}

/** The title, and below it every question as a heading with its answer. */
export function conversationMarkdown(one) {
  return `# ${escaped(titleOf(one))}\n\n${one.turns.map((turn) => `## ${escaped(turn.question)}\n\n${answerMarkdown(turn)}`).join("\n\n")}\n`;
}

/** Text that Markdown shows as it is. */
function escaped(text) {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&")
    .replace(/^([-+]|\d+(?=[.)]))/, "\\$1");
}
