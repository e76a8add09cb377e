"""Exports: every format read back by the library that its readers use, the same bytes each time, nothing disputed."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import SettingsError
from kg.export import FORMATS, export, property_graph
from kg.export.property_graph import ordered_edges
from kg.export.tables import EDGES, NODES
from kg.graph.serialize import prefixes
from kg.vocabulary import known, named_code

EXAMPLE = Path(__file__).parent / "data" / "example.trig"
ID = "https://w3id.org/vnkg/id/"
ANH, YEN = f"{ID}person/do-thi-anh-1", f"{ID}person/ly-van-yen-2"
BODY, COMMUNE = f"{ID}body/cap-uy.suoi-mo", f"{ID}unit/suoi-mo"
NAMES = [f.name for f in FORMATS]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    return store


def written(graph: ox.Store, name: str) -> bytes:
    out = io.BytesIO()
    export(graph, name, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("trig", ox.RdfFormat.TRIG),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("nquads", ox.RdfFormat.N_QUADS),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_rdf_holds_everything_for_both_parsers(graph: ox.Store, name: str, format: ox.RdfFormat) -> None:
    content = written(graph, name)
    named = name in ("trig", "nquads", "jsonld")
    expected = set(graph) if named else {q.triple for q in graph}
    parsed = list(ox.parse(content, format=format))
    assert set(parsed if named else (q.triple for q in parsed)) == expected
    dataset = rdflib.Dataset()
    rdflib_name = {"turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads", "jsonld": "json-ld"}[name]
    dataset.parse(data=content, format=rdflib_name)
    assert {(s.n3(), p.n3(), _plain(o)) for s, p, o, _ in dataset.quads()} == {
        (str(q.subject), str(q.predicate), _plain(q.object)) for q in graph
    }


def _plain(term: Any) -> tuple[str, ...]:
    if isinstance(term, rdflib.Literal):
        datatype = str(term.datatype) if term.datatype else ""
        return (str(term), term.language or "", datatype.removesuffix("#string") and datatype)
    if isinstance(term, ox.Literal):
        datatype = "" if term.language or term.datatype.value.endswith("#string") else term.datatype.value
        return (term.value, term.language or "", datatype)
    return (str(term).strip("<>"),)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_whatever_the_order_and_the_hash_seed(graph: ox.Store, name: str) -> None:
    once = written(graph, name)
    shuffled = ox.Store()
    shuffled.extend(sorted(graph, key=lambda q: str(q)[::-1]))
    assert written(shuffled, name) == once
    code = (
        "import sys, pyoxigraph as ox; from kg.export import export; g = ox.Store();"
        "g.load(path=sys.argv[1], format=ox.RdfFormat.TRIG); export(g, sys.argv[2], sys.stdout.buffer)"
    )
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(EXAMPLE), name],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.stdout == once


def test_property_graph_says_what_the_facts_say(graph: ox.Store) -> None:
    found = property_graph(graph)
    assert {d["label"] for _, d in found.nodes(data=True) if d["kind"] == "person"} == {"Đỗ Thị Ánh", "Lý Văn Yến"}
    assert found.nodes[COMMUNE] == {
        "kind": "unit",
        "label": "Xã Suối Mơ",
        "code": named_code("unit-xa").label,
        "gso": "00001",
        "names": "Suối Mơ",
    }
    ((_, _, position),) = found.out_edges(ANH, data=True)
    assert position == {
        "kind": "position",
        "label": named_code("role-bi-thu").label,
        "fact": f"{ID}tenure/do-thi-anh-1.bi-thu",
        "what": "Bí thư Đảng ủy xã Suối Mơ",
        "status": "reported",
        "known-from": "2021-03-05",
        "known-until": "2022-06-01",
        "confidence": 0.95,
        "quote": "đồng chí Đỗ Thị Ánh, Bí thư Đảng ủy xã Suối Mơ",
        "source": "Tin tổng hợp",
        "sources": 2,
    }
    kinds = [(d["kind"], u.rpartition("/")[2], v.rpartition("/")[2]) for u, v, d in ordered_edges(found)]
    assert kinds == [
        ("change", "doi-sim", "suoi-mo"),
        ("change", "ho-sen", "suoi-mo"),
        ("of-unit", "cap-uy.suoi-mo", "suoi-mo"),
        ("part-of", "suoi-mo", "x-mau"),
        ("position", "do-thi-anh-1", "cap-uy.suoi-mo"),
    ]
    partial = {u.rpartition("/")[2]: d["partial"] for u, _, d in ordered_edges(found) if d["kind"] == "change"}
    assert partial == {"doi-sim": False, "ho-sen": True}
    change = next(d for _, _, d in ordered_edges(found) if d["kind"] == "change")
    assert (change["date"], change["legal-basis"]) == ("2020", "Nghị quyết số 1/NQ")


def test_a_disputed_position_is_an_edge_only_when_asked_for(graph: ox.Store) -> None:
    assert list(property_graph(graph).out_edges(YEN)) == []
    ((_, _, disputed),) = property_graph(graph, ["disputed"]).out_edges(YEN, data=True)
    assert disputed["status"] == "disputed"


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graph_formats_come_back_whole(graph: ox.Store, name: str, read: Any) -> None:
    expected = property_graph(graph)
    arguments = {"force_multigraph": True} if name == "graphml" else {}
    found = read(io.BytesIO(written(graph, name)), **arguments)
    assert {n: _without(d, "id") for n, d in found.nodes(data=True)} == dict(expected.nodes(data=True))
    edges = sorted((u, v, sorted(_without(d, "id").items())) for u, v, d in found.edges(data=True))
    assert edges == sorted((u, v, sorted(d.items())) for u, v, d in expected.edges(data=True))
    quotes = {d.get("quote") for _, _, d in found.edges(data=True)}
    assert '=HYPERLINK("http://x.example") <b>& \t"nhập" xã Đồi Sim và xã Hồ Sen' in quotes


def _without(attributes: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {k: v for k, v in attributes.items() if k != name}


def test_gexf_is_not_dated(graph: ox.Store) -> None:
    content = written(graph, "gexf").decode("utf-8")
    assert "<meta>" in content
    assert "lastmodifieddate" not in content


def test_csv_tables(graph: ox.Store) -> None:
    archive = zipfile.ZipFile(io.BytesIO(written(graph, "csv")))
    assert archive.namelist() == ["nodes.csv", "edges.csv"]
    nodes, edges = (
        list(csv.DictReader(io.StringIO(archive.read(n).decode("utf-8-sig"), newline=""))) for n in archive.namelist()
    )
    assert (tuple(nodes[0]), tuple(edges[0])) == (NODES, EDGES)
    expected = property_graph(graph)
    assert [row["id"] for row in nodes] == sorted(expected)
    assert len(edges) == expected.number_of_edges()
    assert {row["target"] for row in edges if row["source"] == BODY} == {COMMUNE}
    # every attribute of an edge has its column
    assert {name for _, _, d in expected.edges(data=True) for name in d} <= {*EDGES, "source"}
    assert {row["quote"][:2] for row in edges if row["kind"] == "change"} == {"'="}


def test_summaries_count(graph: ox.Store) -> None:
    assert str(export(graph, "nquads", io.BytesIO())) == f"{len(graph)} triples"
    assert str(export(graph, "csv", io.BytesIO())) == "7 nodes, 5 edges"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_graph_is_written_too(name: str) -> None:
    assert export(ox.Store(), name, io.BytesIO()).edges == 0


def test_queries_use_terms_of_the_ontology_only() -> None:
    for query in sorted(files("kg.export").joinpath("queries").iterdir(), key=lambda q: q.name):
        names = re.findall(r"\b([a-z]+):([A-Za-z]+)", query.read_text(encoding="utf-8"))
        assert names
        assert [n for n in names if not known(prefixes()[n[0]] + n[1])] == []


def test_unknown_format() -> None:
    with pytest.raises(SettingsError, match="no such format: 'docx'; choose from turtle, trig"):
        export(ox.Store(), "docx", io.BytesIO())
