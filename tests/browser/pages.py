"""The graphs whose pages the browser tests open, and what both kinds of those tests do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import make_graph
from pyoxigraph import Store

from kg.view import page_model, render

if TYPE_CHECKING:
    from chromium import Opened
    from playwright.sync_api import Browser

# The four graphs of the checks, and one with nothing in it.
FOUR = ("small", "district", "province", "hostile")
MAKERS: dict[str, Callable[[], Store]] = {
    "small": make_graph.small,
    "district": make_graph.district,
    "province": make_graph.province,
    "hostile": make_graph.hostile,
    "empty": Store,
}
Open = Callable[..., "Opened"]
Files = Callable[[str], Path]


def page_files(folder: Path) -> Files:
    """file("small") is the page of that graph, made when first asked for."""

    def file(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(page_model(MAKERS[name](), doubtful=name == "hostile")), encoding="utf-8")
        return path

    return file


@contextmanager
def showing(chromium: Browser, files: Files) -> Iterator[Open]:
    """show("small", "#y=2020") opens a page of that graph; at the end nothing was asked for and nothing said."""
    from chromium import open_page

    shown: list[tuple[Path, Opened]] = []

    def show(name: str, hash_: str = "", **more: Any) -> Opened:
        opened = open_page(chromium, files(name), hash_, **more)
        shown.append((files(name), opened))
        return opened

    yield show
    for file, opened in shown:
        assert {u.split("#")[0] for u in opened.requests if not u.startswith("blob:")} == {file.as_uri()}
        assert opened.messages == []
        opened.page.context.close()


def labels(opened: Opened) -> set[str]:
    """The names of all nodes that are shown."""
    names = {n[0]: n[3] for n in opened.page.evaluate("JSON.parse(document.getElementById('data').textContent).nodes")}
    return {names[i] for i in opened.shown()["nodes"]}


def saved(opened: Opened, button: str) -> bytes:
    """The file that a button of the menu gives."""
    opened.page.click("#save summary")
    with opened.page.expect_download() as download:
        opened.page.click(button)
    return Path(download.value.path()).read_bytes()
