"""Writing to the store beside raw pyoxigraph on the same quads, and asking it beside raw pyoxigraph."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.tables import show
from kg.store import Store

ARTICLES = 5_000
AIM = 0.5
Row = list[object]

_BASE = "https://w3id.org/vnkg/"
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")


def run(articles: int = ARTICLES) -> list[Row]:
    """Prints two tables; gives the rows of both. `articles` have about 40 quads each."""
    quads = [quad for number in range(articles) for quad in _article(number)]
    with tempfile.TemporaryDirectory() as folder:
        rows = _writing(Path(folder), quads, articles)
        show(f"Store: {len(quads):,} quads of {articles:,} articles", ["", "seconds", "per s", "× raw", "aim"], rows)
        asked = _asking(Path(folder))
        show("Store: small changes and questions", ["", "ms"], asked)
    return rows + asked


def _writing(folder: Path, quads: list[ox.Quad], articles: int) -> list[Row]:
    source = folder / "quads.nq"
    source.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    raw = _seconds(lambda: _bulk_load(folder / "raw", source))
    extend = _seconds(lambda: _bulk_extend(folder / "extend", quads))
    store = Store.create(folder / "store")
    published = _seconds(lambda: _publish(store, quads))
    again = _seconds(lambda: _publish(store, quads))
    facts = Store.create(folder / "facts")
    records = _seconds(lambda: _put(facts, articles))
    read = _seconds(lambda: sum(1 for _ in facts.facts()))
    n = len(quads)
    return [
        ["pyoxigraph bulk_load of a file", raw, n / raw, 1.0, ""],
        ["pyoxigraph bulk_extend of quads", extend, n / extend, raw / extend, ""],
        ["Store.publish of quads", published, n / published, raw / published, f"≥ {AIM}"],
        ["Store.publish, nothing new", again, n / again, raw / again, ""],
        ["records put and published (articles)", records, articles / records, "", ""],
        ["records read (articles)", read, articles / read, "", ""],
    ]


def _asking(folder: Path) -> list[Row]:
    facts = Store.open(folder / "facts")
    return [
        ["open a store and its graph", _ms(lambda: Store.open(folder / "store").graph())],
        ["publish the changed record of one article, without graph", _ms(lambda: _put(facts, 1), times=3)],
        *_questions(Store.open(folder / "store").graph()),
    ]


def _questions(graph: ox.Store) -> list[Row]:
    from kg.query import run as ask

    text = "SELECT ?l WHERE { person:p17-1 rdfs:label ?l }"
    prefixes = {"person": _BASE + "id/person/", "rdfs": _LABEL.value.removesuffix("label")}

    def raw_answer() -> list[Any]:
        found: Any = graph.query(text, prefixes=prefixes, use_default_graph_as_union=True)
        return list(found)

    raw = _ms(raw_answer, times=200)
    ours = _ms(lambda: ask(graph, text), times=200)
    return [["a question, raw pyoxigraph", raw], ["the same question, kg.query", ours]]


def _article(number: int) -> list[ox.Quad]:
    """About 40 quads in the manner of the graph: an article, its passages, the tenures that they prove."""
    graph = ox.NamedNode(f"{_BASE}id/graph/a{number}")
    source = ox.NamedNode(f"{_BASE}id/src/a{number}")
    found = [ox.Quad(source, _LABEL, ox.Literal(f"Bài báo số {number}", language="vi"), graph)]
    for k in range(4):
        person, tenure, passage = (
            ox.NamedNode(f"{_BASE}id/{kind}/{local}")
            for kind, local in (("person", f"p{number}-{k}"), ("tenure", f"t{number}-{k}"), ("ev", f"e{number}-{k}"))
        )
        quote = f"Bí thư Đảng ủy xã số {number % 3000} Nguyễn Văn {k} cho biết sẽ triển khai nghị quyết trong năm nay"
        said: list[tuple[ox.NamedNode, str, Any]] = [
            (person, "label", ox.Literal(f"Nguyễn Văn {number} {k}", language="vi")),
            (tenure, "member", person),
            (tenure, "post", ox.NamedNode(f"{_BASE}id/post/bi-thu.{number % 3000}")),
            (tenure, "evidence", passage),
            (passage, "quote", ox.Literal(quote)),
            (passage, "asOf", ox.Literal(f"20{number % 25:02}-01-{k + 1:02}", datatype=_DATE)),
            (passage, "source", source),
        ]
        found += [ox.Quad(node, _TYPE, ox.NamedNode(f"{_BASE}ns#T{k}"), graph) for node in (person, tenure, passage)]
        found += [ox.Quad(s, ox.NamedNode(f"{_BASE}ns#{p}") if p != "label" else _LABEL, o, graph) for s, p, o in said]
    return found


def _publish(store: Store, quads: list[ox.Quad]) -> None:
    with store.writing() as writer:
        writer.publish(quads)


def _put(store: Store, articles: int) -> None:
    evidence = {"start": 10, "end": 90, "quote": "Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu cho biết " * 2}
    entities = [{"type": "PER", "name": f"Nguyễn Văn {k}", "evidence": evidence} for k in range(20)]
    with store.writing() as writer:
        for number in range(articles):
            writer.put(f"article-{number}", {"entities": entities, "published": time.time()})
        writer.publish([])


def _bulk_load(folder: Path, source: Path) -> None:
    store = ox.Store(str(folder))
    store.bulk_load(path=str(source), format=ox.RdfFormat.N_QUADS)
    store.flush()


def _bulk_extend(folder: Path, quads: list[ox.Quad]) -> None:
    store = ox.Store(str(folder))
    store.bulk_extend(quads)
    store.flush()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _ms(work: Callable[[], object], times: int = 10) -> float:
    """The best of some runs, in milliseconds."""
    return min(_seconds(work) for _ in range(times)) * 1000


if __name__ == "__main__":
    run()
