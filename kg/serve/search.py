"""Finding things by their names without tones: an index of one generation, made when the server first sees it."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import settings
from kg.serve.reader import Reader
from kg.serve.snapshot import Snapshot
from kg.text import fold, solid
from kg.vocabulary import term

# The classes that people look for, the likeliest first; a unit is a place too and counts once.
CLASSES = ("foaf:Person", "kg:AdminUnit", "org:Organization", "kg:Place", "kg:Article", "org:Post")
MOST = 50
# Articles are looked for by the words of their titles alone.
_TITLES = CLASSES.index("kg:Article")
_TABLES = """
CREATE VIRTUAL TABLE names USING fts5 (
  folded, iri UNINDEXED, label UNINDEXED, whole UNINDEXED, rank_ UNINDEXED, tokenize = "unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE letters USING fts5 (solid, content = "", detail = none);
"""
_FIND = """
SELECT iri, label, rank_ FROM names WHERE names MATCH ?
ORDER BY instr(whole, ?) = 0, rank_, bm25(names), length(label), label, iri LIMIT ?
"""

# Names whose letters from some word on are those asked for, where no name has the words ("dakrong": Đa Krông).
_FIND_LETTERS = """
SELECT iri, label, rank_ FROM names JOIN letters ON names.rowid = letters.rowid WHERE letters MATCH ?
ORDER BY rank_, length(label), label, iri LIMIT ?
"""


def build(graph: ox.Store, path: Path) -> int:
    """Writes the index of a graph's names; gives their number."""
    with sqlite3.connect(path) as database:
        database.executescript(_TABLES)
        rows = list(_rows(graph))
        database.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)
        letters = ((n, " ".join(_letters(whole))) for n, (*_, whole, rank) in enumerate(rows, 1) if rank != _TITLES)
        database.executemany("INSERT INTO letters (rowid, solid) VALUES (?, ?)", letters)
    database.close()
    return len(rows)


def find(path: str, asked: str, limit: int = 20) -> list[dict[str, Any]]:
    """Things of which a name has all the words asked for, the last of which may be a beginning; best first.

    Where there is none, those of which a name has them written together or apart.
    """
    words = fold(asked).replace('"', " ").split()
    words = ["".join(c for c in word if c.isalnum()) for word in words]
    words = [word for word in words if word][:12]
    if not words:
        return []
    match = " ".join(f'"{word}"' for word in words) + "*"
    most = min(limit, MOST)
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        found = database.execute(_FIND, (match, f"|{fold(asked)}|", most)).fetchall()
        found = found or database.execute(_FIND_LETTERS, (f'"{solid(" ".join(words))}"*', most)).fetchall()
    finally:
        database.close()
    return [{"iri": iri, "label": label, "class": CLASSES[rank]} for iri, label, rank in found]


def counts(path: str) -> dict[str, int]:
    """How many things there are of each class."""
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        found = dict(database.execute("SELECT rank_, count(*) FROM names GROUP BY rank_").fetchall())
    finally:
        database.close()
    return {name: found[rank] for rank, name in enumerate(CLASSES) if rank in found}


def _rows(graph: ox.Store) -> Iterator[tuple[str, str, str, str, int]]:
    reader, seen = Reader(graph), set[str]()
    for rank, name in enumerate(CLASSES):
        for iri in sorted(reader.instances(term(name))):
            if iri in seen:
                continue
            seen.add(iri)
            values = reader.values(iri)
            label = reader.label(iri)
            folded = sorted(set(map(fold, _names(label, values.get("alternateName", ())))))
            yield " ".join(folded), iri, label, "|" + "|".join(folded) + "|", rank


def _letters(whole: str) -> Iterator[str]:
    """The letters of each name from each of its words on, in one word."""
    for name in whole.strip("|").split("|"):
        words = name.split()
        yield from (solid(" ".join(words[n:])) for n in range(len(words)))


def _names(label: str, others: Iterable[Any]) -> Iterator[str]:
    """The names, and a unit's without its kind: who asks for "hai hung" means the commune above all."""
    yield label
    for other in others:
        yield other.value


def main() -> None:
    """Makes the index that the server asked for in a process of its own."""
    task = json.loads(sys.argv[1])
    settings.use(settings.Settings(**task["settings"]))
    build(Snapshot(task["store"], task["generation"]).graph, Path(task["index"]))


if __name__ == "__main__":
    main()
