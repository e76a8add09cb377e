"""The parts of `kg serve` that need no server: negotiation, cutting at the limits, remembered answers, timelines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import questions
from kg.errors import QueryError
from kg.query import run
from kg.serve import wire
from kg.serve.answers import Dataset, sparql
from kg.serve.limits import Limits
from kg.serve.memory import Memory
from kg.serve.negotiate import best
from kg.serve.said import _columns, heading
from kg.serve.snapshot import Snapshot
from kg.serve.timeline import timeline
from kg.store import Store

JSON, CSV, XML = "application/sparql-results+json", "text/csv", "application/sparql-results+xml"
TSV = "text/tab-separated-values"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("*", JSON),
        ("text/*", CSV),
        ("TEXT/CSV", CSV),
        ("text/csv;q=0.5, */*;q=0.6", JSON),
        ("text/csv;q=0.5;header=present, */*;q=0.1", CSV),
        ("application/*;q=0.2, text/csv;q=0.1", JSON),
        ("*/*;q=0.5, application/sparql-results+json;q=0", CSV),
        ("text/csv;q=nonsense", None),
        ("image/png", None),
        ("*/*;q=0", None),
        (",;,", JSON),
    ],
)
def test_the_accept_header(accept: str | None, chosen: str | None) -> None:
    assert best(accept, [JSON, CSV]) == chosen


def _graph(rows: int, text: str = "x") -> ox.Store:
    graph = ox.Store()
    graph.extend(
        ox.Quad(ox.NamedNode(f"urn:s{n:05}"), ox.NamedNode("urn:p"), ox.Literal(text), ox.NamedNode("urn:g"))
        for n in range(rows)
    )
    return graph


# Text that looks like the end of a row in each of the forms.
TRICKY = '},{"a":1},{}\n<result>\r\n"",""\t},{'


@pytest.mark.parametrize("text", ["x", TRICKY])
@pytest.mark.parametrize("type", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize(("rows", "kept", "truncated"), [(0, 0, False), (9, 9, False), (10, 10, False), (11, 10, True)])
def test_rows_are_counted_exactly(rows: int, kept: int, truncated: bool, type: str, text: str) -> None:
    limits = Limits(rows=10)
    answer = sparql(_graph(rows, text), "SELECT ?s ?o { ?s ?p ?o }", type, Dataset(), limits)
    assert answer.truncated is truncated
    assert answer.body.count(b"urn:s") == kept
    if type in (JSON, XML):
        form = ox.QueryResultsFormat.from_media_type(type)
        assert form is not None
        found = ox.parse_query_results(answer.body, format=form)
        assert isinstance(found, ox.QuerySolutions)
        assert {solution["o"].value.replace("\r\n", "\n") for solution in found} <= {text.replace("\r\n", "\n")}


@pytest.mark.parametrize("type", [JSON, XML, CSV, TSV])
def test_bytes_are_capped(type: str) -> None:
    answer = sparql(_graph(100, "x" * 500), "SELECT * { ?s ?p ?o }", type, Dataset(), Limits(bytes=10_000))
    assert answer.truncated
    assert 0 < answer.body.count(b"urn:s") < 100
    assert len(answer.body) <= 10_000
    single = sparql(_graph(1, "x" * 50_000), "SELECT * { ?s ?p ?o }", type, Dataset(), Limits(bytes=10_000))
    assert single.truncated
    assert len(single.body) < 1000


def test_the_answer_is_that_of_kg_query() -> None:
    graph = _graph(20)
    query = "SELECT ?s { ?s ?p ?o } ORDER BY DESC(?s)"
    found = json.loads(sparql(graph, query, JSON, Dataset(), Limits()).body)["results"]["bindings"]
    assert [row["s"]["value"] for row in found] == [row[0].value for row in run(graph, query).rows]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "lasting"),
    [
        ("SELECT (RAND() AS ?x) {}", False),
        ("SELECT (now() AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
        ("SELECT * { ?knownFrom <urn:now> 'rand()' }", True),
        ("ASK {}", True),
    ],
)
def test_chance_is_not_remembered(query: str, lasting: bool) -> None:
    assert sparql(_graph(1), query, None, Dataset(), Limits()).lasting is lasting


def test_a_graph_is_the_same_in_memory_and_on_disk(store: Path) -> None:
    with Store.open(store) as opened:
        on_disk, in_memory = (Snapshot(str(store), opened.generation, held=held).graph for held in (0, opened.quads))
        assert set(on_disk) == set(in_memory)
    with pytest.raises(RuntimeError, match="read-write"):
        on_disk.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))
    in_memory.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))


def test_only_graphs_of_the_store_are_a_dataset() -> None:
    graph = _graph(3)
    for dataset in (Dataset(("urn:none",)), Dataset((), ("urn:none",)), Dataset(("not an iri",))):
        with pytest.raises(QueryError, match="no graph"):
            sparql(graph, "ASK {}", None, dataset, Limits())
    assert b"true" in sparql(graph, "ASK { ?s ?p ?o }", None, Dataset(("urn:g",)), Limits()).body
    assert b"false" in sparql(graph, "ASK { ?s ?p ?o }", None, Dataset((), ("urn:g",)), Limits()).body


def test_memory_forgets_the_oldest_and_stays_within_its_size() -> None:
    memory = Memory(10_000)
    for number in range(100):
        memory.put(b"%d" % number, ({"lasting": True}, b"x" * 500))
    assert memory.get(b"0") is None
    assert memory.get(b"99") == ({"lasting": True}, b"x" * 500)
    assert sum(memory.get(b"%d" % n) is not None for n in range(100)) == 19
    memory.put(b"chance", ({"lasting": False}, b"x"))
    memory.put(b"error", ({"error": "wrong"}, b""))
    memory.put(b"huge", ({"lasting": True}, b"x" * 5_000))
    assert [memory.get(name) for name in (b"chance", b"error", b"huge")] == [None] * 3


def test_every_column_of_a_saved_question_has_a_vietnamese_name() -> None:
    graph, seen = ox.Store(), set()
    for question in questions.saved():
        for column in run(graph, question.text).variables:
            assert heading(question.name, column) != column, f"{question.name}: {column} is not in columns.tsv"
            seen |= {column, f"{question.name}.{column}"}
    assert set(_columns()) <= seen
    assert heading("network", "other") != heading("two-posts", "other")
    assert heading("of-ones-own", "height") == "height"


def test_frames_come_back_as_they_were_sent() -> None:
    sent = wire.frame({"do": "ờ \ud800"}, b"\x00\xff") + wire.frame({}, b"")
    file = io.BytesIO(sent + b"\x00")
    assert wire.read(file) == ({"do": "ờ \ud800"}, b"\x00\xff")
    assert wire.read(file) == ({}, b"")
    assert wire.read(file) is None


def _tenure(settled: bool = True, **days: str) -> dict[str, object]:
    return {"kind": "tenure", "settled": settled, "days": days, "label": "x", "iri": "urn:x"}


def test_a_timeline_shows_what_is_settled_and_dated() -> None:
    assert timeline([]) is None
    assert timeline([_tenure(), _tenure(settled=False, knownFrom="2020-01-01")]) is None
    shown = timeline(
        [
            _tenure(notBefore="2020-01-01", notAfter="2029-12-31", knownFrom="2025-01-01", knownUntil="2025-01-01"),
            _tenure(notAfter="2024-12-31"),
            _tenure(knownFrom="2021-06-01", knownUntil="2021-07-01"),
        ]
    )
    assert shown is not None
    first, second, third = shown.bars
    assert first.possible == (0.0, 100.0)
    assert first.certain is not None
    assert first.certain[0] == pytest.approx(50, abs=0.1)
    assert 0 < first.certain[1] < 1  # a single day is seen
    assert (second.open_left, second.open_right, second.certain) == (True, False, None)
    assert second.possible[1] == pytest.approx(50, abs=0.1)
    assert third.open_left
    assert third.open_right
    assert [year for _, year in shown.ticks] == [2020, 2022, 2024, 2026, 2028]
