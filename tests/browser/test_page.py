"""The graph page in headless Chromium: offline, silent, safe, searchable, and right in what it says."""

from __future__ import annotations

import csv
import io
import re
import struct
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from data import make_graph
from pyoxigraph import Store

from kg.view import page_model, render

if TYPE_CHECKING:
    from chromium import Opened

pytestmark = pytest.mark.browser

MAKERS: dict[str, Callable[[], Store]] = {
    "small": make_graph.small,
    "district": make_graph.district,
    "province": make_graph.province,
    "hostile": make_graph.hostile,
    "empty": Store,
}
Open = Callable[..., "Opened"]
HUNG, VINH, XUAN = "Xã Hải Hưng", "Xã Hải Vĩnh", "Xã Hải Xuân"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from chromium import browser

    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("pages")

    def file(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(page_model(MAKERS[name](), doubtful=name == "hostile")), encoding="utf-8")
        return path

    return file


@pytest.fixture
def show(chromium: Any, files: Callable[[str], Path]) -> Iterator[Open]:
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


def changes(opened: Opened) -> list[str]:
    return [e["date"] for e in opened.shown()["edges"] if e["kind"] == "change"]


@pytest.mark.parametrize("name", list(MAKERS))
def test_opens_offline_in_silence(show: Open, name: str) -> None:
    opened = show(name)
    assert opened.page.locator("input[type=search]").count() == 1
    assert opened.page.evaluate("window.hacked") is None


def test_an_empty_graph_says_so(show: Open) -> None:
    assert "Đồ thị chưa có gì để vẽ" in show("empty").page.inner_text("main")


def test_the_panel_gives_role_body_and_the_exact_sentence(show: Open) -> None:
    opened = show("small")
    opened.find("cap huu chieu")
    panel = opened.panel()
    for said in ("Cáp Hữu Chiểu", "Bí thư", "Đảng ủy xã Hải Hưng", "28/01/2022", "báo đưa tin", "97%", "Báo Quảng Trị"):
        assert said in panel
    quote = opened.page.locator("#panel blockquote").first
    assert quote.text_content() == "Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu cho biết xã vừa làm xong 22 công trình."
    assert quote.locator("mark").all_text_contents() == ["Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu"]
    link = opened.page.locator("#panel figcaption a").first
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hai hung", HUNG),
        (unicodedata.normalize("NFD", "HẢI HƯNG"), HUNG),
        ("hoa thi", "Hoà Thị Mẫu"),
        ("Hòa Thị", "Hoà Thị Mẫu"),
        ("HOÀ THỊ MẪU", "Hoà Thị Mẫu"),
        ("dang uy xa hai an", "Đảng ủy xã Hải An"),
        ("chieu", "Cáp Hữu Chiểu"),
        ("bi thu hai hung", "Cáp Hữu Chiểu"),
    ],
)
def test_search_needs_no_accents(show: Open, typed: str, first: str) -> None:
    opened = show("small")
    opened.page.fill("input[type=search]", typed)
    assert opened.page.locator("#suggestions li span").first.text_content() == first
    opened.page.keyboard.press("Enter")
    assert opened.page.text_content("#panel h2") == first


def test_search_goes_by_keyboard(show: Open) -> None:
    opened = show("small")
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("hai")
    names = opened.page.locator("#suggestions li span").all_text_contents()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        opened.page.keyboard.press(key)
    assert opened.page.get_attribute("input[type=search]", "aria-activedescendant") == "s1"
    opened.page.keyboard.press("Enter")
    assert opened.page.text_content("#panel h2") == names[1]


def test_a_search_for_nothing_says_so(show: Open) -> None:
    opened = show("small")
    opened.page.fill("input[type=search]", "<b>zzz</b>")
    assert opened.page.inner_text("#suggestions") == "Không tìm thấy “<b>zzz</b>”."


def test_years_hide_what_cannot_be(show: Open) -> None:
    assert {"2020"} == set(changes(show("small", "#y=2020")))
    assert len(changes(show("small", "#y=2020"))) == 2
    assert HUNG in labels(show("small", "#y=2021"))
    assert not {VINH, XUAN} & labels(show("small", "#y=2021"))
    opened = show("small")
    opened.page.evaluate("document.getElementById('year').focus()")
    opened.page.keyboard.press("Home")
    assert opened.page.inner_text("#year-now") == "2020"
    opened.page.click("#all-years")
    assert {HUNG, VINH, XUAN} <= labels(opened)


def test_a_year_before_the_merger_shows_the_units_before(chromium: Any, tmp_path: Path) -> None:
    from chromium import open_page

    store = make_graph.small()
    maker = make_graph.Maker()
    maker.store, maker.nodes = store, 500
    vinh = next(n.id for n in page_model(store).nodes if n.label == VINH).removeprefix(make_graph.ID)
    body = maker.body("cap-uy", "Đảng ủy xã Hải Vĩnh", vinh)
    maker.tenure(maker.person("Trần Thị Mẫu"), "bi-thu", body, maker.article("2019-05-10", "Họp"), day="2019-05-10")
    file = tmp_path / "page.html"
    file.write_text(render(page_model(store)), encoding="utf-8")
    opened = open_page(chromium, file, "#y=2019")
    assert {VINH, XUAN, "Trần Thị Mẫu"} <= labels(opened)
    assert not {HUNG, "Đảng ủy xã Hải Hưng"} & labels(opened)


def test_posts_that_a_year_does_not_settle_are_uncertain(show: Open) -> None:
    posts = {e["from"]: e["certain"] for e in show("small", "#y=2023").shown()["edges"] if e["kind"] == "post"}
    assert posts
    assert not any(posts.values())
    posts = {e["from"]: e["certain"] for e in show("small", "#y=2022").shown()["edges"] if e["kind"] == "post"}
    assert any(who.startswith("person/cap-huu-chieu") and sure for who, sure in posts.items())


def test_the_legend_counts_what_sparql_counts_and_filters(show: Open) -> None:
    opened = show("district")
    store = make_graph.district()
    kinds = {
        "person": "?x a <http://xmlns.com/foaf/0.1/Person>",
        "unit": "?x a <https://w3id.org/vnkg/ns#AdminUnit>",
        "body": "?x a <http://www.w3.org/ns/org#Organization> ; <https://w3id.org/vnkg/ns#ofUnit> ?u",
    }
    for kind, pattern in kinds.items():
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
        (row,) = store.query(query, use_default_graph_as_union=True)  # type: ignore[misc]
        assert opened.page.inner_text(f'[data-count="{kind}"]') == row["n"].value  # type: ignore[index]
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


def test_a_click_selects_and_an_empty_spot_deselects(show: Open) -> None:
    opened = show("small")
    who = next(i for i in opened.shown()["nodes"] if i.startswith("person/le-the-quang"))
    x, y = opened.page.evaluate("id => kg.place(id)", who)
    opened.page.locator("#stage").click(position={"x": x, "y": y})
    opened.page.wait_for_selector("#panel h2:text('Lê Thế Quảng')")
    opened.page.locator("#stage").click(position={"x": 8, "y": 8})
    opened.page.wait_for_selector("#panel h2:text('Tổng quan')")


def test_two_posts_at_one_body_both_show(show: Open) -> None:
    opened = show("small")
    opened.find("hoa thi mau")
    cards = opened.page.locator("#panel .fact .what").all_inner_texts()
    assert [c.split("\n")[0] for c in cards] == ["Chủ tịch", "Phó Chủ tịch"]


def test_around_a_node_and_back(show: Open) -> None:
    opened = show("small")
    opened.find("cap huu chieu")
    opened.page.click("text=Quanh đây")
    assert labels(opened) == {"Cáp Hữu Chiểu", "Đảng ủy xã Hải Hưng", HUNG, "Huyện ủy Hải Lăng"}
    opened.page.click("text=← Toàn cảnh")
    assert len(labels(opened)) == 15


def test_the_path_between_two_people_gives_its_reasons(show: Open) -> None:
    opened = show("small")
    opened.find("cap huu chieu")
    opened.page.click("text=Đường nối…")
    opened.find("phan thanh chung")
    assert "4 bước" in opened.panel().lower()
    steps = opened.page.locator("#panel .path li .step").all_inner_texts()
    assert len(steps) == 4
    assert "Huyện ủy Hải Lăng" in steps[1]
    quotes = opened.page.locator("#panel .path blockquote").all_text_contents()
    assert [q.split(" cho biết")[0].split()[-1] for q in quotes] == ["Chiểu", "Chung"]


def test_the_lineage_is_a_timeline(show: Open) -> None:
    opened = show("small")
    opened.page.click("#view-lineage")
    names = opened.page.locator("#lineage .unit-name").all_text_contents()
    assert sorted(names) == sorted([VINH, XUAN, HUNG, "Xã Vĩnh Định"])
    assert opened.page.locator("#lineage .flows path").count() == 3

    # at once, for the drawing may be made anew in between
    left = opened.page.locator("#lineage .unit-name").evaluate_all(
        "words => Object.fromEntries(words.map(w => [w.textContent, w.getBoundingClientRect().left]))"
    )
    assert left[VINH] == left[XUAN] < left[HUNG] < left["Xã Vĩnh Định"]
    opened.page.locator("#lineage .band").first.focus()
    opened.page.keyboard.press("Enter")
    assert "2020" in opened.panel()


def test_the_list_sorts_filters_and_exports(show: Open) -> None:
    opened = show("small")
    opened.page.click("#view-list")
    column = opened.page.locator("#list tbody tr th")
    names = column.all_inner_texts()
    assert len(names) == 5
    opened.page.click("#list thead th:first-child button")
    assert column.all_inner_texts() == names[::-1]
    assert opened.page.get_attribute("#list thead th:first-child", "aria-sort") == "descending"
    opened.page.fill("input[type=search]", "bi thu")
    assert len(column.all_inner_texts()) == 3
    with opened.page.expect_download() as saved:
        opened.page.click("#list >> text=Bảng CSV")
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert rows[0][:3] == ["Tên", "Chức", "Tổ chức"]
    assert {r[1] for r in rows[1:]} == {"Bí thư"}
    opened.page.click("text=Mọi thực thể")
    opened.page.fill("input[type=search]", "")
    assert column.count() == 15


def test_a_table_cell_is_never_a_formula(show: Open) -> None:
    opened = show("hostile")
    opened.page.click("#view-list")
    opened.page.click("#list >> text=Địa giới")
    with opened.page.expect_download() as saved:
        opened.page.click("#list >> text=Bảng CSV")
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 11
    assert not any(cell[:1] in set("=+-@") for row in rows for cell in row if cell)


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
        page.evaluate("id => kg.choose(id)", node)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for text in ("script", "img", "javascript", "__proto__"):
        page.fill("input[type=search]", text)
    for view in ("lineage", "list", "map"):
        page.click(f"#view-{view}")
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    for button in ("#save-png", "#save-svg", "#save-csv"):
        page.click("#save summary")
        with page.expect_download():
            page.click(button)
    assert page.evaluate("Object.keys(window).filter(k => k.startsWith('hacked'))") == []
    assert page.locator("main img, main svg script, aside img, #panel script, a[href^='javascript']").count() == 0


def test_what_gets_in_all_the_same_is_blocked(chromium: Any, files: Callable[[str], Path]) -> None:
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


def test_pictures_can_be_saved(show: Open) -> None:
    opened = show("district")
    opened.page.click("#save summary")
    with opened.page.expect_download() as saved:
        opened.page.click("#save-png")
    data = saved.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", data[16:24])
    box = opened.page.locator("#stage").bounding_box()
    assert box
    assert (wide, high) == (round(box["width"]) * 2, round(box["height"]) * 2)
    opened.page.click("#save summary")
    with opened.page.expect_download() as saved:
        opened.page.click("#save-svg")
    root = ET.fromstring(saved.value.path().read_bytes())
    texts = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "Tỉnh Trung Hải" in texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 300


def test_what_was_left_out_is_said(chromium: Any, tmp_path: Path) -> None:
    from chromium import open_page

    file = tmp_path / "page.html"
    file.write_text(render(page_model(make_graph.district(), max_nodes=100)), encoding="utf-8")
    assert "hiện 100 trong 295" in open_page(chromium, file).panel()
    file.write_text(render(page_model(make_graph.small())), encoding="utf-8")
    assert "1 tin dự kiến, chưa chắc" in open_page(chromium, file).panel()


def test_on_a_phone_nothing_scrolls_sideways(show: Open) -> None:
    for hash_ in ("", "#v=lineage", "#v=list"):
        opened = show("district", hash_, size=(390, 844), has_touch=True, is_mobile=True)
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
        opened.find("xa")
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390


def test_dark_and_print(show: Open) -> None:
    opened = show("small", color_scheme="dark")
    dark = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    opened.page.click("#theme")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("input[type=search]")
    assert opened.page.is_visible("#panel h2")


def test_every_node_is_reached_by_keyboard(show: Open) -> None:
    opened = show("small", "#v=list")
    opened.page.click("text=Mọi thực thể")
    buttons = opened.page.locator("#list tbody th button")
    for k in range(buttons.count()):
        name = buttons.nth(k).inner_text().strip()
        buttons.nth(k).focus()
        opened.page.keyboard.press("Enter")
        assert opened.page.text_content("#panel h2") == name
    opened.page.click("#view-map")
    opened.page.focus("#stage")
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("ArrowDown")
    first = opened.page.text_content("#panel h2")
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowUp")
    assert opened.page.text_content("#panel h2") != first


def test_english_on_demand(chromium: Any, tmp_path: Path) -> None:
    from chromium import open_page

    file = tmp_path / "page.html"
    file.write_text(render(page_model(make_graph.small()), lang="en", title="Who leads Hải Lăng?"), encoding="utf-8")
    opened = open_page(chromium, file)
    opened.find("cap huu chieu")
    panel = opened.panel()
    assert "on record on 2022-01-28" in panel
    assert not re.search(r"ghi nhận|báo đưa tin", panel)
    assert opened.page.title() == "Who leads Hải Lăng?"
