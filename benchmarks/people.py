"""People across articles on a made corpus: pairwise precision and recall, time and memory by the number of articles.

The corpus is that of scripts/make_people_corpus.py, where it is told how it is made; no article is real.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.tables import show
from kg.model import Extraction, Link
from kg.register import Register
from kg.resolve import resolve
from scripts.make_people_corpus import make

SIZES = (600, 10_000)
SEEDS = (1, 2, 3)
Gold = Mapping[tuple[str, str], str]


def run(sizes: Sequence[int] = SIZES) -> None:
    """Prints two tables; each size is measured in a process of its own."""
    rows: list[list[object]] = []
    for seed in SEEDS:
        extractions, gold = corpus(sizes[0], seed)
        found = resolve(extractions, Register.load())
        precision, recall = pairwise(found.person_links, gold)
        rows.append([f"seed {seed}", len(extractions), len(set(gold.values())), len(found.persons), precision, recall])
    aims = ["aim", "≥ 500", "", "", "≥ 0.99", "≥ 0.95"]
    show("People, pair by pair", ["", "articles", "people", "found", "precision", "recall"], [*rows, aims])
    head = ["articles", "s", "ms an article", "MiB", "precision", "recall"]
    show(
        "People, units and bodies of many articles: aim ≤ 2 ms an article, < 2,048 MiB",
        head,
        [_apart(n) for n in sizes],
    )


def corpus(articles: int, seed: int) -> tuple[list[Extraction], dict[tuple[str, str], str]]:
    """The articles, and who is meant by (article id, name)."""
    extractions: list[Extraction] = []
    gold: dict[tuple[str, str], str] = {}
    for extraction, people in make(articles, seed):
        extractions.append(extraction)
        gold |= {(extraction.article.id, name): person for name, person in people.items()}
    return extractions, gold


def pairwise(links: Mapping[tuple[str, str], Link], gold: Gold) -> tuple[float, float]:
    """(precision, recall) over all pairs of mentions that are, or are taken for, one person."""
    cells = Counter((links[name].id, person) for name, person in gold.items())
    both = _pairs(cells.values())
    taken, true = Counter[str](), Counter[str]()
    for (found, person), n in cells.items():
        taken[found] += n
        true[person] += n
    return both / (_pairs(taken.values()) or 1), both / (_pairs(true.values()) or 1)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def measure(articles: int) -> tuple[int, float, float, float, float]:
    """(articles, seconds, MiB at the peak, precision, recall) of one resolution in this process."""
    extractions, gold = corpus(articles, 1)
    register = Register.load()
    begin = time.process_time()
    found = resolve(extractions, register)
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return len(extractions), seconds, peak, *pairwise(found.person_links, gold)


def _apart(articles: int) -> list[object]:
    code = f"from benchmarks.people import measure; print(*measure({articles}))"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    count, seconds, peak, precision, recall = map(float, done.stdout.split())
    return [f"{int(count):,}", seconds, 1000 * seconds / count, peak, precision, recall]
