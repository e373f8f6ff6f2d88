"""Pictures of the chat page for the documentation, from a real server in a real browser.

`python -m benchmarks.screenshots`.
"""

import argparse
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.load import served

CHROMIUM = Path("/usr/bin/chromium")
QUESTION, UNKNOWN = "should I do an exit interview?", "how do I become a professional footballer?"
WIDE, BESIDE, PHONE = (1200, 800), (1040, 520), (360, 740)


def opened(
    browser: Browser, address: str, size: tuple[int, int], scheme: Literal["light", "dark"] = "light"
) -> Page:
    """A window of its own, in which nothing moves."""
    more: dict[str, Any] = {"device_scale_factor": 1.5} if size == PHONE else {}
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce", **more
    )
    page.goto(address)
    expect(page.locator("#examples button").first).to_be_attached()
    return page


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the whole answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".turn").last.locator(".feedback")).to_be_attached()


def open_source(page: Page) -> None:
    """Open the second number's source."""
    page.locator(".said .chip").nth(1).click()
    expect(page.locator("#source mark").first).to_be_visible()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--folder", type=Path, default=Path("docs/screenshots"))
    chosen = parser.parse_args()
    with served(chosen.index, 1) as service, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{service.port}"
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )

        def save(page: Page, name: str) -> None:
            page.screenshot(path=chosen.folder / f"page-{name}.png")
            page.close()

        page = opened(browser, address, WIDE)
        save(page, "welcome")
        page = opened(browser, address, WIDE)
        ask(page, QUESTION)
        page.locator(".said .chip").nth(1).hover()
        expect(page.locator("#card")).to_be_visible()
        save(page, "light")
        page = opened(browser, address, BESIDE, "dark")
        ask(page, QUESTION)
        open_source(page)
        save(page, "source-dark")
        page = opened(browser, address, WIDE)
        ask(page, UNKNOWN)
        save(page, "refusal")
        page = opened(browser, address, PHONE)
        ask(page, QUESTION)
        save(page, "phone")
        page = opened(browser, address, PHONE, "dark")
        ask(page, QUESTION)
        open_source(page)
        save(page, "phone-source-dark")
        browser.close()


if __name__ == "__main__":
    main()
