/** Light or dark: as the system has it, until the button is pressed. Runs before the page is shown, so it is no module. */
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  try {
    const kept = window.localStorage.getItem("careerqa.theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch {
    // a browser that keeps nothing follows the system
  }
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const tell = () => button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try {
        window.localStorage.setItem("careerqa.theme", root.dataset.theme);
      } catch {
        // it holds until the page is left
      }
      tell();
    });
    system.addEventListener("change", tell);
    button.hidden = false;
    tell();
  });
})();
