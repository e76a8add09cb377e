"""The library's front door: `import kg`, then kg.build, kg.open, and what the graph that they give can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from kg import questions, settings
from kg.ask import filled
from kg.errors import SettingsError
from kg.pipeline import BuildReport
from kg.pipeline import build as build_store
from kg.query import Result, run
from kg.store import Store

if TYPE_CHECKING:
    import networkx
    import rdflib

__all__ = ["Graph", "Rows", "build", "open"]

Value = str | int | float | bool | date | None
_XSD = "http://www.w3.org/2001/XMLSchema#"
# What a literal becomes by its datatype; all others stay text, as do days of which only month or year is known.
_VALUES: dict[str, Callable[[str], Value]] = {
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}integer": int,
    f"{_XSD}decimal": float,
    f"{_XSD}double": float,
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
}


class Rows(Sequence[dict[str, Value]]):
    """The rows of an answer, each a dict by column; made from the terms when it is looked at.

    IRIs and texts are str, days datetime.date, numbers int and float, truth values bool, what is unbound None.
    `columns` are the names in order, `terms` the same rows as sequences of RDF terms (pyoxigraph).

    >>> rows = graph.query("SELECT ?name { unit:hai-lang-470 rdfs:label ?name }")
    >>> rows[0]
    {'name': 'Huyện Hải Lăng'}
    >>> len(rows), rows.columns
    (1, ('name',))
    """

    def __init__(self, result: Result) -> None:
        self.columns, self.terms = result.variables, result.rows

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, index: int) -> dict[str, Value]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Value]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Value] | list[dict[str, Value]]:
        if isinstance(index, slice):
            return [self._row(terms) for terms in self.terms[index]]
        return self._row(self.terms[index])

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return map(self._row, self.terms)

    def __repr__(self) -> str:
        return f"Rows({list(self)!r})"

    def to_pandas(self) -> Any:
        """The rows as a pandas.DataFrame. Raises SettingsError without pandas."""
        return _library("pandas").DataFrame(list(self), columns=list(self.columns))

    def to_polars(self) -> Any:
        """The rows as a polars.DataFrame. Raises SettingsError without polars."""
        columns = {name: [row[name] for row in self] for name in self.columns}
        return _library("polars").DataFrame(columns, strict=False)

    def _row(self, terms: Iterable[Any]) -> dict[str, Value]:
        return {name: _value(term) for name, term in zip(self.columns, terms, strict=True)}


class Graph:
    """The graph of a store as it was when it was opened. Close it, or use it in a `with`.

    >>> import kg
    >>> with kg.open(store) as graph:
    ...     graph.ask("lineage", unit="xã Vĩnh Định")[0]["new"]
    'Xã Vĩnh Định'
    """

    def __init__(self, store: Store, report: BuildReport | None = None) -> None:
        self._store, self.report = store, report
        self.store: ox.Store = store.graph()

    def ask(self, name: str, *, limit: int | None = None, **values: str | date | int) -> Rows:
        """The rows that answer a saved question; see `questions`.

        Its parameters are given by name (as_of for `--as-of`, from_ where the name is a word of Python); those left out
        keep the values that stand in the question. A thing may be given by name, IRI, or a unit by its code. Raises
        QueryError for an unknown question or parameter, NotFoundError for a name that the graph does not know,
        AmbiguousName (kg.ask) for one that several things bear.

        >>> graph.ask("secretaries", unit="huyện Hải Lăng", as_of="2023-03-15")
        Rows([{'commune': 'Xã Hải Quế', 'secretary': 'Hồ Sĩ Lượng'}])
        """
        question = questions.named(name, settings.current().questions)
        given = {key.rstrip("_"): str(value) for key, value in values.items()}
        return Rows(run(self.store, filled(self.store, question, given), limit=limit, sort=False))

    def query(self, text: str, *, limit: int | None = None) -> Any:
        """The answer to a query in SPARQL: Rows for SELECT, bool for ASK, a list of triples for the others.

        The graph's prefixes are known. Rows stand in the query's order; without ORDER BY the order means nothing.
        Raises QueryError, which points at the place, for what cannot be parsed, would write, or asks other servers.

        >>> graph.query("ASK { ?somebody org:holds ?post }")
        True
        >>> graph.query("SELECT (COUNT(?p) AS ?people) { ?p a foaf:Person }")[0]["people"] > 20
        True
        """
        result = run(self.store, text, limit=limit, sort=False)
        if result.kind == "answer":
            return result.answer
        return Rows(result) if result.kind == "rows" else list(result.triples)

    def questions(self) -> dict[str, str]:
        """The saved questions: name and what is asked, in English (in Vietnamese where there is no English).

        >>> graph.questions()["career"]
        'Which posts has a person held, in order of time?'
        """
        return {q.name: q.en or q.vi for q in questions.saved(settings.current().questions)}

    def networkx(self) -> networkx.MultiDiGraph[str]:
        """People, bodies and units as nodes, settled facts as edges: networkx.MultiDiGraph.

        >>> {kind for _, kind in graph.networkx().nodes(data="kind")} == {"person", "organization", "unit"}
        True
        """
        from kg.export.property_graph import property_graph

        return property_graph(self.store)

    def rdflib(self) -> rdflib.Graph:
        """All triples as an rdflib.Graph, with the prefixes bound.

        >>> len(graph.rdflib()) == len({quad.triple for quad in graph.store})
        True
        """
        from kg.export.rdf import to_rdflib

        return to_rdflib(self.store)

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open(path: str | Path) -> Graph:
    """The graph of the store in a folder. Raises StoreError if there is none."""
    return Graph(Store.open(path))


def build(
    inputs: str | Path | Sequence[str | Path],
    store: str | Path,
    *,
    tagger: str = "rules",
    date: date | None = None,
    jobs: int = 1,
) -> Graph:
    """Adds articles to a store, as `kg build` does, and opens its graph; `report` of it tells what was read.

    `inputs` is a file or folder, or several. Articles that cannot be read are in `report.errors`. Raises StoreError and
    SettingsError, and InputError where none could be read and there is no store yet.

    >>> import kg
    >>> with kg.build("samples/vinh-dinh-bi-thu-2026.txt", store=folder) as one:
    ...     one.report.added, one.report.errors
    (1, [])
    """
    given = [inputs] if isinstance(inputs, str | Path) else inputs
    report = build_store(given, store, tagger=tagger, date=date, jobs=jobs)
    return Graph(Store.open(store), report)


def _value(term: Any) -> Value:
    kind = type(term)
    if kind is ox.NamedNode:
        text: str = term.value
        return text
    if kind is not ox.Literal:
        return None if term is None else str(term)
    make = _VALUES.get(term.datatype.value, str)
    try:
        return make(term.value)
    except ValueError:  # "abc"^^xsd:integer stays what it is
        return str(term.value)


def _library(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as e:
        raise SettingsError(f"{name} is not installed", remedy=f"pip install {name}") from e
