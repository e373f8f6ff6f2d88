/** Answers and conversations as Markdown, with links to the places they quote. */
import { closed } from "./answer.js";
import { words } from "./known.js";
import { sourceAddress, time } from "./places.js";
import { titleOf } from "./store.js";
import { markdownAddress, markdownText, webAddress } from "./text.js";

/** An answer, an item of a list and our own words each for itself, with the numbered list of its sources. */
export function answerMarkdown({ answer, sentences }) {
  const blocks = [];
  sentences.forEach((entry, place) => {
    const before = sentences[place - 1];
    const text = [markdownText(closed(entry)), ...entry.citations.map((number) => `[${number}]`)].join(" ");
    if (before?.citations.length && entry.citations.length && entry.item === before.item) blocks.push(`${blocks.pop()} ${text}`);
    else blocks.push(entry.head ? `### ${text}` : entry.item === null ? text : `* ${text}`);
  });
  const said = blocks.join("\n\n");
  const lines = answer.citations.map((cited) => {
    const notes = [cited.speaker, time(cited.timestamp)].filter(Boolean).join(", ");
    const where = `[${markdownText(cited.place)}${notes ? `, ${markdownText(notes)}` : ""}](${markdownAddress(webAddress(cited.url) ?? sourceAddress(cited))})`;
    const licence = cited.licence ? ` (${markdownText(cited.licence)})` : "";
    return `${cited.number}. ${where}: “${markdownText(cited.quote)}”${licence}`;
  });
  const sure = answer.sureness?.degree === "likely" && !answer.parts ? [`*${markdownText(answer.sureness.words)}.*`] : [];
  const note = answer.note ? [`*${markdownText(answer.note)}*`] : [];
  const looked = answer.within ? [`*Looked only in: ${markdownText(answer.within.map(words).join(", "))}*`] : [];
  return [said, ...sure, ...looked, ...note, lines.join("\n")].filter(Boolean).join("\n\n");
}

/** The title, and below it every question as a heading with its answer. */
export function conversationMarkdown(one) {
  return `# ${markdownText(titleOf(one))}\n\n${one.turns.map((turn) => `## ${markdownText(turn.question)}\n\n${answerMarkdown(turn)}`).join("\n\n")}\n`;
}
