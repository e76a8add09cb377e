"""Rows written by the engine itself, which is quick, as long as they stay below the limits."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pyoxigraph as ox

from kg.serve.limits import Limits

# What stands at least once for each row in the written form; text may hold it too, so that it is never too few.
_MARKS = {
    ox.QueryResultsFormat.JSON: b"},{",
    ox.QueryResultsFormat.XML: b"<result>",
    ox.QueryResultsFormat.CSV: b"\n",
    ox.QueryResultsFormat.TSV: b"\n",
}


class _Full(Exception):  # noqa: N818 - nothing went wrong
    """The rows are, or may be, more than the limits allow."""


class _Sink:
    """A file that takes no more than the limits."""

    def __init__(self, mark: bytes, limits: Limits) -> None:
        self._mark, self._limits = mark, limits
        self._parts: list[bytes] = []
        self._size = self._rows = 0

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        self._size += len(part)
        self._rows += part.count(self._mark)
        if self._size > self._limits.bytes or self._rows >= self._limits.rows:
            raise _Full
        return len(part)

    def flush(self) -> None:
        """There is nothing to flush."""

    def content(self) -> bytes | None:
        whole = b"".join(self._parts)
        # A mark may lie across two parts.
        return whole if whole.count(self._mark) < self._limits.rows else None


def written(found: ox.QuerySolutions, format: ox.QueryResultsFormat, limits: Limits) -> bytes | None:
    """The rows in a form; None, with the rows used up, if they are or may be more than the limits allow.

    Raises what the engine raises.
    """
    sink = _Sink(_MARKS[format], limits)
    with suppress(_Full):
        file: Any = sink
        found.serialize(file, format=format)
        return sink.content()
    return None
