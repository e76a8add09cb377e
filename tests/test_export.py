"""Exports: every format read back by the library that its readers use, the same bytes each time, nothing disputed."""

from __future__ import annotations

import csv
import io
import json
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
from conftest import ROOT

from kg.errors import SettingsError
from kg.export import FORMATS, export
from kg.export.property_graph import ordered_edges, property_graph
from kg.export.tables import EDGES, NODES
from kg.graph import context, serialize
from kg.graph.serialize import prefixes
from kg.vocabulary import RDFS, known, named_code

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


def test_json_ld_has_the_context_of_the_ontology(graph: ox.Store) -> None:
    document = json.loads(written(graph, "jsonld"))
    kept = (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert kept == context.file(), "run: python -m kg.graph.context > ontology/context.jsonld"
    assert document["@context"] == json.loads(kept)["@context"]
    nodes = {node["id"]: node for part in document["@graph"] for node in part.get("@graph", [part])}
    tenure = nodes["tenure:do-thi-anh-1.bi-thu"]
    assert (tenure["member"], tenure["knownFrom"]) == ("person:do-thi-anh-1", "2021-03-05")


def test_json_ld_of_any_terms() -> None:
    """What the context says nothing of, or says otherwise, comes back as it was."""
    label, post, start, other = (
        ox.NamedNode(i)
        for i in (RDFS + "label", prefixes()["kg"] + "post", prefixes()["kg"] + "start", "http://x.example/p")
    )
    subject, blank = ox.NamedNode(f"{ID}person/x"), ox.BlankNode("b")
    objects = [ox.Literal("a"), ox.Literal("a", language="vi"), ox.Literal("a", language="en"), ox.Literal(5), blank]
    quads = {ox.Quad(subject, p, o) for p in (label, post, start, other) for o in [*objects, subject]}
    quads |= {ox.Quad(blank, label, ox.Literal("nút", language="vi"))}
    back = ox.Dataset(ox.parse(serialize.to_jsonld(quads), format=ox.RdfFormat.JSON_LD))
    expected = ox.Dataset(quads)
    for found in (back, expected):
        found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert back == expected


def test_neo4j(graph: ox.Store) -> None:
    archive = zipfile.ZipFile(io.BytesIO(written(graph, "neo4j")))
    nodes, edges = (
        list(csv.reader(io.StringIO(archive.read(name).decode("utf-8"), newline=""))) for name in archive.namelist()
    )
    grammar = re.compile(r"[a-zA-Z]*(:(ID|LABEL|START_ID|END_ID|TYPE|string\[\]|boolean|date|double|int))?")
    assert all(grammar.fullmatch(column) for column in nodes[0] + edges[0])
    expected = property_graph(graph)
    ids = [row[nodes[0].index("iri:ID")] for row in nodes[1:]]
    assert ids == sorted(expected)
    ends = [(row[edges[0].index(":START_ID")], row[edges[0].index(":END_ID")]) for row in edges[1:]]
    assert sorted(ends) == sorted((u, v) for u, v, _ in ordered_edges(expected))
    assert {row[edges[0].index(":TYPE")] for row in edges[1:]} == {"CHANGE", "OF_UNIT", "PART_OF", "POSITION"}
    assert {row[edges[0].index("knownFrom:date")] for row in edges[1:]} >= {"2021-03-05"}


def test_ftm_says_what_the_facts_say(graph: ox.Store) -> None:
    entities = {entity["id"]: entity for entity in map(json.loads, written(graph, "ftm").splitlines())}
    assert len(entities) == len(written(graph, "ftm").splitlines())
    (held,) = (e["properties"] for e in entities.values() if e["schema"] == "Occupancy")
    assert held["holder"] == ["person-do-thi-anh-1"]
    assert entities[held["post"][0]]["properties"]["name"] == ["Bí thư Đảng ủy xã Suối Mơ"]
    assert held["date"] == ["2021-03-05", "2022-06-01"]
    assert "startDate" not in held, "the article states no start"
    assert "country" not in entities["person-do-thi-anh-1"]["properties"]
    assert {entities[p]["schema"] for p in held["proof"]} == {"Article"}
    for entity in entities.values():
        for name in ("holder", "post", "organization", "parent", "predecessor", "successor", "subject", "object"):
            assert all(other in entities for other in entity["properties"].get(name, []))


def test_ftm_is_valid_for_followthemoney(graph: ox.Store) -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed (pip install followthemoney)")
    for line in written(graph, "ftm").splitlines():
        entity = json.loads(line)
        ftm.model.get(entity["schema"]).validate(entity)
        cleaned = ftm.model.get_proxy(entity, cleaned=False).to_dict()["properties"]
        assert {name: sorted(values) for name, values in cleaned.items()} == entity["properties"]


def test_popolo(graph: ox.Store) -> None:
    document = json.loads(written(graph, "popolo"))
    assert list(document) == ["persons", "organizations", "posts", "memberships", "areas"]
    ids = {name: {record["id"] for record in document[name]} for name in document}
    (held,) = document["memberships"]
    assert held["person_id"] == ANH
    assert held["person_id"] in ids["persons"]
    assert held["organization_id"] in ids["organizations"]
    assert held["post_id"] in ids["posts"]
    assert len(held["sources"]) == 2
    assert not {"start_date", "end_date"} & set(held)
    assert all(area.get("parent_id", area["id"]) in ids["areas"] for area in document["areas"])
    assert all(o["area_id"] in ids["areas"] for o in document["organizations"] if "area_id" in o)


def test_popolo_is_read_by_its_library(graph: ox.Store, tmp_path: Path) -> None:
    importer = pytest.importorskip("popolo_data.importer", reason="pip install everypolitician-popolo")
    (tmp_path / "graph.json").write_bytes(written(graph, "popolo"))
    found = importer.Popolo.from_filename(str(tmp_path / "graph.json"))
    (held,) = found.memberships
    assert (held.person.name, held.post.label) == ("Đỗ Thị Ánh", "Bí thư Đảng ủy xã Suối Mơ")
