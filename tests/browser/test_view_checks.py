"""What every graph page must stand, over four graphs: offline, silent, safe, findable, to be used by eye, ear and hand.

The other checks of a page are in test_page.py (search, panel, mergers by year, two posts) and tests/test_view.py
(bytes, size, policy); how fast it is, `python -m benchmarks view` tells.
"""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from data import make_graph
from pages import FOUR, MAKERS, Files, Open, labels, saved

from kg.view import page_model, render

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ("", "#v=lineage", "#v=list")


@pytest.mark.parametrize("name", list(MAKERS))
def test_opens_offline_in_silence(show: Open, name: str) -> None:
    opened = show(name)
    assert opened.page.locator("input[type=search]").count() == 1
    assert opened.page.evaluate("window.hacked") is None


@pytest.mark.parametrize("name", FOUR)
def test_draws_where_there_is_no_webgl(show: Open, name: str) -> None:
    opened = show(name)
    assert opened.page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    colours = opened.page.evaluate(
        """() => {
          const canvas = document.querySelector('#stage canvas');
          const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return new Set(new Uint32Array(all.buffer)).size;
        }"""
    )
    assert colours > 50


@pytest.mark.parametrize("name", FOUR)
def test_the_legend_counts_what_sparql_counts_and_filters(show: Open, name: str) -> None:
    opened = show(name)
    store = MAKERS[name]()
    # A person of whom only a doubtful post is told is not on the page.
    post = "?f a kg:Tenure ; org:member ?x ; kg:status ?s FILTER(?s != code:fact-doubtful)"
    kinds = {
        "person": f"?x a foaf:Person . {post}",
        "unit": "?x a kg:AdminUnit",
        "body": "?x a org:Organization ; kg:ofUnit ?u",
    }
    for kind, pattern in kinds.items():
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
        (row,) = store.query(query, prefixes=make_graph.NS, use_default_graph_as_union=True)  # type: ignore[misc]
        shown = opened.page.inner_text(f'[data-count="{kind}"]').replace(".", "")
        assert shown == row["n"].value  # type: ignore[index]
    opened.page.uncheck('#kinds input[value="person"]')
    assert not any(i.startswith("person/") for i in opened.shown()["nodes"])
    assert any(i.startswith("unit/") for i in opened.shown()["nodes"])
    opened.page.check('#kinds input[value="person"]')
    assert any(i.startswith("person/") for i in opened.shown()["nodes"])


@pytest.mark.parametrize("name", ["small", "district", "province"])
def test_labels_never_collide(show: Open, name: str) -> None:
    opened = show(name)
    most = 0
    for _ in range(6):
        boxes = opened.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(kg.labels()))))"
        )
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                assert not (a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1])
        most = max(most, len(boxes))
        opened.page.click("#zoom-in")
    assert most > 8


def test_every_state_has_an_address(show: Open) -> None:
    opened = show("small")
    opened.find("cap huu chieu")
    opened.page.click("text=Quanh đây")
    opened.page.evaluate("document.getElementById('year').focus()")
    opened.page.keyboard.press("End")
    opened.page.uncheck('#kinds input[value="unit"]')
    hash_ = opened.page.evaluate("location.hash")
    again = show("small", hash_)
    assert again.page.text_content("#panel h2") == "Cáp Hữu Chiểu"
    assert labels(again) == labels(opened)
    assert again.page.inner_text("#year-now") == opened.page.inner_text("#year-now") == "2025"


@pytest.mark.parametrize(
    "hash_",
    [
        "#s=<img src=x onerror=window.hacked=1>",
        "#v=__proto__&s=constructor&y=9e9",
        "#%E0%A4%A&y=-1",
        "#k=person.body.unit.place",
    ],
)
def test_a_hostile_address_falls_back(show: Open, hash_: str) -> None:
    opened = show("small", hash_)
    assert opened.page.text_content("#panel h2") == "Tổng quan"
    assert len(labels(opened)) == 15
    assert opened.page.evaluate("window.hacked") is None


def test_hostile_text_never_runs(show: Open) -> None:
    opened = show("hostile")
    page = opened.page
    box = page.locator("#stage").bounding_box()
    assert box
    for node in opened.shown()["nodes"]:
        x, y = page.evaluate("id => kg.place(id)", node)
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.evaluate("id => kg.choose(id)", node)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = false; })")
    for text in ("script", "img", "javascript", "__proto__"):
        page.fill("input[type=search]", text)
    for view in ("lineage", "list", "map"):
        page.click(f"#view-{view}")
    for button in ("#save-png", "#save-svg", "#save-csv"):
        assert saved(opened, button)
    assert page.evaluate("Object.keys(window).filter(k => k.startsWith('hacked'))") == []
    assert page.locator("main img, main svg script, aside img, #panel script, a[href^='javascript']").count() == 0


def test_what_gets_in_all_the_same_is_blocked(chromium: Any, files: Files) -> None:
    """The policy is the second wall: script, handler, style, image and fetch put in later do nothing."""
    from chromium import open_page

    opened = open_page(chromium, files("small"))
    failed: dict[str, str | None] = {}
    opened.page.on("requestfailed", lambda r: failed.update({r.url: r.failure}))
    opened.page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hacked = 1';
          document.body.append(script);
          const div = document.createElement('div');
          div.innerHTML = '<b onclick="window.hacked = 2">x</b><style>body { opacity: 0 }</style>'
            + '<img src="https://evil.example/x.png">';
          document.body.append(div);
          div.querySelector('b').click();
          fetch('https://evil.example/').catch(() => {});
        }"""
    )
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.hacked") is None
    assert opened.page.evaluate("getComputedStyle(document.body).opacity") == "1"
    # The browser tells of the image that it did not ask for; the policy is the reason.
    assert {u for u in opened.requests if "evil" in u} == set(failed)
    assert set(failed.values()) <= {"csp"}
    assert len([m for m in opened.messages if "Content Security Policy" in m]) >= 4


@pytest.mark.parametrize("name", FOUR)
def test_pictures_can_be_saved(show: Open, name: str) -> None:
    opened = show(name)
    data = saved(opened, "#save-png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", data[16:24])
    box = opened.page.locator("#stage").bounding_box()
    assert box
    assert (wide, high) == (round(box["width"]) * 2, round(box["height"]) * 2)
    root = ET.fromstring(saved(opened, "#save-svg"))
    texts = {t.text for t in root.iter(f"{SVG}text")}
    assert texts & {"Tỉnh Trung Hải", "Tỉnh Quảng Trị"}
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "g", "path", "rect", "text"}
    assert len(list(root.iter(f"{SVG}path"))) > len(opened.shown()["nodes"])


def test_what_was_left_out_is_said(chromium: Any, tmp_path: Path) -> None:
    from chromium import open_page

    file = tmp_path / "page.html"
    file.write_text(render(page_model(make_graph.district(), max_nodes=100)), encoding="utf-8")
    assert "hiện 100 trong 295" in open_page(chromium, file).panel()
    file.write_text(render(page_model(make_graph.small())), encoding="utf-8")
    assert "1 tin dự kiến, chưa chắc" in open_page(chromium, file).panel()


@pytest.mark.parametrize("name", FOUR)
def test_on_a_phone_nothing_scrolls_sideways(show: Open, name: str) -> None:
    for hash_ in VIEWS:
        opened = show(name, hash_, size=(390, 844), has_touch=True, is_mobile=True)
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
        opened.find("xa")
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("name", FOUR)
def test_dark_and_print(show: Open, name: str) -> None:
    opened = show(name, color_scheme="dark")
    dark = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    opened.page.click("#theme")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("input[type=search]")
    assert opened.page.is_visible("#panel h2")


def test_by_keyboard_alone_the_map_is_walked(show: Open) -> None:
    opened = show("small")
    opened.page.focus("#stage")
    opened.page.keyboard.press("ArrowDown")
    first = opened.page.text_content("#panel h2")
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowUp")
    assert opened.page.text_content("#panel h2") != first
    opened.page.keyboard.press("Escape")
    assert opened.page.text_content("#panel h2") == "Tổng quan"


@pytest.mark.parametrize("name", FOUR)
def test_every_node_is_reached_by_keyboard(show: Open, name: str) -> None:
    """In the list each thing is a button that the Tab key finds; of those pressed each one shows its own panel."""
    opened = show(name, "#v=list")
    opened.page.click("text=Mọi thực thể")
    more = opened.page.locator("#list > button.action")
    if more.count():
        more.focus()
        opened.page.keyboard.press("Enter")
    buttons = opened.page.locator("#list tbody th button")
    names = buttons.evaluate_all("all => all.filter(b => b.tabIndex === 0).map(b => b.textContent)")
    assert len(names) == len(opened.shown()["nodes"])
    assert set(names) == labels(opened)
    for k in range(0, len(names), max(1, len(names) // 15)):
        buttons.nth(k).focus()
        opened.page.keyboard.press("Enter")
        assert opened.page.text_content("#panel h2") == names[k]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in FOUR), ("small", "dark")])
def test_axe_finds_nothing_serious(show: Open, axe: str, name: str, scheme: str) -> None:
    from chromium import serious

    few = name in ("small", "hostile")  # of many, a table is checked once: its rows are all alike
    for hash_ in VIEWS:
        opened = show(name, hash_, bypass_csp=True, color_scheme=scheme)
        if few or hash_:
            assert not serious(opened.page, axe), hash_
        if few or not hash_:
            person = next(i for i in opened.shown()["nodes"] if i.startswith("person/"))
            opened.page.evaluate("id => kg.choose(id)", person)
            assert not serious(opened.page, axe), (hash_, person)
    if few:
        opened.page.fill("input[type=search]", "xa")
        opened.page.click("#view-map")
        assert not serious(opened.page, axe)
