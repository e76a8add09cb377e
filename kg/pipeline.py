"""From inputs to a store: extract every article, by one process or several, and build the graph of all of them."""

from __future__ import annotations

import json
import signal
import warnings
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import judgements as judging
from kg import settings
from kg.articles import read_articles
from kg.errors import InputError, KgError
from kg.extract import extract
from kg.graph import iri
from kg.graph.facts import graph_parts
from kg.graph.registered import from_table
from kg.language.tagger import Tagger, load_tagger
from kg.model import Article, Extraction
from kg.register import Register
from kg.replay import resolve_with, unheeded_facts
from kg.store import Store, Writer
from kg.vocabulary import KG, RDF, ontology

Outcome = Extraction | KgError
# Progress is told as (stage, number done): "articles" counts up, the later stages are told once each.
Progress = Callable[[str, int], None]

# Articles that a process gets at once: many enough to hide the hand-over, few enough to keep all processes busy.
CHUNK = 16


def extract_all(
    inputs: Sequence[str | Path], *, tagger: str = "rules", date: date | None = None, jobs: int = 1
) -> Generator[Outcome, None, None]:
    """What each article of the inputs says, in the order of the inputs, whatever the number of processes.

    An input that cannot be read, and an article on which the extraction fails or even ends its process, is an error
    in its place; the rest goes on. `tagger` as in kg.language.tagger.load_tagger; `date` is that of articles that
    state none of their own. Raises SettingsError at once for a tagger that cannot be loaded.
    """
    loaded = load_tagger(tagger)
    items = read_articles(inputs, date=date)
    if jobs == 1:
        register = Register.load()
        return (_outcome(item, loaded, register) for item in items)
    return _in_processes(_chunks(items), tagger, jobs)


# -- one article -----------------------------------------------------------------------------------------------------


def _outcome(item: Article | KgError, tagger: Tagger, register: Register) -> Outcome:
    if isinstance(item, KgError):
        return item
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            found = extract(item, tagger, register)
    except Exception as e:  # one article must never end a batch
        what = f"the extraction failed: {type(e).__name__}: {e}"
        return InputError(what, where=item.source or item.id, remedy="please report this article")
    told = dict.fromkeys(str(w.message) for w in caught if issubclass(w.category, UserWarning))
    return replace(found, warnings=(*found.warnings, *told))


# -- several processes -----------------------------------------------------------------------------------------------

_Chunk = list[Article | KgError]
_loaded: tuple[Tagger, Register] | None = None


def _start(tagger: str, chosen: settings.Settings) -> None:
    """What each process does once, before its first article."""
    global _loaded
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    settings.use(chosen)
    _loaded = load_tagger(tagger), Register.load()


def _work(chunk: _Chunk) -> list[Outcome]:
    assert _loaded is not None
    return [_outcome(item, *_loaded) for item in chunk]


def _pool(tagger: str, jobs: int) -> ProcessPoolExecutor:
    # processes that start afresh behave alike on all systems and inherit no locks
    context = get_context("spawn")
    return ProcessPoolExecutor(jobs, context, _start, (tagger, settings.current()))


def _in_processes(chunks: Iterator[_Chunk], tagger: str, jobs: int) -> Generator[Outcome, None, None]:
    """The outcomes in order. A process that dies is found out by giving it the articles of its chunk one by one."""
    waiting: deque[tuple[_Chunk, Future[list[Outcome]]]] = deque()
    pool = _pool(tagger, jobs)
    try:
        while True:
            for chunk in islice(chunks, 2 * jobs - len(waiting)):
                waiting.append((chunk, pool.submit(_work, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from _one_by_one(chunk, tagger)
                pool.shutdown()
                pool = _pool(tagger, jobs)
                waiting = deque((again, pool.submit(_work, again)) for again, _ in waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(chunk: _Chunk, tagger: str) -> Iterator[Outcome]:
    pool = _pool(tagger, 1)
    try:
        for item in chunk:
            try:
                yield from pool.submit(_work, [item]).result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(tagger, 1)
                where = item.source or item.id if isinstance(item, Article) else ""
                yield InputError("the extraction ended its process", where=where, remedy="please report this article")
    finally:
        pool.shutdown()


def _chunks(items: Iterable[Article | KgError]) -> Iterator[_Chunk]:
    source = iter(items)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


# -- the graph -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class BuildReport:
    """What a build did, and what the store has now: `articles`, those of them without a date, `things` by class
    ("Person", "Tenure", …) and facts by `statuses` ("official", "reported", …). `judged` is how many judgements were
    heeded, `unheeded` those that could not be: where, what."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    errors: list[KgError] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # where, what
    articles: int = 0
    undated: int = 0
    things: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    published: bool = False
    judged: int = 0
    unheeded: list[tuple[str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many articles were read and understood."""
        return self.added + self.replaced + self.unchanged


def build(
    inputs: Sequence[str | Path],
    store: str | Path,
    *,
    tagger: str = "rules",
    date: date | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    failed: Callable[[KgError], None] | None = None,
    judgements: str | Path | None = None,
) -> BuildReport:
    """Extracts the articles, keeps their records in the store, and publishes the graph of all records in it.

    An article whose id the store has replaces its former record. A build that changes no record and no triple leaves
    the store as it was. `failed` is told each error at once. `judgements` is the file of what the user judged, by
    default the store's own if it has one. Raises StoreError and SettingsError; then, and if the process is ended at
    any moment, the former graph stays in force. Raises InputError where no article was read and there is no store yet:
    none is made.
    """
    report = BuildReport()
    tell = progress or (lambda stage, done: None)
    there = Store.exists(store)
    judged = load_judgements(store, judgements)
    with closing(extract_all(inputs, tagger=tagger, date=date, jobs=jobs)) as outcomes:
        found = _understood(outcomes, report, tell, failed)
        if not there:
            found = _at_least_one(found, report, store)
        with Store.open(store, create=True) as opened, opened.writing() as writer:
            former = {record["id"]: _digest(record) for record in writer.facts()}
            for extraction in found:
                record = extraction.to_json(text=True)
                record.pop("warnings", None)  # they speak of this batch and its files, not of the article
                _count(report, former.get(extraction.article.id), _digest(record))
                former[extraction.article.id] = _digest(record)
                report.warnings += [(extraction.article.source, warning) for warning in extraction.warnings]
                writer.put(extraction.article.id, record)
            report.published = _publish(writer, report, tell, judged)
    return report


def _understood(
    outcomes: Iterable[Outcome], report: BuildReport, tell: Progress, failed: Callable[[KgError], None] | None
) -> Iterator[Extraction]:
    """The articles that were understood; the others are told and kept in the report."""
    for done, outcome in enumerate(outcomes, start=1):
        if isinstance(outcome, Extraction):
            yield outcome
        else:
            report.errors.append(outcome)
            if failed:
                failed(outcome)
        tell("articles", done)


def _at_least_one(found: Iterator[Extraction], report: BuildReport, store: str | Path) -> Iterator[Extraction]:
    """The same, once the first is there: a store is made for an article, not for none."""
    if (first := next(found, None)) is None:
        why = report.errors[0] if report.errors else None
        raise InputError("no article was read, so no store was made", where=str(store)) from why
    return chain((first,), found)


def rebuild(
    store: str | Path, *, judgements: str | Path | None = None, progress: Progress | None = None
) -> BuildReport:
    """Publishes the graph of the records in a store anew, after what the user has judged meanwhile. Raises as build."""
    report = BuildReport()
    judged = load_judgements(store, judgements)
    with Store.open(store) as opened, opened.writing() as writer:
        report.published = _publish(writer, report, progress or (lambda stage, done: None), judged)
    return report


def load_judgements(store: str | Path, file: str | Path | None = None) -> list[judging.Judgement]:
    """The judgements of a file that must be there, or of the store's own, which need not. Raises SettingsError."""
    return judging.load(Path(file), must=True) if file else judging.load(Path(store) / judging.FILE)


def _digest(record: dict[str, Any]) -> bytes:
    written = json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(written.encode("ascii")).digest()


def _count(report: BuildReport, former: bytes | None, now: bytes) -> None:
    if former is None:
        report.added += 1
    elif former == now:
        report.unchanged += 1
    else:
        report.replaced += 1


def _publish(writer: Writer, report: BuildReport, tell: Progress, judged: Sequence[judging.Judgement]) -> bool:
    """Makes the graph of all records anew: who and what a name means may hang on every article."""
    tell("resolve", report.read)
    register = Register.load()
    extractions = [Extraction.from_json(record) for record in writer.facts()]
    found = resolve_with(extractions, register, judged)
    tell("graph", len(extractions))
    parts = graph_parts(extractions, found.resolution, from_table(register, found.resolution), found.verdicts)
    quads = [quad for _, part in parts for quad in part]
    report.unheeded = [*found.unheeded, *unheeded_facts(found.verdicts)]
    report.judged = len(judged) - len(report.unheeded)
    report.articles = len(extractions)
    report.undated = sum(x.article.published is None for x in extractions)
    report.things = _counts(quads, RDF + "type")
    report.statuses = Counter({s.removeprefix("fact-"): n for s, n in _counts(quads, KG.status.value).items()})
    quads += _ontology()
    tell("store", len(quads))
    return writer.publish(quads) == "published"


def _ontology() -> list[ox.Quad]:
    """The terms and codes of the ontology as a graph of their own: questions ask for their names."""
    graph = iri.graph("ontology")
    return [
        ox.Quad(t.subject, t.predicate, t.object, graph)
        for t in ontology().triples
        if isinstance(t.subject, ox.NamedNode)
        and t.subject.value != _header()
        and not isinstance(t.object, ox.BlankNode)
    ]


def _header() -> str:
    """What is said about the ontology as a file is not about the graph."""
    return ontology().prefixes["kg"].rstrip("#")


def _counts(quads: Iterable[ox.Quad], predicate: str) -> Counter[str]:
    """How often each object of a predicate occurs, by its local name."""
    return Counter(
        q.object.value.replace("#", "/").rpartition("/")[2]
        for q in quads
        if q.predicate.value == predicate and isinstance(q.object, ox.NamedNode)
    )
