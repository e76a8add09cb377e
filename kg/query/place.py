"""Pointing at a place in a query: line, column, and the line itself with a caret below."""

from __future__ import annotations

from kg.query.width import printable, width

_SHOWN = 100


def show_place(what: str, text: str, offset: int) -> str:
    """`what`, with line and column in its first line; the query's line and a caret in two more."""
    before = text[:offset]
    number = before.count("\n") + 1
    start = before.rfind("\n") + 1
    line = text[start:].split("\n", 1)[0]
    column = offset - start
    # A long line is cut so that the place stays in sight.
    cut = max(0, column - _SHOWN // 2)
    shown = printable(line[cut : cut + _SHOWN])
    caret = " " * width(printable(line[cut:column])) + "^"
    return f"line {number}, column {column + 1}: {what}\n  {shown}\n  {caret}"


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column, both from 1."""
    lines = text.split("\n")
    return sum(len(part) + 1 for part in lines[: line - 1]) + column - 1
