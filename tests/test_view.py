"""The graph page without a browser: what it reads from the graph, where it draws it, and what the file holds."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from data import make_graph
from pyoxigraph import Store

from kg.errors import NotFoundError, SettingsError
from kg.view import page_model, render
from kg.view.areas import areas
from kg.view.layout import layout
from kg.view.model import PageModel

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def small() -> Store:
    return make_graph.small()


@pytest.fixture(scope="module")
def district() -> PageModel:
    return page_model(make_graph.district())


def ids(model: PageModel, kind: str) -> dict[str, str]:
    return {n.label: n.id for n in model.nodes if n.kind == kind}


def payload(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_nodes_and_facts_are_those_of_the_graph(small: Store) -> None:
    model = page_model(small)
    query = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a <%s> }"
    for kind, iri in (
        ("person", "http://xmlns.com/foaf/0.1/Person"),
        ("unit", "https://w3id.org/vnkg/ns#AdminUnit"),
    ):
        count = next(iter(small.query(query % iri, use_default_graph_as_union=True)))["n"].value  # type: ignore[union-attr]
        # One person is spoken of only by a doubtful fact.
        assert len(ids(model, kind)) == int(count) - (kind == "person")
    assert Counter(f.kind for f in model.facts) == {"tenure": 5, "change": 2}
    assert "Báo Quảng Trị" not in ids(model, "body")


def test_evidence_comes_with_its_passage_and_source(small: Store) -> None:
    model = page_model(small)
    fact = next(f for f in model.facts if "Cáp Hữu Chiểu" in f.label)
    (proof,) = fact.evidence
    source = next(s for s in model.sources if s.id == proof.source)
    assert (fact.what, fact.status, fact.window.known_from) == ("Bí thư", "reported", "2022-01-28")
    assert proof.quote == "Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu cho biết xã vừa làm xong 22 công trình."
    assert proof.end is not None
    assert proof.start is not None
    assert proof.end - proof.start == len(proof.quote)
    assert (source.publisher, source.issued) == ("Báo Quảng Trị", "2022-01-28")
    assert source.url.startswith("https://")


def test_two_posts_at_one_body_are_two_edges(small: Store) -> None:
    model = page_model(small)
    who = ids(model, "person")["Hoà Thị Mẫu"]
    assert len([e for e in model.edges if e.source == who and e.kind == "post"]) == 2


def test_what_is_not_settled_shows_only_on_demand(small: Store) -> None:
    assert "Lê Văn Mẫu" not in ids(page_model(small), "person")
    assert page_model(small).unsettled == 1
    model = page_model(small, doubtful=True)
    assert "Lê Văn Mẫu" in ids(model, "person")
    assert model.unsettled == 0
    assert Counter(f.status for f in model.facts)["doubtful"] == 1


def test_retracted_facts_never_show() -> None:
    store = make_graph.small()
    tenure = next(f.id for f in page_model(store).facts if "Cáp Hữu Chiểu" in f.label)
    store.update(
        f"""PREFIX kg: <https://w3id.org/vnkg/ns#>
        DELETE {{ GRAPH ?g {{ <{tenure}> kg:status ?s }} }}
        INSERT {{ GRAPH ?g {{ <{tenure}> kg:status <https://w3id.org/vnkg/code/fact-retracted> }} }}
        WHERE {{ GRAPH ?g {{ <{tenure}> kg:status ?s }} }}"""
    )
    model = page_model(store, doubtful=True)
    assert tenure not in {f.id for f in model.facts}
    assert "Cáp Hữu Chiểu" not in ids(model, "person")


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        (date(2019, 5, 1), {"Xã Hải Vĩnh", "Xã Hải Xuân"}, {"Xã Hải Hưng", "Xã Vĩnh Định"}),
        (date(2022, 1, 28), {"Xã Hải Hưng"}, {"Xã Hải Vĩnh", "Xã Hải Xuân", "Xã Vĩnh Định"}),
        (date(2025, 8, 1), {"Xã Vĩnh Định"}, {"Xã Hải Hưng", "Huyện Hải Lăng"}),
    ],
)
def test_as_of_drops_what_cannot_be(small: Store, day: date, there: set[str], gone: set[str]) -> None:
    units = set(ids(page_model(small, as_of=day), "unit"))
    assert there <= units
    assert not gone & units


def test_a_dated_change_bounds_units_without_windows() -> None:
    store = make_graph.small()
    for name in ("knownFrom", "knownUntil", "notBefore", "notAfter"):
        store.update(f"DELETE WHERE {{ GRAPH ?g {{ ?u <https://w3id.org/vnkg/ns#{name}> ?d }} }}")
    windows = {n.label: n.window for n in page_model(store).nodes if n.kind == "unit"}
    assert windows["Xã Hải Vĩnh"].not_after == "2020-12-31"
    assert (windows["Xã Hải Hưng"].not_before, windows["Xã Hải Hưng"].not_after) == ("2020-01-01", "2025-06-30")


def test_an_absorbing_unit_is_not_founded_by_what_it_absorbs() -> None:
    maker = make_graph.Maker()
    big, small = maker.unit("Hà Lớn", "tinh"), maker.unit("Hà Nhỏ", "tinh")
    source = maker.article("2008-08-02", "Mở rộng Hà Lớn")
    maker.merge((big, small), big, source, date="2008-08-01", kind="absorb")
    model = page_model(maker.store)
    windows = {n.label: n.window for n in model.nodes}
    assert windows["Tỉnh Hà Nhỏ"].not_after == "2008-07-31"
    assert (windows["Tỉnh Hà Lớn"].not_before, windows["Tỉnh Hà Lớn"].not_after) == (None, None)
    assert model.facts[0].continuing == (make_graph.ID + big,)
    assert len(model.edges) == 1
    assert len(set(areas(model).values())) == 1


def test_a_plan_is_not_the_first_passage_of_what_came_about() -> None:
    maker = make_graph.Maker()
    old, new = maker.unit("Hải Một", "xa"), maker.unit("Hải Hai", "xa")
    before, after = maker.article("2019-01-01", "Dự thảo"), maker.article("2020-02-01", "Ra mắt")
    fact = maker.merge((old,), new, after, date="2020-01-01")
    maker.evidence(fact, before, "Dự kiến nhập xã Hải Một.", confidence=1.0, modality="planned", start=5)
    (found,) = page_model(maker.store).facts
    assert [e.modality for e in found.evidence] == ["asserted", "planned"]


@pytest.mark.parametrize("name", ["Cáp Hữu Chiểu", "cap huu chieu", "CÁP HỮU CHIỂU"])
def test_focus_is_found_without_accents(small: Store, name: str) -> None:
    model = page_model(small, focus=name, hops=1)
    assert {n.label for n in model.nodes} == {"Cáp Hữu Chiểu", "Đảng ủy xã Hải Hưng"}
    assert model.focus == ids(model, "person")["Cáp Hữu Chiểu"]
    assert model.total > len(model.nodes)


@pytest.mark.parametrize(("name", "says"), [("Không Có Ai", "knows no"), ("hai", "may be")])
def test_an_unknown_or_vague_focus_is_an_error(small: Store, name: str, says: str) -> None:
    with pytest.raises(NotFoundError, match=says):
        page_model(small, focus=name)


def test_unit_and_kinds_narrow_the_page(small: Store) -> None:
    inside = page_model(small, unit="xã Hải Hưng")
    assert set(ids(inside, "body")) == {"Đảng ủy xã Hải Hưng", "UBND xã Hải Hưng"}
    assert set(ids(inside, "person")) == {"Cáp Hữu Chiểu", "Hoà Thị Mẫu"}
    assert {n.kind for n in page_model(small, kinds={"unit"}).nodes} == {"unit"}


def test_a_cut_keeps_the_weightiest_and_counts_the_rest(district: PageModel) -> None:
    cut = page_model(make_graph.district(), max_nodes=100)
    assert len(cut.nodes) == 100
    assert cut.total == len(district.nodes)
    # The five districts and the province outlast everything else.
    assert {n.label for n in district.nodes if n.code in ("tinh", "huyen", "thi-xa")} <= {n.label for n in cut.nodes}
    assert payload(render(cut))["total"] == cut.total


def test_areas_are_districts_and_later_communes_join_their_origins(small: Store) -> None:
    model = page_model(small)
    where = areas(model)
    units = ids(model, "unit")
    assert where[units["Xã Vĩnh Định"]] == where[units["Xã Hải Vĩnh"]] == units["Huyện Hải Lăng"]
    assert where[ids(model, "person")["Lê Thế Quảng"]] == units["Huyện Hải Lăng"]
    assert where[units["Tỉnh Quảng Trị"]] == units["Tỉnh Quảng Trị"]


def test_nodes_of_no_unit_have_an_area_too() -> None:
    maker = make_graph.Maker()
    body = maker.body("mttq", "Hội Người cao tuổi", "")
    maker.tenure(maker.person("Trần Văn Mẫu"), "chu-tich", body, maker.article("2021-01-01", "Bài"), day="2021-01-01")
    model = page_model(maker.store)
    assert set(areas(model).values()) == {""}
    assert payload(render(model))["areas"] == [[-1, "", False]]


def test_no_two_nodes_lie_upon_each_other(district: PageModel) -> None:
    points = np.array(list(layout(district).positions.values()))
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    assert far.min() > 30


def test_areas_do_not_overlap(district: PageModel) -> None:
    from scipy.spatial import ConvexHull, Delaunay

    places = layout(district)
    points = {a.hub: np.array([places.positions[m] for m in a.members]) for a in places.areas}
    for hub, own in points.items():
        hull = Delaunay(own[ConvexHull(own).vertices])
        assert not any((hull.find_simplex(other) >= 0).any() for name, other in points.items() if name != hub)


def test_neighbours_are_drawn_near(district: PageModel) -> None:
    """Edges are far shorter than pairs of nodes are apart on the whole."""
    places = layout(district).positions
    graph = nx.Graph((e.source, e.target) for e in district.edges if e.kind in ("post", "of-unit", "change"))
    edges = [np.hypot(*np.subtract(places[a], places[b])) for a, b in graph.edges]
    points = np.array(list(places.values()))
    overall = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).mean()
    assert np.median(edges) < overall / 8


def test_one_person_more_moves_few_nodes(district: PageModel) -> None:
    """Over several places where someone new may come in: few nodes move visibly, and never the map as a whole."""
    old = layout(district).positions
    shares = []
    for body in [n for n in district.nodes if n.kind == "body"][::12]:
        maker = make_graph.Maker()
        maker.store, maker.nodes = make_graph.district(), 100_000
        source = maker.article("2023-03-03", "Bài thêm")
        where = body.id.removeprefix(make_graph.ID)
        maker.tenure(maker.person("Người Mới Thêm"), "pho-bi-thu", where, source, day="2023-03-03")
        new = layout(page_model(maker.store)).positions
        shares.append(np.mean([np.hypot(*np.subtract(old[i], new[i])) > 60 for i in old]))
    assert len(shares) > 5
    assert np.mean(shares) < 0.08
    assert max(shares) < 0.4


def test_the_largest_province_is_where_the_drawing_begins(district: PageModel) -> None:
    (province,) = [n.id for n in district.nodes if n.code == "tinh"]
    assert layout(district).positions[province] == (0, 0)


def test_many_loose_pieces_are_laid_out_apart() -> None:
    """Bodies of no unit with one person each: every pair is a piece of its own, none lies upon another."""
    maker = make_graph.Maker()
    source = maker.article("2021-01-01", "Bài")
    for number in range(300):
        body = f"body/hoi-{number}"
        maker.put(body, "rdf:type", make_graph.iri("org:Organization"))
        maker.put(body, "rdfs:label", f"Hội {number}")
        maker.tenure(maker.person(), "chu-tich", body, source, day="2021-01-01")
    places = np.array(list(layout(page_model(maker.store)).positions.values()))
    assert len(places) == 600
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    assert far.min() > 30
    assert np.ptp(places, axis=0).max() < 6000


@pytest.mark.parametrize(("make", "limit"), [(make_graph.district, 700_000), (make_graph.province, 1_600_000)])
def test_pages_are_small(make: Any, limit: int) -> None:
    assert len(render(page_model(make())).encode("utf-8")) < limit


def test_same_graph_same_bytes_under_any_hash_seed_and_locale() -> None:
    code = (
        "import sys; from data import make_graph; from kg.view import page_model, render;"
        "graphs = make_graph.small(), make_graph.district(), make_graph.province(), make_graph.hostile();"
        "sys.stdout.buffer.write(''.join(render(page_model(g)) for g in graphs).encode('utf-8'))"
    )
    pages = set()
    for seed, locale in (("1", "C"), ("77", "C.UTF-8")):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        env = clean | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(HERE), "PYTHONUTF8": "0"}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
        pages.add(done.stdout)
    assert len(pages) == 1
    assert "Tỉnh Trung Hải" in pages.pop().decode("utf-8")


@pytest.mark.parametrize("make", [make_graph.small, make_graph.district, make_graph.province, make_graph.hostile])
def test_the_page_asks_for_nothing(make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = render(page_model(make()))
    assert not list(tmp_path.iterdir())
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)
    assert len(scripts) == 3
    markup = re.sub(r"<script[^>]*>.*?</script>", "", page, flags=re.S)
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?!data:,)[^"'\s>]""", markup)
    assert "url(" not in markup
    assert "@import" not in markup
    assert not re.search(r"sourceMappingURL=\S", page)


def test_the_policy_names_exactly_the_scripts_and_the_style() -> None:
    import base64
    import hashlib

    page = render(page_model(make_graph.small()))
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    policy = html.unescape(found[1])
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    runs = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.S)
    sums = {base64.b64encode(hashlib.sha256(r.encode("utf-8")).digest()).decode() for r in runs}
    assert len(runs) == 3
    assert set(re.findall(r"'sha256-([^']*)'", policy)) == sums


def test_hostile_text_stays_text() -> None:
    page = render(page_model(make_graph.hostile()), title="</title><script>window.hacked=9</script>")
    harmless = render(page_model(make_graph.small()))
    for tag in ("<script", "</script", "<!--", "<svg", "<style"):
        assert page.lower().count(tag) == harmless.lower().count(tag)
    assert "<img" not in page
    assert "onload=" not in page.split('id="data"')[0]
    data = payload(page)
    labels = {n[3] for n in data["nodes"]}
    assert "Người <img src=x onerror=window.hacked=3>" in labels
    assert not any(ord(c) in (0x202E, 0) for text in labels for c in text)
    assert {s[2] for s in data["sources"]} == {""}


def test_an_empty_graph_gives_a_page() -> None:
    page = render(page_model(Store()))
    assert payload(page)["nodes"] == []
    assert "<title>Ai giữ chức gì, ở đâu</title>" in page


def test_both_languages_have_the_same_texts() -> None:
    texts = json.loads((HERE.parent / "kg/view/static/texts.json").read_text(encoding="utf-8"))
    assert texts["vi"].keys() == texts["en"].keys()
    for key, text in texts["vi"].items():
        assert set(re.findall(r"\{\d\}", text)) == set(re.findall(r"\{\d\}", texts["en"][key])), key


def test_every_text_that_the_scripts_ask_for_exists() -> None:
    folder = HERE.parent / "kg/view/static"
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))["vi"]
    asked = {
        key
        for script in folder.glob("*.js")
        for key in re.findall(r'\bt\("([^"]+)"', script.read_text(encoding="utf-8"))
    }
    asked |= set(re.findall(r"texts\.(\w+)", (folder / "page.html").read_text(encoding="utf-8")))
    assert len(asked) > 60
    assert asked <= texts.keys()


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(SettingsError, match="choose vi or en"):
        render(PageModel(), lang="xx")
