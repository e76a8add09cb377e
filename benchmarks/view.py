"""The graph page beside one of stock pyvis, of the same graph in the same browser: size, time until it is there, frames
a second while panning; then how long the layout takes, and how many nodes move when one person is added."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import Store
from pyvis.network import Network

from benchmarks.tables import show
from kg.view import PageModel, page_model, render
from kg.view.layout import layout

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from data import make_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Row = list[object]
SIZES = (100, 300, 1000, 2000, 7000)
# Stock pyvis lets a browser settle the drawing; beyond so many nodes it has not done so within the patience.
STOCK_MOST, PATIENCE = 1000, 90.0
AIMS = {300: ("< 0.7", "< 1.5", "60"), 2000: ("< 1.6", "< 4", "≥ 20")}
PANNED = 2.0
# A node has moved when it lies further off than the width of a name.
MOVED, ADDED = 60.0, 10
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Notes the moment at which vis-network shows what it has settled: stock pyvis keeps it in a variable of that name.
_WHEN_SETTLED = """
Object.defineProperty(window, "network", { configurable: true, get() { return this._network; }, set(network) {
  this._network = network;
  network.once("stabilizationIterationsDone", () => { window.readyAt = performance.now() / 1000; });
} });
"""
_COUNT_FRAMES = """
window.frames_ = 0;
const next = () => { window.frames_ += 1; requestAnimationFrame(next); };
requestAnimationFrame(next);
"""


def run(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Prints three tables; gives the rows of the first. Without Chromium or playwright there is no first."""
    models = {size: page_model(graph(size)) for size in sizes}
    rows = _beside_pyvis(models)
    _layouts(models)
    show(
        f"One person more: share of nodes that move by more than {MOVED:g} px, over {ADDED} places",
        ["nodes", "mean", "most"],
        [[size, *moved(size)] for size in (100, 300, 500, 2000) if size <= max(sizes)],
    )
    return rows


def graph(size: int) -> Store:
    """A made province of about `size` nodes, with districts of about 250 or, where it is small, five of them."""
    return make_graph.province(size, districts=max(5, size // 250), seed=11)


def _beside_pyvis(models: dict[int, PageModel]) -> list[Row]:
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if not path:
        print("Chromium is missing: no comparison with pyvis", file=sys.stderr)
        return []
    from playwright.sync_api import sync_playwright

    rows: list[Row] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        for size, model in models.items():
            ours, theirs = Path(folder) / "ours.html", Path(folder) / "theirs.html"
            ours.write_text(render(model), encoding="utf-8")
            theirs.write_text(stock(model), encoding="utf-8")
            rows += _pair(browser, size, ours, theirs)
        browser.close()
    show(
        "The page beside stock pyvis: ratios are ours to theirs",
        ["nodes", "page", "MB", "ready, s", "frames/s panning"],
        rows,
    )
    return rows


def _pair(browser: Browser, size: int, ours: Path, theirs: Path) -> list[Row]:
    mine = _measured(browser, ours)
    stock_one = _measured(browser, theirs) if size <= STOCK_MOST else (theirs.stat().st_size / 1e6, None, None)
    head, rows = f"{size:,}", []
    rows.append([head, "ours", *(f"{v:.2f}" if v is not None else "" for v in mine)])
    late = f"> {PATIENCE:g}" if size <= STOCK_MOST else "not tried"
    rows.append([head, "stock pyvis", *(f"{v:.2f}" if v is not None else late for v in stock_one)])
    both = zip(mine, stock_one, strict=True)
    rows.append([head, "ratio", *(f"{a / b:.2f}" if a is not None and b else "" for a, b in both)])
    if size in AIMS:
        rows.append([head, "aim", *AIMS[size]])
    return rows


def stock(model: PageModel) -> str:
    """The page that pyvis makes of the same nodes and edges when it is used as its manual says."""
    net = Network(directed=True, cdn_resources="in_line", height="800px")
    number = {n.id: i for i, n in enumerate(model.nodes)}
    for node in model.nodes:
        net.add_node(number[node.id], label=node.label, title=node.kind_label or node.kind, group=node.kind)
    for edge in model.edges:
        net.add_edge(number[edge.source], number[edge.target], title=edge.kind)
    page: str = net.generate_html()
    return page


def _measured(browser: Browser, file: Path) -> tuple[float, float | None, float | None]:
    """MB, seconds until the drawing is there, frames a second while it is dragged about; None for what never came."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.add_init_script(_WHEN_SETTLED)
    size = file.stat().st_size / 1e6
    try:
        ready = _until_ready(page, file)
        frames = _panned(page)
    except Exception as e:  # the browser hangs: playwright says so in several ways
        if "Timeout" not in type(e).__name__:
            raise
        ready = frames = None
    context.close()
    return size, ready, frames


def _until_ready(page: Page, file: Path) -> float:
    page.goto(file.as_uri(), wait_until="commit")
    settled = "() => window.readyAt || (document.documentElement.dataset.ready === '1' && performance.now() / 1000)"
    # Our policy forbids a predicate that is a text; an evaluation from outside it does not.
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if seconds := page.evaluate(settled):
            return float(seconds)
        page.wait_for_timeout(20)
    from playwright.sync_api import TimeoutError as TookTooLong

    raise TookTooLong(str(file))


def _panned(page: Page) -> float:
    page.evaluate(_COUNT_FRAMES)
    page.mouse.move(400, 400)
    page.mouse.down()
    begin, frames = time.monotonic(), page.evaluate("window.frames_")
    step = 0
    while time.monotonic() - begin < PANNED:
        step += 1
        page.mouse.move(400 + 3 * (step % 60), 400 + 2 * (step % 40))
    seconds = time.monotonic() - begin
    counted: int = page.evaluate("window.frames_") - frames
    page.mouse.up()
    return counted / seconds


def _layouts(models: dict[int, PageModel]) -> None:
    rows: list[Row] = []
    for size, model in models.items():
        begin = time.process_time()
        layout(model)
        rows.append([size, len(model.edges), time.process_time() - begin, "≤ 5" if size == 2000 else ""])
    show("Layout in Python", ["nodes", "edges", "s", "aim"], rows)


def moved(size: int) -> tuple[str, str]:
    """The share of nodes that one person more moves: (mean, most) over several bodies that this person may enter."""
    model = page_model(graph(size))
    old = layout(model).positions
    bodies = [n.id for n in model.nodes if n.kind == "body"]
    shares = []
    for body in bodies[:: max(1, len(bodies) // ADDED)][:ADDED]:
        new = layout(page_model(with_one_more(size, body))).positions
        shares.append(float(np.mean([np.hypot(*np.subtract(old[i], new[i])) > MOVED for i in old])))
    return f"{np.mean(shares):.1%}", f"{max(shares):.1%}"


def with_one_more(size: int, body: str) -> Store:
    """The same graph, and someone new in that body."""
    maker = make_graph.Maker()
    maker.store, maker.nodes = graph(size), 1_000_000
    source = maker.article("2023-03-03", "Bài thêm")
    where: Any = body.removeprefix(make_graph.ID)
    maker.tenure(maker.person("Người Mới Thêm"), "pho-bi-thu", where, source, day="2023-03-03")
    return maker.store
