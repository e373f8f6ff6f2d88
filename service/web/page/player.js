/** The video of a source: a player that is loaded from YouTube only when somebody asks for it, and a link that always works, as for what else is on the web. */
import { element, tool } from "./dom.js";
import { isVideo, time, webLink } from "./places.js";

const HOST = "https://www.youtube-nocookie.com";

/** What to put where the video of a citation belongs; a link where it is no video, nothing where there is no address. */
export function player(cited) {
  if (!cited.url) return [];
  const { video, seconds } = read(cited.url);
  const link = webLink(cited);
  if (!video) return [link];
  const words = cited.timestamp ? `Play here from ${time(cited.timestamp)}` : "Play here";
  const play = tool("play", words, () => {
    const frame = element("iframe", { title: `Video: ${cited.title}`, allow: "autoplay; encrypted-media; fullscreen; picture-in-picture" });
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays nothing for a page that does not say where it is
    frame.src = `${HOST}/embed/${video}?start=${seconds}&autoplay=1`;
    warning.replaceWith(frame);
    play.remove();
    frame.focus();
  });
  const warning = element("p", { className: "quiet", textContent: "Playing loads the video from YouTube." });
  return [element("p", { className: "actions" }, play, link), warning];
}

function read(url) {
  if (!isVideo(url)) return {};
  const address = new URL(url);
  const [, video] = /^([\w-]{6,20})$/.exec(address.searchParams.get("v") ?? "") ?? [];
  return { video, seconds: Number.parseInt(address.searchParams.get("t") ?? "0", 10) || 0 };
}
