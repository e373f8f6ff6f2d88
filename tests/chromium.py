"""The browser of the browser tests: the system's Chromium, else the one that playwright installs."""

import shutil
from collections.abc import Mapping
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
ADVICE = "no Chromium starts: `apt-get install chromium` or `.venv/bin/playwright install --with-deps chromium`"


def insisted(environment: Mapping[str, str]) -> bool:
    """Whether tests without a browser are to fail instead of being skipped, as in CI."""
    return environment.get("CAREERQA_BROWSER") == "required"


def start_chromium(playwright: "Playwright") -> "Browser | None":
    """A browser without a window, the first that starts of those that are installed; None where none does."""
    from playwright.sync_api import Error

    # None is the browser that `playwright install chromium` puts into its own folder
    for path in (*filter(None, map(shutil.which, NAMES)), None):
        try:
            return playwright.chromium.launch(executable_path=path, args=QUIET)
        except Error:
            continue
    return None
