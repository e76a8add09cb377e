"""Ask the store for what a page shows; every row becomes a plain dict of strings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pyoxigraph import Literal, QuerySolutions, Store

from kg import vocabulary
from kg.text import clean

# Where one thing has several labels, the Vietnamese one speaks for it.
_PREFERRED = "vi"

Row = dict[str, str]


def prefixes() -> dict[str, str]:
    """The prefixes of the ontology, for the saved queries."""
    return dict(vocabulary.ontology().prefixes)


@cache
def _query(name: str) -> str:
    return files("kg.view").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def rows(store: Store, name: str) -> list[Row]:
    """The answers of the saved query `name` over the union of all graphs, in an order of their own (sorted)."""
    found = store.query(_query(name), prefixes=prefixes(), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    columns = [v.value for v in found.variables]
    out: list[tuple[bool, Row]] = []
    for solution in found:
        row: Row = {}
        foreign = False
        for column, term in zip(columns, solution, strict=True):
            if term is None:
                continue
            # Text is shown beside other text: no control, no bidirectional override may reach past its end.
            row[column] = clean(term.value) if isinstance(term, Literal) else getattr(term, "value", str(term))
            foreign |= isinstance(term, Literal) and (term.language or _PREFERRED).lower() != _PREFERRED
        out.append((foreign, row))
    out.sort(key=lambda pair: (pair[0], sorted(pair[1].items())))
    return [row for _, row in out]


def first_by(found: Iterable[Row], key: str) -> dict[str, Row]:
    """The first row of each value of `key`: with sorted rows the Vietnamese label and the earliest date."""
    out: dict[str, Row] = {}
    for row in found:
        out.setdefault(row[key], row)
    return out
