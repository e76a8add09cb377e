"""Questions by the Python API beside raw pyoxigraph, on one graph and in the same run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kg
from benchmarks.corpus import SAMPLES
from benchmarks.tables import show
from kg import questions
from kg.query import prefixes

# The aim: no more than this many times the raw time, and this many milliseconds on top of it.
TIMES, ABOVE = 1.2, 0.2
ROUNDS = 15
QUERIES = {
    "one label": "SELECT ?l { unit:hai-lang-470 rdfs:label ?l }",
    "all labels": "SELECT ?s ?l { ?s rdfs:label ?l }",
    "all triples": "SELECT * { ?s ?p ?o }",
    "labels, CONSTRUCT": "CONSTRUCT WHERE { ?s rdfs:label ?l }",
}
SAVED = ("secretaries", "lineage", "single-source", "mergers-by-year", "changes-between")
Row = list[object]


def run() -> list[Row]:
    """Prints a table; gives its rows."""
    with tempfile.TemporaryDirectory() as folder, kg.build(SAMPLES, Path(folder) / "store") as graph:
        asked = QUERIES | {f"saved: {name}": questions.named(name).text for name in SAVED}
        rows = [_row(graph, name, text) for name, text in asked.items()]
        size = len(graph.store)
    header = ["", "rows", "raw, ms", "kg, ms", "aim, ms", "", "values: raw, ms", "values: kg, ms"]
    show(f"Questions on a graph of {size:,} quads: pyoxigraph, and kg.open(…).query; best of {ROUNDS}", header, rows)
    return rows


def _row(graph: kg.Graph, name: str, text: str) -> Row:
    def raw() -> list[Any]:
        found = graph.store.query(text, prefixes=prefixes(), use_default_graph_as_union=True)
        return list(found)  # type: ignore[arg-type]

    theirs, ours = _best(raw, lambda: graph.query(text))
    aim = TIMES * theirs + ABOVE
    count = len(raw())
    row: Row = [name, f"{count:,}", theirs, ours, aim, "met" if ours <= aim else "MISSED"]
    if "CONSTRUCT" in text:
        return [*row, "", ""]
    values = _best(
        lambda: [[term.value if term else None for term in solution] for solution in raw()],
        lambda: list(graph.query(text)),
    )
    return [*row, *values]


def _best(*works: Callable[[], object]) -> list[float]:
    """The best time of each in milliseconds; they take turns, so that the machine's moods meet them all."""
    times = [[_seconds(work) for work in works] for _ in range(ROUNDS)]
    return [min(column) * 1000 for column in zip(*times, strict=True)]


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    run()
