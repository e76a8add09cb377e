"""Batches: articles and taggers that fail, several processes, and what a build leaves in the store."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
from conftest import Command

from kg import pipeline
from kg.extract import extract
from kg.language.tagger import Span
from kg.model import Article, Extraction
from kg.pipeline import build, extract_all

TAGGERS = """
import os
class Killer:
    name = "killer"
    def tag(self, text):
        if "giết" in text:
            os._exit(9)
        return []
class Failing:
    name = "failing"
    def tag(self, text):
        raise ValueError("out of order")
"""


@pytest.fixture
def taggers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "some_taggers.py").write_text(TAGGERS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def articles(folder: Path, bad: int, count: int = 40) -> Path:
    lines = [
        {"id": str(n), "published": "2022-01-28", "text": f"Bài {n}: Mekong Delta Foods {'giết' if n == bad else ''}"}
        for n in range(count)
    ]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.mark.slow
def test_an_article_that_ends_its_process_is_one_error(taggers: Path) -> None:
    found = list(extract_all([articles(taggers, bad=20)], tagger="some_taggers:Killer", jobs=2))
    errors = [str(x) for x in found if not isinstance(x, Extraction)]
    assert [x.article.id for x in found if isinstance(x, Extraction)] == [str(n) for n in range(40) if n != 20]
    assert len(errors) == 1
    assert "articles.jsonl:21: the extraction ended its process" in errors[0]


def test_an_article_that_fails_is_one_error(monkeypatch: pytest.MonkeyPatch, samples: list[Path]) -> None:
    whole = pipeline.extract

    def failing(article: Article, *more: Any) -> Extraction:
        if article.id == "hai-hung-dai-hoi-2020":
            raise ZeroDivisionError("no\nluck")
        return whole(article, *more)

    monkeypatch.setattr(pipeline, "extract", failing)
    found = list(extract_all(samples))
    errors = [x for x in found if not isinstance(x, Extraction)]
    assert len(found) > len(errors) == 1
    assert "hai-hung-dai-hoi-2020.txt: the extraction failed: ZeroDivisionError" in str(errors[0])


def test_a_tagger_that_fails_is_a_warning(kg: Command, taggers: Path, tmp_path: Path) -> None:
    article = tmp_path / "one.txt"
    article.write_text("Mekong Delta Foods mở hàng.\nĐêm qua Saigon River Lights lên đèn.\n", encoding="utf-8")
    done = kg("extract", article, "--date", "2022-01-28", "--tagger", "some_taggers:Failing")
    assert done.code == 0
    assert done.lines == [
        f"kg: {article}: warning: tagger some_taggers:Failing failed and was left out: ValueError: out of order"
    ]
    assert json.loads(done.out)["warnings"]


def test_a_tagger_is_asked_only_where_the_rules_leave_names_open() -> None:
    class Recorder:
        name = "recorder"
        asked: ClassVar[list[str]] = []

        def tag(self, text: str) -> list[Span]:
            self.asked.append(text)
            return [Span(text.index("Saigon"), text.index(" lên"), "PER", 0.9, "recorder")]

    text = "Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu dự.\nĐêm qua Saigon River Lights lên đèn."
    found = extract(Article("x", text), Recorder())
    assert Recorder.asked == ["Đêm qua Saigon River Lights lên đèn."]
    assert "Saigon River Lights" in {e.name for e in found.entities if e.type == "PER"}


# -- build -------------------------------------------------------------------------------------------------------------


def test_build_tells_what_it_did_and_twice_changes_nothing(kg: Command, samples: list[Path], tmp_path: Path) -> None:
    first, second = (kg("build", *samples, "--store", tmp_path / "store") for _ in range(2))
    files = {p: p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file()}
    assert (first.code, second.code, first.err) == (0, 0, "")
    assert re.match(r"articles: (\d+) read \(\1 new, 0 replaced, 0 unchanged\), 0 failed\n", first.out)
    assert re.match(r"articles: (\d+) read \(0 new, 0 replaced, \1 unchanged\), 0 failed\n", second.out)
    assert re.search(r"^facts: +\d+ tenures, \d+ changes of units, \d+ units within units$", first.out, re.MULTILINE)
    assert re.search(r"^status: +\d+ official, \d+ reported, ", first.out, re.MULTILINE)
    assert "undated" not in first.out
    assert first.out.endswith("store has the new graph\n")
    assert second.out.endswith("store is as it was\n")
    assert {p.name for p in files if p.name == "manifest.json"} == {"manifest.json"}


def test_build_tells_of_undated_articles(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bí thư Đảng ủy xã Hải An Trần Thị Hòa cho biết như vậy.\n", encoding="utf-8")
    done = kg("build", tmp_path / "a.txt", "--store", tmp_path / "store")
    assert done.code == 0
    assert re.search(r"^undated: +1 article, of facts", done.out, re.MULTILINE)
    assert len(done.lines) == 1
    days = "SELECT ?day { ?t a kg:Tenure ; kg:knownFrom|kg:evidence/kg:asOf ?day }"
    assert kg("query", "--store", tmp_path / "store", days, "--format", "csv").out.split() == ["day"]


def test_a_changed_article_replaces_its_former_facts(kg: Command, tmp_path: Path) -> None:
    store, article = tmp_path / "store", tmp_path / "a.txt"
    for name in ("Nguyễn Văn Minh", "Trần Thị Hòa"):
        article.write_text(f"28/01/2022 06:07\n\nBí thư Đảng ủy xã Hải An {name} cho biết như vậy.\n", encoding="utf-8")
        done = kg("build", article, "--store", store)
        assert done.code == 0
        people = kg("query", "--store", store, "SELECT ?n { ?p a foaf:Person ; rdfs:label ?n }", "--format", "csv")
        assert people.out.split("\r\n") == ["n", name, ""]
    assert "(0 new, 1 replaced, 0 unchanged)" in done.out


def test_one_article_from_two_places_is_one(kg: Command, samples: list[Path], tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    article = tmp_path / "copy" / samples[0].name
    article.write_bytes(samples[0].read_bytes())
    first, second = (kg("build", path, "--store", tmp_path / "store") for path in (samples[0], article))
    assert "1 new" in first.out
    assert "(0 new, 0 replaced, 1 unchanged)" in second.out
    assert second.out.endswith("is as it was\n")


def test_what_fails_does_not_stop_a_build(kg: Command, samples: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = kg("build", tmp_path / "empty.txt", samples[0], "--store", tmp_path / "store")
    assert done.code == 1
    assert len(done.lines) == 1
    assert "articles: 1 read (1 new, 0 replaced, 0 unchanged), 1 failed" in done.out


@pytest.mark.slow
def test_several_processes_build_the_same_graph(samples: list[Path], tmp_path: Path, kg: Command) -> None:
    for jobs in (1, 2):
        build(samples, tmp_path / str(jobs), jobs=jobs)
    one, two = (kg("export", "--store", tmp_path / str(jobs), "--to", "nquads").out for jobs in (1, 2))
    assert one == two
    assert one
