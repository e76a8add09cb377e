"""Open a page in headless Chromium with the network off, and note all that it asks for, says, or breaks on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-software-rasterizer"
)


@dataclass
class Opened:
    """A page and what was seen of it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("kg.shown()")
        return found

    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def find(self, text: str) -> None:
        self.page.fill("input[type=search]", text)
        self.page.keyboard.press("Enter")


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = next(found for name in NAMES if (found := shutil.which(name)))
        opened = playwright.chromium.launch(executable_path=path, args=QUIET.split())
        yield opened
        opened.close()


def open_page(
    browser: Browser, file: Path, hash_: str = "", size: tuple[int, int] = (1280, 800), **more: Any
) -> Opened:
    """`file` with the network off; waits until it is ready. Motion is off, so that nothing has to be waited for."""
    options = {"reduced_motion": "reduce"} | more
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
    context.set_default_timeout(15_000)
    opened = Opened(context.new_page())
    opened.page.on("request", lambda r: opened.requests.append(r.url))
    opened.page.on("console", lambda m: opened.messages.append(f"{m.type}: {m.text}"))
    opened.page.on("pageerror", lambda e: opened.messages.append(f"error: {e}"))
    opened.page.goto(file.as_uri() + hash_)
    opened.page.wait_for_selector('html[data-ready="1"]')
    return opened
