"""Speed, start-up, memory and growth of extraction, beside `underthesea.ner` called as its own guide shows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks import corpus as articles_of
from benchmarks.tables import show
from kg.language.dates import find_dates
from kg.language.legal import find_acts
from kg.language.sentences import blocks, sentences
from kg.language.tagger import Tagger, load_tagger
from kg.model import Article

# The stock call takes seconds for a long article, so that it is given fewer.
STOCK_ARTICLES = 30
AIMS = {"rules": 100.0, "underthesea": 8.0}
HOSTILE = {
    "words without a stop": "chữ nghĩa ",
    "capitals": "A",
    "capitalised words": "Hải An ",
    "nested brackets": "((",
    "posts": "Chủ tịch UBND xã ",
    "officials": "Phó Bí thư Đảng ủy xã Lê Văn An. Xã Hải Hưng. Hiệu trưởng Hồ An Bình; Chủ tịch UBND huyện. ",
    "units": "xã Bãi Cát, xã Cồn Dài, thị trấn Gò Mới thuộc huyện Hải Lăng, ",
    "initials": "A.",
    "numbers": "1/7 ",
    "stops": "?! ",
    "symbols of acts": "1/NQ-",
    "addresses": "a.a@",
}


def run(corpus: Path | None = None) -> None:
    """Prints four tables; `corpus` is a file or folder of articles, else the samples are used."""
    articles = articles_of.read(corpus)
    _speed(articles)
    _start_up()
    _memory(corpus)
    _growth()


def _speed(articles: list[Article]) -> None:
    few = articles[:STOCK_ARTICLES]
    stock = _rate(_stock, few, rounds=1)
    rows: list[list[object]] = [["underthesea.ner, line by line", stock, _characters(few, stock), 1.0, ""]]
    for name, aim in AIMS.items():
        tagger = load_tagger(name)
        # on the articles that the stock call was given
        rate = _rate(partial(_extract, tagger), few)
        rows.append([f"kg, tagger {name}", rate, _characters(few, rate), rate / stock, f"≥ {aim:.0f}"])
    rate = _rate(_language, few)
    rows.append(["  sentences, dates, acts alone", rate, _characters(few, rate), rate / stock, ""])
    size = sum(len(a.text) for a in few) // len(few)
    title = f"Speed on one core: {len(few)} articles of {size:,} characters on average"
    show(title, ["", "articles/s", "characters/s", "× stock", "aim"], rows)


def _start_up() -> None:
    commands = {
        "python -c pass": ["-c", "pass"],
        "kg --help": ["-m", "kg", "--help"],
        "import kg.language": ["-c", "import kg.language.dates, kg.language.tagger"],
        "tagger underthesea": ["-c", "from kg.language.tagger import load_tagger; load_tagger('underthesea')"],
    }
    rows = [[name, min(_wall(arguments) for _ in range(5))] for name, arguments in commands.items()]
    show("Start-up, best of five", ["", "seconds"], rows)


def _memory(corpus: Path | None) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from benchmarks import extraction, corpus;"
        "extraction.all_of(corpus.read(Path(sys.argv[2]) if sys.argv[2] else None), sys.argv[1]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    rows = []
    for name in AIMS:
        arguments = ["-c", code, name, str(corpus.resolve()) if corpus else ""]
        rows.append([f"kg, tagger {name}", int(_output(arguments)) / 1024])
    show("Peak memory of a process that reads and extracts the corpus", ["", "MiB"], rows)


def _growth() -> None:
    passes: dict[str, tuple[int, Callable[[Article], object]]] = {
        "sentences, dates, acts": (500_000, _language),
        "kg, tagger rules": (250_000, partial(_extract, load_tagger("rules"))),
    }
    underthesea = load_tagger("underthesea")
    passes["tagger underthesea"] = (25_000, lambda article: underthesea.tag(article.text))
    rows = []
    for name, (size, work) in passes.items():
        for family, unit in HOSTILE.items():
            once, twice = (_seconds(work, _hostile(unit, length)) for length in (size, 2 * size))
            rows.append([f"{name}: {family}", f"{2 * size:,}", once, twice, twice / once])
    show(
        "Growth on hostile text: aim ≤ 2.3 for twice the length", ["", "characters", "half, s", "all, s", "ratio"], rows
    )


def all_of(articles: Iterable[Article], tagger: str) -> None:
    """Extracts from all the articles and keeps nothing."""
    chosen = load_tagger(tagger)
    for article in articles:
        _extract(chosen, article)


def _extract(tagger: Tagger, article: Article) -> object:
    from kg.extract import extract

    return extract(article, tagger)


def _language(article: Article) -> object:
    return sentences(article.text), find_dates(article.text, article.published), find_acts(article.text)


def _stock(article: Article) -> object:
    from underthesea import ner

    return [ner(article.text[start:end]) for start, end in blocks(article.text)]


def _rate(work: Callable[[Article], object], articles: list[Article], rounds: int = 3) -> float:
    """Articles per second of processor time: the best of some rounds, after a first article to warm up."""
    work(articles[0])
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        for article in articles:
            work(article)
        times.append(time.process_time() - begin)
    return len(articles) / min(times)


def _characters(articles: list[Article], rate: float) -> float:
    return rate * sum(len(a.text) for a in articles) / len(articles)


def _seconds(work: Callable[[Article], object], article: Article) -> float:
    times = []
    for _ in range(2):
        begin = time.process_time()
        work(article)
        times.append(time.process_time() - begin)
    return min(times)


def _hostile(unit: str, length: int) -> Article:
    return Article("hostile", (unit * (length // len(unit) + 1))[:length], published=date(2025, 7, 1))


def _wall(arguments: list[str]) -> float:
    begin = time.perf_counter()
    _output(arguments)
    return time.perf_counter() - begin


def _output(arguments: list[str]) -> str:
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", cwd=root)
    if done.returncode:
        raise SystemExit(f"python {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout
