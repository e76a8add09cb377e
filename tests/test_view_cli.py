"""`kg view` on the command line: what it writes where, what it says it left out, and how it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

STORY = ROOT / "docs" / "story.toml"
STEP = '[[step]]\ntitle = "Một"\ntext = "Hai"\n'


def payload(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_only_the_kinds_asked_for(kg: Command, store: Path, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    done = kg("view", "--store", store, "-o", page, "--kinds", "unit, person")
    assert done.code == 0
    assert {n[1] for n in payload(page)["nodes"]} == {0, 2}


@pytest.mark.parametrize("kinds", ["persn", "person,", "", "person;body"])
def test_an_unknown_kind_is_refused_with_the_list_of_all(kg: Command, store: Path, kinds: str) -> None:
    done = kg("view", "--store", store, "--kinds", kinds)
    assert done.code == 2
    (line,) = done.lines
    assert "there is no kind" in line
    assert "choose from person, body, unit, place" in line


def test_what_was_left_out_is_told(kg: Command, store: Path, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    done = kg("view", "--store", store, "-o", page, "--max-nodes", 40)
    data = payload(page)
    assert done.code == 0
    assert len(data["nodes"]) == 40 < data["total"]
    assert f"kg: {page}: shows 40 of the graph's {data['total']} things" in done.lines
    assert any(f"leaves out {data['unsettled']} planned, doubtful or disputed" in line for line in done.lines)
    assert kg("view", "--store", store, "-o", page, "--doubtful").lines == []


def test_the_page_is_utf8_in_any_locale(store: Path, tmp_path: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG", "KG_"))}
    env = clean | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kg", "view", "--store", str(store), "-o"]
    subprocess.run([*command, str(tmp_path / "page.html")], env=env, check=True, capture_output=True)
    out = subprocess.run([*command, "-"], env=env, check=True, capture_output=True).stdout
    assert (tmp_path / "page.html").read_bytes() == out
    assert "Đảng ủy xã Hải Hưng" in out.decode("utf-8")


def test_a_folder_gets_an_index(kg: Command, store: Path, tmp_path: Path) -> None:
    assert kg("view", "--store", store, "-o", tmp_path).code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits at which the samples are a large graph."""
    monkeypatch.setattr("kg.view.atlas.ATLAS_ABOVE", 100)
    monkeypatch.setattr("kg.view.atlas.FEW", 20)


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("into", ["graph.html", "folder"])
def test_a_large_graph_is_an_index_and_a_page_a_district(kg: Command, store: Path, tmp_path: Path, into: str) -> None:
    done = kg("view", "--store", store, "-o", tmp_path / into)
    assert done.code == 0
    index = tmp_path / "graph.html" if into == "graph.html" else tmp_path / "folder" / "index.html"
    data = payload(index)
    pages = {p[0]: payload(index.parent / p[0]) for p in data["pages"]}
    assert f"the index of {len(pages)} pages" in done.err
    assert {Path(p).name for p in pages} == {p.name for p in index.parent.glob("*pages/*")}
    hai_lang = next(p for p in data["pages"] if p[1] == "Huyện Hải Lăng")
    assert hai_lang[2] == "Tỉnh Quảng Trị"
    assert hai_lang[0].endswith("pages/huyen-hai-lang.html")
    # Every thing of the graph is found by the index, on a page that has it.
    assert len(data["nodes"]) == data["total"] > 200
    for node in data["nodes"]:
        assert node[0] in {n[0] for n in pages[data["pages"][node[4]][0]]["nodes"]}, node
    home = f'<a class="home" href="../{index.name}">'
    assert home in (index.parent / hai_lang[0]).read_text("utf-8")


@pytest.mark.usefixtures("little")
def test_the_same_graph_gives_the_same_atlas(kg: Command, store: Path, tmp_path: Path) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        assert kg("view", "--store", store, "-o", folder).code == 0
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.html")}

    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.usefixtures("little")
def test_one_page_of_a_large_graph_on_demand(kg: Command, store: Path, tmp_path: Path) -> None:
    assert kg("view", "--store", store, "-o", tmp_path / "a.html", "--max-nodes", 150).code == 0
    assert kg("view", "--store", store, "-o", tmp_path / "b.html", "--unit", "xã Hải Hưng").code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "b.html"]
    done = kg("view", "--store", store, "-o", tmp_path / "c.html", "--story", STORY)
    assert done.code == 2
    assert "narrow the page down" in done.err


def test_the_story_of_the_samples(kg: Command, store: Path, tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    assert kg("view", "--store", store, "-o", page, "--story", STORY).code == 0
    data = payload(page)
    known = {n[0] for n in data["nodes"]}
    assert len(data["story"]) == 6
    for title, text, state in data["story"]:
        assert title
        assert text
        chosen = dict(part.split("=") for part in state.split("&"))
        assert {v.replace("%2F", "/") for k, v in chosen.items() if k in "st"} <= known


def test_a_story_may_be_json(kg: Command, store: Path, tmp_path: Path) -> None:
    step = {"title": "Một", "text": "Hai", "focus": "xa hai hung", "around": 1, "year": 2020, "kinds": ["unit"]}
    (tmp_path / "s.json").write_text(json.dumps({"title": "Chuyện", "step": [step, {"title": "a", "text": "b"}]}))
    page = tmp_path / "page.html"
    assert kg("view", "--store", store, "-o", page, "--story", tmp_path / "s.json").code == 0
    first, second = payload(page)["story"]
    assert first[2] == "s=unit%2Fhai-hung-19699-20200101&e=1&y=2020&k=body.person.place"
    assert second == ["a", "b", ""]


@pytest.mark.parametrize(
    ("name", "text", "where", "says"),
    [
        ("s.toml", "", "", "has no steps; begin each step with [[step]]"),
        ("s.toml", "[[step]\n", "", "is no TOML: "),
        ("s.json", '{"step":\n [}', ":2:3", "is no JSON: "),
        ("s.json", "[]", "", "has no steps; give an object"),
        ("s.toml", STEP + "[[steps]]\n", "", "there is no “steps”"),
        ("s.toml", STEP + '[[step]]\ntitle = "x"', ": step 2", 'has no text; give text = "…"'),
        ("s.toml", STEP + 'fokus = "x"', ": step 1", "there is no “fokus”; choose from title, text, focus"),
        ("s.toml", STEP + 'focus = "Xã Không Có"', ": step 1", "focus: the graph knows no “Xã Không Có” on this page"),
        ("s.toml", STEP + "focus = 3", ": step 1", 'focus cannot be 3; give focus = "NAME"'),
        ("s.toml", STEP + "year = 1802", ": step 1", "year cannot be 1802; give one of 20"),
        ("s.toml", STEP + 'year = "2020"', ": step 1", "year cannot be '2020'"),
        ("s.toml", STEP + 'view = "globe"', ": step 1", "view cannot be 'globe'; give map or lineage or list"),
        ("s.toml", STEP + 'kinds = ["unti"]', ": step 1", "kinds cannot be 'unti'; give person or body or unit"),
        ("s.toml", STEP + "around = 1", ": step 1", "around needs a focus"),
        ("s.toml", STEP + 'focus = "xã Hải Hưng"\naround = true', ": step 1", "around cannot be True; give 1 or 2"),
    ],
)
def test_a_story_that_cannot_be_told_says_where(
    kg: Command, store: Path, tmp_path: Path, name: str, text: str, where: str, says: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    done = kg("view", "--store", store, "-o", tmp_path / "page.html", "--story", file)
    assert done.code == 2
    (line,) = done.lines
    assert line.startswith(f"kg: {file}{where}: ")
    assert says in line
    assert not (tmp_path / "page.html").exists()


def test_a_story_that_is_not_there(kg: Command, store: Path, tmp_path: Path) -> None:
    done = kg("view", "--store", store, "--story", tmp_path / "none.toml")
    assert done.code == 2
    assert f"{tmp_path / 'none.toml'}: cannot be read: No such file" in done.err
