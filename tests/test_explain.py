"""`kg explain`: what is found by a name or IRI, and what is told of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT, Command

from kg.model import Extraction
from kg.pipeline import extract_all


def test_explain_gives_each_fact_with_its_sentence_and_article(kg: Command, store: Path) -> None:
    done = kg("explain", "--store", store, "Trương Quang Điềm")
    assert done.code == 0
    sentence = (
        "“Đến dự và chỉ đạo đại hội có đồng chí Trương Quang Điềm, Phó Bí thư Huyện ủy, Chủ tịch UBND huyện Hải Lăng;"
    )
    for part in (
        "Chủ tịch UBND huyện Hải Lăng",
        sentence,
        "hai-hung-dai-hoi-2020, 2020-05-21",
        "rule ",
        "confidence 0.",
    ):
        assert part in done.out
    found = json.loads(kg("explain", "--store", store, "Trương Quang Điềm", "--json").out)
    texts = {
        x.article.id: x.article.text
        for x in extract_all([ROOT / "samples/hai-hung-dai-hoi-2020.txt"])
        if isinstance(x, Extraction)
    }
    passages = [p for fact in found["facts"] for p in fact["passages"] if p["article"] in texts]
    assert passages
    assert all(texts[p["article"]][p["start"] : p["end"]] == p["quote"] for p in passages)
    assert all(p["published"] == "2020-05-21" and p["rule"] and p["confidence"] for p in passages)


def test_explain_finds_by_folded_name_and_iri(kg: Command, store: Path) -> None:
    by_name = kg("explain", "--store", store, "Trương Quang Điềm")
    iri = json.loads(kg("explain", "--store", store, "Trương Quang Điềm", "--json").out)["thing"]["iri"]
    short = re.search(r"person:\S+", by_name.out)
    assert short
    for name in ("truong quang diem", "TRƯƠNG  QUANG ĐIỀM", "quang điềm", iri, f"<{iri}>", short[0]):
        assert kg("explain", "--store", store, name) == by_name


def test_explain_a_body_a_fact_and_an_article(kg: Command, store: Path) -> None:
    label = "Trương Quang Điềm — Chủ tịch UBND huyện Hải Lăng"
    body = json.loads(kg("explain", "--store", store, "ubnd huyen hai lang", "--json").out)
    (fact,) = [f for f in body["facts"] if f["label"] == label]
    assert fact["status"] == "báo chí đưa tin"
    assert [f["iri"] for f in json.loads(kg("explain", "--store", store, fact["iri"], "--json").out)["facts"]] == [
        fact["iri"]
    ]
    rows = kg(
        "query", "--store", store, "SELECT ?a { ?a dcterms:identifier 'hai-hung-dai-hoi-2020' }", "--format", "csv"
    )
    article = kg("explain", "--store", store, rows.out.split()[1], "--json")
    assert label in {f["label"] for f in json.loads(article.out)["facts"]}


@pytest.mark.parametrize("name", ["quang-tri-2025-2", "Ra mắt xã Vĩnh Định", "ra  mắt xã vĩnh định"])
def test_an_article_goes_by_its_id_and_title(kg: Command, store: Path, name: str) -> None:
    done = kg("explain", "--store", store, name)
    assert done.code == 0
    assert done.out.startswith("Ra mắt xã Vĩnh Định\n")
    assert "Trần Đức Lệnh — Bí thư Đảng ủy xã Vĩnh Định" in done.out


def test_explain_lists_what_a_name_may_be(kg: Command, store: Path) -> None:
    done = kg("explain", "--store", store, "ubnd xa")
    lines = done.out.splitlines()
    assert done.code == 1
    assert done.lines == [f"kg: “ubnd xa” may be {len(lines)} things; give the full name or one of these IRIs:"]
    assert len(lines) > 2
    assert all(re.search(r" (body|post):\S+$", line) for line in lines)


@pytest.mark.parametrize("name", ["Nguyễn Không Có", "unit:nowhere", "https://example.org/x", "person:<>", "   ", ""])
def test_explain_what_is_not_there(kg: Command, store: Path, name: str) -> None:
    done = kg("explain", "--store", store, name)
    assert (done.code, done.out) == (1, "")
    assert len(done.lines) == 1
    assert "the graph knows no" in done.err or "is no IRI" in done.err
