"""`kg query` on the command line: forms of answers, limits, times, algebra, answers as pages, the graph of a day."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import Command

from kg.query import FORMATS
from kg.query.formats import RDF
from kg.query.widen import widened

MADE = "CONSTRUCT { ?p org:holds ?x } WHERE { ?p org:holds ?x }"
READERS = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}


@pytest.mark.parametrize("form", RDF)
def test_triples_in_every_form(kg: Command, store: Path, form: str) -> None:
    done = kg("query", "--store", store, MADE, "--format", form)
    assert (done.code, done.err) == (0, "")
    read = rdflib.Dataset().parse(data=done.out, format=READERS[form])
    expected = rdflib.Graph().parse(data=kg("query", "--store", store, MADE, "--format", "nt").out, format="nt")
    assert {(s, p, o) for s, p, o, _ in read.quads()} == set(expected)
    assert len(expected) > 50
    assert done.out.endswith("\n")


def test_forms_that_do_not_fit(kg: Command, store: Path) -> None:
    assert "csv cannot hold triples" in kg("query", "--store", store, MADE, "--format", "csv").err
    assert "rdf holds triples only" in kg("query", "--store", store, "ASK {}", "--format", "rdf").err
    assert set(READERS) == set(RDF) < set(FORMATS)


def test_json_ld_of_blank_nodes(kg: Command, store: Path) -> None:
    text = 'CONSTRUCT { [] rdfs:label ?l ; kg:post _:b . _:b kg:start 5 } WHERE { BIND ("x"@vi AS ?l) }'
    made = kg("query", "--store", store, text, "--format", "jsonld")
    assert len(list(ox.parse(io.BytesIO(made.out.encode()), format=ox.RdfFormat.JSON_LD))) == 3


def test_limit_and_time(kg: Command, store: Path) -> None:
    done = kg("query", "--store", store, "SELECT ?s { ?s a foaf:Person }", "--limit", "2", "--time")
    assert done.out.endswith("(2 rows, and there are more)\n")
    assert re.fullmatch(r"kg: 2 rows: opening [\d.]+ ms, answering [\d.]+ ms, writing [\d.]+ ms\n", done.err)
    none = kg("query", "--store", store, MADE, "--limit", "0", "--format", "nt", "--time")
    assert none.out.strip() == ""
    assert none.err.startswith("kg: 0 triples: ")


def test_the_algebra(kg: Command, store: Path) -> None:
    text = "SELECT ?p { ?p a foaf:Person . OPTIONAL { ?p org:holds/kg:ofUnit ?x } FILTER NOT EXISTS { ?p kg:post ?y } }"
    done = kg("query", "--store", store, text, "--explain")
    lines = done.out.splitlines()
    assert lines[:2] == ["SelectQuery", "  Project"]
    assert "NOTEXISTS" in lines[2]
    assert "kg:post, ?y" in lines[2]
    assert [line.strip() for line in lines[3:]] == [
        "LeftJoin expr=TrueFilter()",
        "BGP",
        "?p rdf:type foaf:Person",
        "BGP",
        "?p org:holds/kg:ofUnit ?x",
    ]
    wrong = kg("query", "--store", store, "SELECT ?p { ?p a", "--explain")
    assert (wrong.code, wrong.out) == (2, "")
    assert "not allowed" in kg("query", "--store", store, "SELECT * { SERVICE <http://x> {} }", "--explain").err


def drawn(page: Path) -> set[str]:
    """The names of the nodes of a page: "unit/hai-vinh-19699"."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert found
    return {node[0] for node in json.loads(found[1])["nodes"]}


def test_an_answer_as_a_page(kg: Command, store: Path, tmp_path: Path) -> None:
    few, facts = tmp_path / "few.html", tmp_path / "facts.html"
    text = 'SELECT ?u { VALUES ?n { "Xã Hải Vĩnh"@vi "Xã Hải Hưng"@vi } ?u a kg:AdminUnit ; rdfs:label ?n }'
    done = kg("query", "--store", store, text, "--view", few)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert drawn(few) == {"unit/hai-hung-19699-20200101", "unit/hai-vinh-19699"}
    tenures = "DESCRIBE ?t { ?t org:member/rdfs:label 'Lê Cảnh Thuận'@vi }"
    assert kg("query", "--store", store, tenures, "--view", facts).code == 0
    assert any(name.startswith("person/le-canh-thuan") for name in drawn(facts))


def test_rows_of_names_are_drawn_as_what_bears_them(kg: Command, store: Path, tmp_path: Path) -> None:
    page = tmp_path / "network.html"
    assert kg("ask", "network", "--store", store, "--person", "le canh thuan", "--view", page).code == 0
    assert {name.partition("/")[0] for name in drawn(page)} >= {"person", "body"}
    assert any(name.startswith("person/le-canh-thuan") for name in drawn(page))


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("SELECT ?a (1 AS ?b) WHERE { ?a ?p ?o }", "SELECT * WHERE { ?a ?p ?o }"),
        (
            "select distinct ?a { { SELECT ?a { ?a ?p ?o } GROUP BY ?a } }",
            "select * { { SELECT ?a { ?a ?p ?o } GROUP BY ?a } }",
        ),
        ("SELECT ?a FROM <g:1> { ?a ?p ?o } ORDER BY ?a", "SELECT * FROM <g:1> { ?a ?p ?o } ORDER BY ?a"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?p ?o } GROUP BY ?a", None),
        ("SELECT * { ?a ?p ?o }", None),
        ("ASK { ?a ?p ?o }", None),
    ],
)
def test_all_variables_of_a_query(text: str, wide: str | None) -> None:
    assert widened(text) == wide


def test_answers_that_make_no_page(kg: Command, store: Path, tmp_path: Path) -> None:
    names = kg(
        "query",
        "--store",
        store,
        "SELECT (COUNT(*) AS ?n) { ?p rdfs:label ?l } GROUP BY ?p",
        "--view",
        tmp_path / "x.html",
    )
    codes = kg("query", "--store", store, "SELECT ?c { ?c a skos:Concept }", "--view", tmp_path / "x.html")
    assert (names.code, codes.code) == (2, 1)
    assert "ask for the things themselves" in names.err
    assert "none of these things is drawn on a page" in codes.err
    assert not (tmp_path / "x.html").exists()


def test_the_graph_of_a_day(kg: Command, store: Path) -> None:
    asked = ("query", "--store", store, "SELECT ?u { ?u kg:gsoCode '19699' }", "--format", "csv")
    assert len(kg(*asked).out.split()) == 4
    assert "hai-hung-19699-20200101" in kg(*asked, "--as-of", "2021-01-01").out


def test_the_name_of_a_saved_question_is_no_query(kg: Command, store: Path) -> None:
    done = kg("query", "--store", store, "who-holds")
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "kg ask who-holds" in done.err


def test_an_empty_answer_makes_no_page(kg: Command, store: Path, tmp_path: Path) -> None:
    asked = "SELECT ?p { ?p a foaf:Person ; rdfs:label 'Không Ai Cả'@vi }"
    done = kg("query", "--store", store, asked, "--view", tmp_path / "page.html")
    assert (done.code, done.out, done.lines) == (1, "", ["kg: the answer is empty, so no page was made"])
    assert not (tmp_path / "page.html").exists()


def _on_a_terminal(*arguments: object) -> list[str]:
    """What the command writes to a terminal of 80 columns."""
    mine, its = pty.openpty()
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    with subprocess.Popen(command, stdout=its, env={**os.environ, "COLUMNS": "80"}) as process:
        os.close(its)
        written = b""
        try:
            while piece := os.read(mine, 4096):
                written += piece
        except OSError:  # the other end is closed
            pass
    os.close(mine)
    assert process.returncode == 0
    return written.decode("utf-8").splitlines()


def test_long_texts_are_cut_on_a_terminal_only(kg: Command, store: Path) -> None:
    asked = ("query", "--store", store, "SELECT ?q { ?e kg:quote ?q }")
    piped = kg(*asked).out.splitlines()
    assert max(map(len, piped)) > 200
    cut = _on_a_terminal(*asked)
    assert max(map(len, cut)) <= 80
    assert any(line.endswith("…") for line in cut)
    assert cut[-1].endswith("rows; … is cut, --wide shows all)")
    assert _on_a_terminal(*asked, "--wide") == piped
    assert kg(*asked, "--wide").out.splitlines() == piped
