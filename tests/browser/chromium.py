"""Open a page in headless Chromium with the network off, and note all that it asks for, says, or breaks on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
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


def axe_script(folder: Path) -> str:
    """axe-core, the checker of pages for people who see or move otherwise, from the registry of JavaScript packages.

    Without npm or a registry in reach the test is passed over.
    """
    if not shutil.which("npm"):
        pytest.skip("npm is missing, which fetches axe-core")
    try:
        got = subprocess.run(["npm", "pack", "axe-core@4"], cwd=folder, capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("no registry answers, from which to fetch axe-core")
    packed = list(folder.glob("axe-core-*.tgz"))
    if got.returncode or not packed:
        pytest.skip("no registry is in reach, from which to fetch axe-core")
    shutil.unpack_archive(packed[0], folder, filter="data")
    return (folder / "package" / "axe.min.js").read_text(encoding="utf-8")


def serious(page: Page, axe: str) -> list[tuple[str, list[str]]]:
    """What axe-core calls serious or critical: rule and markup. The page must be opened with `bypass_csp`, for the
    checker is a script that its policy would not let in."""
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    return [(f["id"], [n["html"] for n in f["nodes"]]) for f in found if f["impact"] in ("serious", "critical")]
