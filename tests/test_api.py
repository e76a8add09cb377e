"""The library's front door: its examples run, its rows are plain values, and importing it costs nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

import kg
import kg.api
from kg.errors import InputError, QueryError, SettingsError, StoreError


@pytest.fixture(scope="module")
def graph(store: Path) -> Iterator[kg.Graph]:
    with kg.open(store) as opened:
        yield opened


def test_the_examples_run(graph: kg.Graph, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names = {"graph": graph, "store": store, "folder": tmp_path / "one"}
    found = doctest.testmod(kg.api, extraglobs=names, optionflags=doctest.ELLIPSIS)
    assert found.attempted >= 12
    assert found.failed == 0


def test_importing_it_loads_nothing() -> None:
    code = (
        "import sys, kg; print([m for m in sys.modules if m.startswith(('kg.', 'pyoxigraph', 'rdflib', 'networkx'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = kg.nothing  # type: ignore[attr-defined]


def test_rows_are_plain_values(graph: kg.Graph) -> None:
    rows = graph.query(
        """SELECT ?unit ?from ?none ?n ?d ?yes ?odd ?year { BIND (unit:hai-hung-19699-20200101 AS ?unit)
        ?unit kg:notBefore ?from . BIND (7 AS ?n) BIND (0.5 AS ?d) BIND (true AS ?yes)
        BIND ("x"^^xsd:integer AS ?odd) BIND ("2023"^^xsd:gYear AS ?year) }"""
    )
    (row,) = rows
    assert row.pop("unit").endswith("/unit/hai-hung-19699-20200101")
    assert row == {"from": date(2020, 1, 1), "none": None, "n": 7, "d": 0.5, "yes": True, "odd": "x", "year": "2023"}
    assert rows.columns == ("unit", "from", "none", "n", "d", "yes", "odd", "year")
    assert (rows[:1], len(rows), rows[-1]["n"]) == ([rows[0]], 1, 7)
    assert len(rows.terms[0]) == 8


def test_kinds_of_answers(graph: kg.Graph) -> None:
    assert graph.query("ASK { ?x a kg:NoSuchThing }") is False
    triples = graph.query("CONSTRUCT WHERE { ?p a foaf:Person }", limit=3)
    assert len(triples) == 3
    assert len(graph.query("SELECT * { ?s ?p ?o }", limit=5)) == 5
    assert graph.ask("lineage", unit="Xã Vĩnh Định", limit=1)[0]["new"] == "Xã Vĩnh Định"


def test_mistakes(graph: kg.Graph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no such saved question"):
        graph.ask("no-such")
    with pytest.raises(QueryError, match="'town'; it has: unit"):
        graph.ask("lineage", town="x")
    with pytest.raises(QueryError, match="line 1, column"):
        graph.query("SELEC")
    with pytest.raises(StoreError):
        kg.open(tmp_path / "none")
    with pytest.raises(InputError, match="no store was made") as failed:
        kg.build(tmp_path, tmp_path / "none")
    assert "no articles in this folder" in str(failed.value.__cause__)


def test_other_libraries(graph: kg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    network = graph.networkx()
    assert network.number_of_edges() > 100
    found = graph.rdflib()
    assert found.namespace_manager.qname(next(iter(found.subjects()))).partition(":")[0]
    rows = graph.ask("mergers-by-year")
    for name, convert in (("pandas", rows.to_pandas), ("polars", rows.to_polars)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(SettingsError, match=f"{name} is not installed; pip install {name}"):
            convert()


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_data_frames(graph: kg.Graph, name: str) -> None:
    pytest.importorskip(name, reason=f"{name} is not installed (pip install {name})")
    rows = graph.query("SELECT ?unit ?from { ?u a kg:AdminUnit ; rdfs:label ?unit OPTIONAL { ?u kg:notBefore ?from } }")
    frame = getattr(rows, f"to_{name}")()
    assert frame.shape == (len(rows), 2)
    assert list(frame.columns) == ["unit", "from"]
    assert list(frame["unit"]) == [row["unit"] for row in rows]
    empty = getattr(graph.query("SELECT ?x { ?x a kg:NoSuchThing }"), f"to_{name}")()
    assert (empty.shape, list(empty.columns)) == ((0, 1), ["x"])
