"""The browser of the browser tests: the system's Chromium, else the one that playwright installs."""

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE = (
    "no Chromium starts: `apt-get install chromium` or `.venv/bin/playwright install --with-deps chromium`"
)


class NoChromiumError(RuntimeError):
    """None of the browsers that are installed starts; the message says how to get one."""


def start_chromium(playwright: "Playwright") -> "Browser":
    """A browser without a window, the first that starts; raises `NoChromiumError` where none does."""
    from playwright.sync_api import Error

    # None stands for the browser that `playwright install chromium` puts into a folder of its own
    for path in (*filter(None, map(shutil.which, NAMES)), None):
        try:
            return playwright.chromium.launch(executable_path=path, args=QUIET)
        except Error:
            continue
    raise NoChromiumError(ADVICE)
