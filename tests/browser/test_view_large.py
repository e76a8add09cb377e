"""Large graphs in headless Chromium: the overview that opens on click, the atlas with its index; and stories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from data import make_graph
from pages import labels, saved

from kg.view import PageModel, page_model, render
from kg.view.atlas import chapters, write
from kg.view.story import Step

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def large() -> PageModel:
    return page_model(make_graph.province(2200, districts=6))


@pytest.fixture(scope="module")
def page(large: PageModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("large") / "page.html"
    file.write_text(render(large), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def atlas(large: PageModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of an atlas; its pages lie in pages/."""
    folder = tmp_path_factory.mktemp("atlas")
    (folder / "pages").mkdir()
    for file in write(large, chapters(large), "index.html", "pages"):
        (folder / file.path).write_text(file.html, encoding="utf-8")
    return folder / "index.html"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = page_model(make_graph.small())
    ids = {n.label: n.id.removeprefix(make_graph.ID).replace("/", "%2F") for n in model.nodes}
    steps = [
        Step("Hai xã", "Năm 2019 còn hai xã.\n\n<b>Rồi</b> nhập.", "y=2020"),
        Step("Dòng địa giới", "Hai thành một.", f"v=lineage&s={ids['Xã Hải Hưng']}"),
        Step("Bí thư", "Ông Chiểu.", f"s={ids['Cáp Hữu Chiểu']}&e=1"),
    ]
    file = tmp_path_factory.mktemp("story") / "story.html"
    file.write_text(render(model, story=steps), encoding="utf-8")
    return file


def test_the_overview_shows_areas_with_counts(chromium: Any, page: Path, large: PageModel) -> None:
    from chromium import open_page

    opened = open_page(chromium, page)
    districts = {n.label for n in large.nodes if n.code in ("huyen", "thi-xa")}
    assert labels(opened) == districts | {"Tỉnh Trung Hải"}
    assert len(opened.page.evaluate("kg.labels()")) == len(districts) + 1
    assert "mỗi vùng được gộp lại" in opened.panel()
    # What is written beside each area adds up to all things of the page.
    svg = saved(opened, "#save-svg").decode("utf-8")
    counted = [int(w.split(">")[-1]) for w in svg.split("</text>") if w.split(">")[-1].isdecimal()]
    assert sum(counted) == 2 * len(large.nodes)  # each count has a halo beneath it
    assert opened.messages == []


def test_names_of_folded_areas_never_collide(chromium: Any, page: Path) -> None:
    from chromium import open_page

    for size in ((1280, 800), (390, 844)):
        opened = open_page(chromium, page, size=size)
        for _ in range(3):
            boxes = opened.page.evaluate("new Promise(done => requestAnimationFrame(() => done(kg.labels())))")
            assert len(boxes) > 1
            for i, a in enumerate(boxes):
                for b in boxes[i + 1 :]:
                    assert not (a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1])
            opened.page.evaluate("document.getElementById('zoom-out').click()")


def test_a_phone_folds_sooner(chromium: Any, tmp_path: Path) -> None:
    from chromium import open_page

    file = tmp_path / "page.html"
    file.write_text(render(page_model(make_graph.province(900))), encoding="utf-8")
    assert len(open_page(chromium, file).shown()["nodes"]) > 800
    opened = open_page(chromium, file, size=(390, 844), has_touch=True, is_mobile=True)
    assert len(opened.shown()["nodes"]) < 20
    opened.page.tap("[data-area] >> nth=0")
    assert len(opened.shown()["nodes"]) > 80


def test_a_click_opens_an_area_and_a_button_folds_it(chromium: Any, page: Path) -> None:
    from chromium import open_page

    opened = open_page(chromium, page)
    few = labels(opened)
    hub = next(i for i in opened.shown()["nodes"] if "nam-ha" in i)
    x, y = opened.page.evaluate("id => kg.place(id)", hub)
    opened.page.locator("#stage").click(position={"x": x, "y": y})
    opened.page.wait_for_function("document.querySelector('[data-area][aria-expanded=\"true\"]') !== null")
    many = labels(opened)
    assert few < many
    assert 250 < len(many) < 600
    # The address brings the same back; whatever it names that is not there is passed over.
    address = opened.page.evaluate("location.hash")
    assert labels(open_page(chromium, page, address)) == many
    assert labels(open_page(chromium, page, "#o=unit%2Fnone~constructor")) == few
    opened.page.click('[data-area][aria-expanded="true"]')
    assert labels(opened) == few
    opened.page.click('[data-area][aria-expanded="false"] >> nth=0')
    assert few < labels(opened)
    opened.page.click("#fit")
    assert labels(opened) == few


def test_an_area_opens_by_keyboard_and_by_search(chromium: Any, page: Path, large: PageModel) -> None:
    from chromium import open_page

    opened = open_page(chromium, page)
    few = len(opened.shown()["nodes"])
    opened.page.focus("#stage")
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    assert len(opened.shown()["nodes"]) > few
    opened = open_page(chromium, page)
    who = next(n.label for n in large.nodes if n.kind == "person")
    opened.find(who)
    assert opened.page.text_content("#panel h2") == who
    assert who in labels(opened)
    opened.page.keyboard.press("Escape")
    opened.page.click("#view-list")
    opened.page.click("text=Mọi thực thể")
    assert f"{len(large.nodes):,}".replace(",", ".") in opened.page.inner_text("#list .tabs")


def test_filters_count_in_the_overview_too(chromium: Any, page: Path, large: PageModel) -> None:
    from chromium import open_page

    opened = open_page(chromium, page)
    opened.page.uncheck('#kinds input[value="body"]')
    svg = saved(opened, "#save-svg").decode("utf-8")
    counted = [int(w.split(">")[-1]) for w in svg.split("</text>") if w.split(">")[-1].isdecimal()]
    assert sum(counted) == 2 * sum(n.kind != "body" for n in large.nodes)


@pytest.mark.slow
def test_axe_finds_nothing_serious(
    chromium: Any, page: Path, atlas: Path, story: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from chromium import axe_script, open_page, serious

    axe = axe_script(tmp_path_factory.mktemp("axe"))
    for file, scheme in ((page, "light"), (atlas, "light"), (atlas, "dark"), (story, "light"), (story, "dark")):
        opened = open_page(chromium, file, bypass_csp=True, color_scheme=scheme)
        assert not serious(opened.page, axe), file
        opened.page.fill("input[type=search]", "xa")
        assert not serious(opened.page, axe), file


def test_the_index_leads_to_the_thing_on_its_page(chromium: Any, atlas: Path, large: PageModel) -> None:
    from chromium import open_page

    opened = open_page(chromium, atlas)
    assert opened.page.locator("input[type=search]").count() == 1
    assert "theo huyện, tỉnh" in opened.page.inner_text("#notes")
    links = opened.page.locator("#pages a")
    assert links.count() == 7
    who = next(n.label for n in large.nodes if n.kind == "person")
    opened.page.fill("input[type=search]", who.upper())
    assert opened.page.locator("#found a span").first.text_content() == who
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector('#stage, html[data-ready="1"]')
    opened.page.wait_for_selector("#panel h2")
    assert opened.page.text_content("#panel h2") == who
    opened.page.click("a.home")
    opened.page.wait_for_selector("#pages a")
    assert all(u.startswith(atlas.parent.as_uri()) for u in opened.requests)
    assert opened.messages == []


def test_the_index_says_when_it_finds_nothing_and_fits_a_phone(chromium: Any, atlas: Path) -> None:
    from chromium import open_page

    opened = open_page(chromium, atlas, size=(390, 844), has_touch=True, is_mobile=True)
    opened.page.fill("input[type=search]", "<b>zzz</b>")
    assert opened.page.inner_text("#count") == "Không tìm thấy “<b>zzz</b>”."
    opened.page.fill("input[type=search]", "")
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
    first = opened.page.locator("#pages a").first
    assert first.is_visible()
    first.click()
    opened.page.wait_for_selector("#panel h2")
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390


def test_hostile_text_never_runs_in_an_atlas(chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromium import open_page

    monkeypatch.setattr("kg.view.atlas.FEW", 1)
    model = page_model(make_graph.hostile())
    attack = "</title><script>window.hacked=9</script>"
    (tmp_path / "pages").mkdir()
    for file in write(model, chapters(model), "index.html", "pages", title=attack):
        (tmp_path / file.path).write_text(file.html, encoding="utf-8")
    opened = open_page(chromium, tmp_path / "index.html")
    for text in ("script", "img", "javascript", "__proto__", "hyperlink"):
        opened.page.fill("input[type=search]", text)
        assert opened.page.locator("#found li").count() > 0
        assert opened.page.locator("main img, main script").count() == 0
    opened.page.click("#found a >> nth=0")
    opened.page.wait_for_selector("#panel h2")
    assert opened.page.evaluate("Object.keys(window).filter(k => k.startsWith('hacked'))") == []
    assert all(u.startswith(tmp_path.as_uri()) for u in opened.requests)
    assert opened.messages == []


def test_a_story_goes_step_by_step(chromium: Any, story: Path) -> None:
    from chromium import open_page

    opened = open_page(chromium, story)
    page = opened.page
    at = page.locator("#story-at")
    assert (page.inner_text("#story-title"), at.inner_text()) == ("Hai xã", "Bước 1 trên 3")
    assert page.locator("#story-text p").all_inner_texts() == ["Năm 2019 còn hai xã.", "<b>Rồi</b> nhập."]
    assert page.inner_text("#year-now") == "2020"
    assert page.get_attribute("#story-back", "aria-disabled") == "true"
    page.click("#story-next")
    assert page.is_visible("#lineage")
    assert page.text_content("#panel h2") == "Xã Hải Hưng"
    # The focus stays on the button, and the arrows and letters do the same as it.
    assert page.evaluate("document.activeElement.id") == "story-next"
    page.keyboard.press("ArrowRight")
    assert page.text_content("#panel h2") == "Cáp Hữu Chiểu"
    assert page.get_attribute("#story-next", "aria-disabled") == "true"
    page.keyboard.press("n")
    assert at.inner_text() == "Bước 3 trên 3"
    page.keyboard.press("p")
    assert page.inner_text("#story-title") == "Dòng địa giới"
    assert page.locator("#story [aria-live=polite]").inner_text().startswith("Dòng địa giới")
    page.click("#story-end")
    assert not page.is_visible("#story")
    assert opened.messages == []


def test_each_step_has_an_address(chromium: Any, story: Path) -> None:
    from chromium import open_page

    opened = open_page(chromium, story)
    opened.page.click("#story-next")
    opened.page.click("#story-next")
    assert opened.page.evaluate("location.hash") == "#n=3"
    again = open_page(chromium, story, "#n=3")
    assert labels(again) == labels(opened)
    assert again.page.inner_text("#story-title") == "Bí thư"
    # Who looks around within a step keeps both: the step and what was chosen.
    again.page.click("text=← Toàn cảnh")
    address = again.page.evaluate("location.hash")
    there = open_page(chromium, story, address)
    assert there.page.inner_text("#story-title") == "Bí thư"
    assert there.page.text_content("#panel h2") == "Tổng quan"
    for hostile in ("#n=9", "#n=-1", "#n=constructor", "#n=1e9"):
        opened = open_page(chromium, story, hostile)
        assert not opened.page.is_visible("#story")
        assert opened.messages == []


def test_a_page_without_a_story_has_no_place_for_one(chromium: Any, page: Path) -> None:
    from chromium import open_page

    opened = open_page(chromium, page, "#n=1")
    assert opened.page.locator("#story").count() == 0
    opened.page.keyboard.press("n")
    assert opened.messages == []
