/** Answers and conversations as Markdown, with links to the places they quote. */
import { itemOf } from "./answer.js";
import { place, sourceAddress, speaker, time } from "./places.js";

/** An answer, items of a list as one, with the numbered list of its sources. */
export function answerMarkdown({ answer, sentences }) {
  const blocks = [];
  let item = null;
  for (const one of sentences) {
    const text = escaped(one.text).replace(/\\\[(\d+)\\\]/g, "[$1]");
    if (blocks.length > 0 && itemOf(one) === item) blocks.push(blocks.pop() + text);
    else blocks.push(itemOf(one) === null ? text.trimStart() : `* ${text.trimStart()}`);
    item = itemOf(one);
  }
  const said = blocks.join("\n\n");
  const lines = answer.citations.map((cited) => {
    const notes = [speaker(cited), time(cited.timestamp)].filter(Boolean).join(", ");
    const where = `[${escaped(place(cited))}${notes ? `, ${escaped(notes)}` : ""}](${cited.url ?? sourceAddress(cited)})`;
    return `${cited.number}. ${where}: “${escaped(cited.quote)}”`;
  });
  const note = answer.note ? [`*${escaped(answer.note)}*`] : [];
  return [said, ...note, lines.join("\n")].filter(Boolean).join("\n\n");
}

/** Every question as a heading with its answer below. */
export function conversationMarkdown(turns) {
  return `${turns.map((turn) => `## ${escaped(turn.question)}\n\n${answerMarkdown(turn)}`).join("\n\n")}\n`;
}

/** Text that Markdown shows as it is. */
function escaped(text) {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&")
    .replace(/^([-+]|\d+(?=[.)]))/, "\\$1");
}
