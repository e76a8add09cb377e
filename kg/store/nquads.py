"""Quads as one sorted N-Quads file: the same bytes for the same quads, and what the store loads fastest from."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.disk import TEMPORARY

# Quads sorted in memory at once; more go through files, so that memory does not grow with the graph.
RUN = 300_000


def write_sorted(quads: Iterable[ox.Quad], path: Path, run: int = RUN) -> tuple[str, int]:
    """Writes the distinct quads in order; gives the SHA-256 of the file and the number of quads.

    Raises StoreError if one triple is in two graphs: counts over the union of the graphs would be false.
    """
    digest, count = sha256(), 0
    with ExitStack() as stack:
        streams = list(_runs(iter(quads), path, run, stack))
        lines = streams[0] if len(streams) == 1 else heapq.merge(*streams)
        with path.open("wb") as file:
            for block in _blocks(_once(lines)):
                content = b"".join(block)
                digest.update(content)
                file.write(content)
                count += len(block)
    return digest.hexdigest(), count


def _runs(quads: Iterator[ox.Quad], path: Path, run: int, stack: ExitStack) -> Iterator[Iterable[bytes]]:
    """The quads in sorted runs: in memory if there is but one, else each from a file of its own."""
    chunk = list(islice(quads, run))
    number = 0
    while True:
        written = ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b""
        lines = sorted(set(written.splitlines(keepends=True)))
        chunk = list(islice(quads, run))
        if not chunk and not number:
            yield lines
            return
        number += 1
        part = path.with_name(f"{path.name}.{number}{TEMPORARY}")
        part.write_bytes(b"".join(lines))
        stack.callback(part.unlink)
        yield stack.enter_context(part.open("rb"))
        if not chunk:
            return


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted lines without repetitions, checked for triples in two graphs."""
    before, triple = b"", b"?"
    for line in lines:
        if line == before:
            continue
        # The graph is the last term, so that the graphs of a triple follow each other.
        own = line[: line.rfind(b" <") + 1]
        if (own == triple or line.startswith(before[:-2])) and before and _same_triple(before, line):
            what = own.decode("utf-8").strip()[:200]
            raise StoreError(f"the triple {what} is in two graphs")
        before, triple = line, own
        yield line


def _same_triple(a: bytes, b: bytes) -> bool:
    one, other = ox.parse(a + b, format=ox.RdfFormat.N_QUADS)
    return bool(one.triple == other.triple)


def _blocks(lines: Iterator[bytes], size: int = 10_000) -> Iterator[list[bytes]]:
    while block := list(islice(lines, size)):
        yield block
