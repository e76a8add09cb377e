"""Saved questions: what they may be asked about, the same answers from two engines, the page that documents them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT, Command

from kg import questions, settings
from kg.ask import AmbiguousName, ask, filled
from kg.ask.page import page
from kg.errors import NotFoundError, QueryError
from kg.export.rdf import to_rdflib
from kg.pipeline import build
from kg.questions import THINGS, Parameter, named, question, saved
from kg.store import Store

NAMES = [q.name for q in saved()]
UNIT = "https://w3id.org/vnkg/id/unit/"


@pytest.fixture(scope="module")
def graph(store: Path) -> Iterator[ox.Store]:
    with Store.open(store) as opened:
        yield opened.graph()


@pytest.fixture(scope="module")
def other_engine(graph: ox.Store) -> rdflib.Graph:
    return to_rdflib(graph)


def values(rows: Any) -> list[tuple[str, ...]]:
    return sorted(tuple(map(plain, row)) for row in rows)


def plain(term: Any) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, rdflib.term.Identifier) else str(term.value)


def answer(graph: ox.Store, name: str, **given: str) -> list[tuple[str, ...]]:
    return values(ask(graph, named(name), given).rows)


# -- what they are -----------------------------------------------------------------------------------------------------


def test_there_are_many_and_each_says_what_it_asks() -> None:
    assert len(NAMES) >= 30
    for q in saved():
        assert q.vi
        assert q.en
        assert q.vi != q.en


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_can_be_set(name: str) -> None:
    given = {"date": "1999-09-09"}
    for parameter in named(name).parameters.values():
        value = "https://example.org/x" if parameter.kind in THINGS else given.get(parameter.kind, "no such value")
        changed = named(name).asked({parameter.option: value})
        body = changed[changed.index("SELECT") :]
        assert value in body
        assert parameter.literal not in body


@pytest.mark.parametrize("name", NAMES)
def test_two_engines_answer_alike(graph: ox.Store, other_engine: rdflib.Graph, name: str) -> None:
    text = named(name).text
    assert values(ask(graph, named(name), {}).rows) == values(other_engine.query(text))


@pytest.mark.parametrize("name", ["lineage", "abolished-units", "name-today"])
def test_engines_agree_where_things_are_named(graph: ox.Store, other_engine: rdflib.Graph, name: str) -> None:
    text = filled(graph, named(name), {"unit": "unit:quang-tri-45"})
    assert f"<{UNIT}quang-tri-45>" in text
    assert values(other_engine.query(text)) == answer(graph, name, unit=f"{UNIT}quang-tri-45")


# -- what they say -----------------------------------------------------------------------------------------------------


def test_answers_on_the_samples(graph: ox.Store) -> None:
    assert ("Xã Hải Quế", "Hồ Sĩ Lượng") in answer(graph, "secretaries", unit="hai lang", as_of="2023-03-15")
    assert answer(graph, "secretaries", unit="huyện Hải Lăng", as_of="1999-01-01") == []
    assert {row[:2] for row in answer(graph, "merged-leaders", unit="xã Vĩnh Định")} >= {
        ("Xã Hải Vĩnh", "Lê Cảnh Thuận"),
        ("Xã Hải Xuân", "Nguyễn Đăng Khuê"),
    }
    assert ("Huyện Hải Lăng", "2020", "8", "4") in answer(graph, "mergers-by-year")
    assert all(row[0] != "Lê Quý Mão" for row in answer(graph, "vacant-posts")), "his successor is named beside him"


def test_who_decided(tmp_path: Path) -> None:
    """A body that the sentence makes the doer, with the act if it has a number; not one that is named beside."""
    sentences = (
        "Ngày 5/3/2021, UBND tỉnh Quảng Trị ban hành Quyết định số 612/QĐ-UBND bổ nhiệm ông Phan Đình Cầu giữ chức "
        "Giám đốc Sở Tài chính tỉnh Quảng Trị. "
        "HĐND huyện Hải Lăng đã bầu bà Võ Thị Sim giữ chức Chủ tịch UBND huyện Hải Lăng. "
        "Theo Huyện ủy Hải Lăng, ông Lê Quang Mạo được bầu giữ chức Bí thư Đảng ủy xã Hải Hưng."
    )
    article = tmp_path / "tin.txt"
    article.write_text(f"Tin cán bộ tỉnh Quảng Trị\n\n10/03/2021\n\n{sentences}\n", encoding="utf-8")
    build([article], tmp_path / "store")
    with Store.open(tmp_path / "store") as opened:
        found = {row[:4] for row in answer(opened.graph(), "decided-by")}
    assert found == {
        (
            "2021-03-05",
            "UBND tỉnh Quảng Trị",
            "612/QĐ-UBND",
            "Phan Đình Cầu — Giám đốc Sở Tài chính tỉnh Quảng Trị: được bổ nhiệm, bầu",
        ),
        ("2021-03-10", "HĐND huyện Hải Lăng", "", "Võ Thị Sim — Chủ tịch UBND huyện Hải Lăng: được bổ nhiệm, bầu"),
    }


# -- how things are named ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["Xã Hải Vĩnh", "xa hai vinh", f"{UNIT}hai-vinh-19699", "unit:hai-vinh-19699"])
def test_a_thing_by_name_and_iri(graph: ox.Store, unit: str) -> None:
    assert [row[0] for row in answer(graph, "name-today", unit=unit)] == ["Xã Vĩnh Định"]


def test_a_code_means_several_units_and_a_day_tells_them_apart(graph: ox.Store) -> None:
    with pytest.raises(AmbiguousName, match="may be 3 things: unit:") as caught:
        answer(graph, "lineage", unit="19699")
    assert {t.label for t in caught.value.choices} == {"Xã Hải Vĩnh", "Xã Hải Hưng", "Xã Vĩnh Định"}
    text = filled(graph, named("officials"), {"unit": "19699", "as-of": "2021-01-01"})
    assert f"VALUES ?unit {{ <{UNIT}hai-hung-19699-20200101> }}" in text


def test_names_that_mean_nothing(graph: ox.Store) -> None:
    with pytest.raises(NotFoundError, match="knows no “Xã Không Có”"):
        answer(graph, "lineage", unit="Xã Không Có")
    with pytest.raises(NotFoundError):
        answer(graph, "lineage", unit="Lê Cảnh Thuận")  # a person is no unit
    with pytest.raises(QueryError, match="'1/2/2022' is no day for as-of; give it as 2022-01-28"):
        answer(graph, "officials", as_of="1/2/2022")
    with pytest.raises(QueryError, match="lineage: the question has no 'body'; it has: unit"):
        answer(graph, "lineage", body="x")
    with pytest.raises(QueryError, match="no such saved question; the saved questions are: abolished-units"):
        named("no-such")


def test_text_stays_text() -> None:
    asked = question("q", '# param ?x text "a"\nSELECT ?x { VALUES ?x { "a" } }').asked({"x": 'b" } # \\ \n'})
    assert values(ox.Store().query(asked)) == [('b" } # \\ \n',)]
    assert Parameter("asOf", "date", '"2022-01-28"^^xsd:date').default == "2022-01-28"
    with pytest.raises(QueryError, match="has no line"):
        question("q", '# param ?x unit "a"\nSELECT ?x { ?x a "a" }').asked({"x": "urn:x"})


# -- the command line --------------------------------------------------------------------------------------------------


def test_ask_lists_and_answers(kg: Command, store: Path) -> None:
    listed = kg("ask")
    assert all(f"\n{name}" in f"\n{listed.out}" for name in NAMES)
    done = kg(
        "ask", "lineage", "--store", store, "--unit", "xa vinh dinh", "--format", "json", "--limit", "2", "--time"
    )
    assert done.code == 0
    assert len(json.loads(done.out)["results"]["bindings"]) == 2
    assert done.err.startswith("kg: 2 rows: opening ")
    several = kg("ask", "lineage", "--store", store, "--unit", "19699")
    assert several.code == 1
    assert "unit:vinh-dinh-19699-20250701" in several.out
    assert several.lines == ["kg: “19699” may be 3 things; give one of these IRIs:"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lineage", "--unit", "x"], "wants --store DIR"),
        (["lineage"], 'lineage wants --unit, as in: kg ask lineage --store DIR --unit "Xã Vĩnh Định"'),
        (["officials", "--unit", "x"], 'wants --as-of, as in: kg ask officials --store DIR --unit "Huyện'),
        (["changes-between"], "wants --from and --until, as in"),
        (["lineage", "--unit"], "--unit wants a value"),
        (["lineage", "x"], "by name, as in --unit NAME, not 'x'"),
        (["lineage", "--no", "x"], "the question has no 'no'; it has: unit"),
        (["no-such"], "the saved questions are: "),
        (["--questions", "/no/such"], "no such folder of questions"),
    ],
)
def test_mistakes(kg: Command, arguments: list[str], message: str) -> None:
    done = kg("ask", *arguments)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert message in done.err


@pytest.mark.parametrize("name", [name for name in NAMES if named(name).parameters])
def test_what_is_missing_is_told_with_an_example_that_works(kg: Command, store: Path, name: str) -> None:
    told = kg("ask", name, "--store", store)
    assert (told.code, told.out, len(told.lines)) == (2, "", 1)
    example = shlex.split(told.err.partition("as in: kg ")[2].partition(";")[0].replace("DIR", str(store)))
    assert kg(*example).code == 0


def test_questions_of_ones_own(kg: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = '# vi: Tên?\n# en: Name?\n# param ?unit unit "Xã Hải Vĩnh"@vi\n'
    own += 'SELECT ?other { ?unit rdfs:label "Xã Hải Vĩnh"@vi . ?unit schema:alternateName ?other }'
    (tmp_path / "also.rq").write_text(own, encoding="utf-8")
    assert "also  --unit UNIT\n    Tên?\n    Name?\n" in kg("ask", "--questions", tmp_path).out
    monkeypatch.setenv("KG_QUESTIONS", str(tmp_path))
    settings._current = None
    done = kg("ask", "also", "--store", store, "--unit", "hai hung", "--questions", tmp_path, "--format", "csv")
    assert done.out.split("\r\n")[:2] == ["other", "Hải Hưng"]
    (tmp_path / "also.rq").write_bytes(b"\xff")
    assert kg("ask", "--questions", tmp_path).err == f"kg: {tmp_path}/also.rq: the query file is not UTF-8\n"


# -- documentation -----------------------------------------------------------------------------------------------------


def test_the_page_is_up_to_date(graph: ox.Store) -> None:
    written = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    assert written == page(graph), "run: kg build samples/ --store S; python -m kg.ask.page S > docs/questions.md"
    assert {line[3:] for line in written.splitlines() if line.startswith("## ")} == {q.name for q in questions.saved()}
