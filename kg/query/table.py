"""An answer as a table for people: aligned, IRIs by their short names, nothing that steers the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pyoxigraph as ox

from kg.query.run import Result, Term, prefixes
from kg.query.width import printable, width, wrap

_GAP = "  "
# A column is never made narrower than this to fit a terminal, and where cells are cut a row has so many lines.
_NARROWEST, _TALLEST = 8, 2
_CUT = "…"
_LOCAL = re.compile(r"[\w][\w.-]*")
_NUMBERS = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float"))


def to_table(result: Result, columns: int | None = None, *, cut: bool = False) -> str:
    """The answer for people. `columns` is the width of the terminal, into which long cells are wrapped, or `cut`."""
    if result.kind == "answer":
        return "yes\n" if result.answer else "no\n"
    if result.kind == "triples":
        header: Sequence[str] = ("subject", "predicate", "object")
        terms: Sequence[Sequence[Term | None]] = [(t.subject, t.predicate, t.object) for t in result.triples]
    else:
        header, terms = result.variables, result.rows
    cells = [[_shown(term) for term in row] for row in terms]
    right = [bool(terms) and all(_is_number(row[i]) for row in terms) for i in range(len(header))]
    lines = whole = _aligned(header, cells, right, columns, None)
    if cut:
        lines = _aligned(header, cells, right, columns, _TALLEST)
    noun = "triple" if result.kind == "triples" else "row"
    more = ", and there are more" if result.truncated else ""
    shorter = f"; {_CUT} is cut, --wide shows all" if lines != whole else ""
    lines.append(f"({len(cells)} {noun}{'' if len(cells) == 1 else 's'}{more}{shorter})")
    return "\n".join(lines) + "\n"


def short(iri: str) -> str:
    """An IRI by prefix and local name where that can be read back, else in angle brackets."""
    for prefix, namespace in _longest_first():
        if iri.startswith(namespace) and _LOCAL.fullmatch(local := iri[len(namespace) :]) and not local.endswith("."):
            return f"{prefix}:{local}"
    return f"<{iri}>"


@cache
def _longest_first() -> list[tuple[str, str]]:
    return sorted(prefixes().items(), key=lambda item: (-len(item[1]), item[0]))


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return printable(short(term.value))
    return printable(term.value if isinstance(term, ox.Literal) else str(term))


def _is_number(term: Term | None) -> bool:
    return term is None or (isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS)


def _aligned(
    header: Sequence[str], cells: list[list[str]], right: Sequence[bool], columns: int | None, tallest: int | None
) -> list[str]:
    widths = [max(map(width, column)) for column in zip(header, *cells, strict=True)]
    if columns is not None:
        widths = _fitted(widths, columns - len(_GAP) * (len(widths) - 1))
    lines = _row(header, widths, right)
    lines.append(_GAP.join("─" * w for w in widths))
    for row in cells:
        lines += _row(row, widths, right, tallest)
    return lines


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths with the widest cut down until all fit, or as narrow as may be."""
    narrow = sorted(widths)
    for n, w in enumerate(narrow):
        share = (room - sum(narrow[:n])) // (len(narrow) - n)
        if w > share:
            return [min(w, max(share, _NARROWEST)) for w in widths]
    return widths


def _row(row: Sequence[str], widths: Sequence[int], right: Sequence[bool], tallest: int | None = None) -> list[str]:
    """One row, of several lines where a cell is wrapped, but at most `tallest`."""
    wrapped = [_lines(cell, w, tallest) for cell, w in zip(row, widths, strict=True)]
    lines = []
    for n in range(max(map(len, wrapped), default=1)):
        pieces = [
            _padded(cell[n] if n < len(cell) else "", w, to_the_right)
            for cell, w, to_the_right in zip(wrapped, widths, right, strict=True)
        ]
        lines.append(_GAP.join(pieces).rstrip())
    return lines


def _lines(cell: str, columns: int, tallest: int | None) -> list[str]:
    lines = list(wrap(cell, columns))
    if tallest is None or len(lines) <= tallest:
        return lines
    *kept, last = lines[:tallest]
    while width(last) >= columns:
        last = last[:-1]
    return [*kept, last.rstrip() + _CUT]


def _padded(text: str, columns: int, right: bool) -> str:
    blank = " " * max(0, columns - width(text))
    return blank + text if right else text + blank
