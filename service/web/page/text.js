/** Words of others, harmless to show: as ingest/core/line.py and service/answering/markdown.py have it. */

const BREAK = /[\v\f\x1c-\x1f\x85\u2028\u2029]/g;
const CONTROL = /[\0-\x08\x0e-\x1b\x7f-\x9f\p{Cs}]/gu;
// What has no shape: it reorders or hides text; but the flags of three nations are written so.
const HIDDEN =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|[\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Co}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]|(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu;
const WEB = /^https?:\/\/[^\s/?#@\\<>"]+(?:[/?#][^\s\\<>"]*)?$/i;
// Numbers in brackets that a source wrote, one or several that touch.
const NUMBERS = /(?:[[［【〔⟦❲〖⁅][\p{N}\p{M}\p{Z}\p{Cf}\p{Pd}^,;]{1,24}[\]］】〕⟧❳〗⁆])+/gu;
const MARKUP = /[\\`*_[\]<>|~]|&(?=#?[\p{L}\p{N}]{1,40};)|\/(?=\/)|(?<=\S)@(?=\S)|(?<=\S)\.(?=\p{L}{2}|xn--)/gu;

/** Text without what reorders or hides; a mark in the place of each control character. */
export function harmless(text) {
  return text.replace(BREAK, " ").replace(CONTROL, "\ufffd").replace(HIDDEN, "$1");
}

/** An address of the web that a link may lead to, or null. */
export function webAddress(given) {
  return given && WEB.test(given) && harmless(given) === given ? given : null;
}

/** Text in one line that Markdown shows as it is; numbers in brackets as code, which ours never are. */
export function markdownText(text) {
  const line = harmless(text).replace(/[^\S\xa0]+/g, " ").replace(/^ | $/g, "");
  const opening = /^(?:[#+=-]|\d{1,9}(?=[.)]))/.exec(line)?.[0] ?? "";
  const sign = /^\d/.test(opening) ? `${opening}\\${line[opening.length]}` : opening && `\\${opening}`;
  let shown = sign;
  let at = /^\d/.test(opening) ? opening.length + 1 : opening.length;
  for (const found of line.matchAll(NUMBERS)) {
    if (found.index < at || !/\p{N}/u.test(found[0])) continue;
    shown += `${line.slice(at, found.index).replace(MARKUP, "\\$&")}\`${found[0]}\``;
    at = found.index + found[0].length;
  }
  return shown + line.slice(at).replace(MARKUP, "\\$&");
}

/** An address as it stands in a link's brackets. */
export function markdownAddress(address) {
  return address.replace(/[()|`'"^{}]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`).replace(/(&#?[\p{L}\p{N}]{1,40});/gu, "$1%3B");
}
