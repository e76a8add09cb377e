"""The graph page in headless Chromium: searchable, and right in what it says and does."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from data import make_graph
from pages import Open, labels

from kg.view import page_model, render

if TYPE_CHECKING:
    from chromium import Opened

pytestmark = pytest.mark.browser

HUNG, VINH, XUAN = "Xã Hải Hưng", "Xã Hải Vĩnh", "Xã Hải Xuân"


def changes(opened: Opened) -> list[str]:
    return [e["date"] for e in opened.shown()["edges"] if e["kind"] == "change"]


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
    left = opened.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#lineage .unit-name")]
          .map(w => [w.textContent, w.getBoundingClientRect().left]))"""
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


@pytest.mark.parametrize("down", [False, True])
def test_in_the_list_names_come_before_sentences(chromium: Any, tmp_path: Path, down: bool) -> None:
    """Of three that a search finds, who is so named is first, whose body next, whom only a sentence names last."""
    from chromium import open_page

    maker = make_graph.Maker()
    source = maker.article("2022-01-01", "Bài")
    unit = maker.unit("Hải Chiểu", "xa")
    far, near = maker.body("cap-uy", "Đảng ủy phường Mẫu", ""), maker.body("ubnd", "UBND xã Hải Chiểu", unit)
    said = "Ông An nói xã Chiểu sẽ khác."
    for name, body, quote in (("Lê Văn An", far, said), ("Trần Chiểu", far, "Ông."), ("Bùi Bình", near, "Bà.")):
        maker.tenure(maker.person(name), "bi-thu", body, source, day="2022-01-01", quote=quote)
    file = tmp_path / "page.html"
    file.write_text(render(page_model(maker.store)), encoding="utf-8")
    opened = open_page(chromium, file, "#v=list")
    if down:
        opened.page.click("#list thead th:first-child button")
    opened.page.fill("input[type=search]", "chieu")
    assert opened.page.locator("#list tbody th").all_inner_texts() == ["Trần Chiểu", "Bùi Bình", "Lê Văn An"]


def test_a_table_cell_is_never_a_formula(show: Open) -> None:
    opened = show("hostile")
    opened.page.click("#view-list")
    opened.page.click("#list >> text=Địa giới")
    with opened.page.expect_download() as saved:
        opened.page.click("#list >> text=Bảng CSV")
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 11
    assert not any(cell[:1] in set("=+-@") for row in rows for cell in row if cell)


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
