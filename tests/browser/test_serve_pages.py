"""The pages of `kg serve` in a browser: no serious finding of axe-core, no sideways scrolling on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.chromium import serious
from playwright.sync_api import Browser, Page
from server import Server, serving

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "search": "/?q=hai+hung",
    "unit": "/id/unit/hai-hung-19699-20200101",
    "person": "/id/person/tran-duc-lenh-8a3639?lang=en",
    "body": "/id/body/cap-uy--hai-lang-470",
    "fact": "/id/change/merge--hai-hung-19699-20200101--b21000",
    "article": "/id/src/text-20200106-e6823944fce3",
    "code": "/code/role-bi-thu",
    "vocabulary": "/ns",
    "question": "/query?question=lineage",
    "mistake": "/query?query=SELEC",
    "missing": "/id/person/nobody",
}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store) as found:
        yield found


def _opened(chromium: Browser, server: Server, path: str, **options: object) -> Page:
    page = chromium.new_page(**options)  # type: ignore[arg-type]
    page.goto(server.address + path)
    return page


@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in PAGES), ("unit", "dark"), ("question", "dark")]
)
def test_axe_finds_nothing_serious(chromium: Browser, server: Server, axe: str, name: str, scheme: str) -> None:
    page = _opened(chromium, server, PAGES[name], bypass_csp=True, color_scheme=scheme)
    assert not serious(page, axe)
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_need_not_scroll_sideways(chromium: Browser, server: Server, name: str) -> None:
    page = _opened(chromium, server, PAGES[name], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


def test_pages_ask_this_server_alone_and_complain_of_nothing(chromium: Browser, server: Server) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    for name in ("home", "unit", "article", "question"):
        page.goto(server.address + PAGES[name])
    page.close()
    assert [url for url in asked if not url.startswith((server.address, "data:"))] == []
    assert said == []


def test_the_editor_asks_this_server_alone(chromium: Browser, server: Server) -> None:
    """YASGUI is for those who like it; the page of questions, which the tests above hold, does all without it."""
    page = chromium.new_page(viewport=PHONE)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(server.address + "/editor")
    page.wait_for_selector("html[data-ready='1']")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.select_option("#saved", "lineage")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table td")
    assert "Xã Hải Quế" in page.inner_text(".yasr table")
    page.close()
    assert [url for url in asked if not url.startswith((server.address, "data:", "blob:"))] == []
    assert said == []


def test_from_search_to_the_sentence(chromium: Browser, server: Server) -> None:
    page = _opened(chromium, server, "/", viewport=PHONE)
    page.fill("#q", "hai hung")
    page.keyboard.press("Enter")
    page.click("ol.results a >> nth=0")
    assert page.inner_text("h1") == "Xã Hải Hưng"
    page.click("ol.timeline a:has-text('Trần Đức Lệnh')")
    fact = page.locator("li.fact:target")
    assert "Trần Đức Lệnh" in fact.inner_text()
    assert "chỉ định giữ chức Bí thư Đảng ủy xã Hải Hưng" in fact.locator("mark").first.inner_text()
    fact.locator("figcaption a").first.click()
    assert page.locator(".article mark").count() > 0
    page.close()


def test_the_network_opens_on_the_page_of_a_thing(chromium: Browser, server: Server) -> None:
    page = _opened(chromium, server, PAGES["person"])
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.click("summary:has-text('The network around it')")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready='1']").wait_for(state="attached", timeout=15_000)
    assert "Trần Đức Lệnh" in frame.locator("#panel").inner_text()
    assert said == []
    page.close()
