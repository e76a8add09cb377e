"""How results, warnings and progress look: the only place that prints."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.explain import Explanation, Fact, Passage, Thing
    from kg.pipeline import BuildReport
    from kg.questions import Question

# Of one warning so many are shown; the rest is counted.
_SHOWN = 3


def tell(what: object) -> None:
    """One line on stderr; a query that points at a place has its lines below."""
    first, *more = str(what).split("\n") if isinstance(what, QueryError) else [" ".join(str(what).split())]
    click.echo(f"kg: {first}", err=True)
    for line in more:
        click.echo(line, err=True)


def columns() -> int | None:
    """The width of the terminal; None if standard output is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def json_line(record: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair
        return (json.dumps(record) + "\n").encode("ascii")


class Notes:
    """Warnings on stderr: the first few of each kind, then how many more."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, where: str, warnings: Sequence[str]) -> None:
        for warning in warnings:
            kind = warning.partition(":")[0]
            self._counts[kind] += 1
            if self._counts[kind] <= _SHOWN:
                tell(f"{where}: warning: {warning}" if where else f"warning: {warning}")

    def close(self) -> None:
        for kind, count in sorted(self._counts.items()):
            if count > _SHOWN:
                tell(f"warning: {count - _SHOWN} more like this: {kind}")


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 article", "2 articles" """
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def summary(store: str, report: BuildReport) -> Iterator[str]:
    t = report.things
    counts = f"{report.added} new, {report.replaced} replaced, {report.unchanged} unchanged"
    yield f"articles: {report.read} read ({counts}), {len(report.errors)} failed"
    names = (counted(t["Person"], "person", "people"), counted(t["Organization"], "organization"))
    units = counted(t["AdminUnit"], "administrative unit")
    yield f"graph:    {', '.join(names)}, {units} from {counted(report.articles, 'article')}"
    facts = (counted(t["Tenure"], "tenure"), counted(t["UnitChange"], "change of units", "changes of units"))
    yield f"facts:    {', '.join(facts)}, {counted(t['Link'], 'unit within a unit', 'units within units')}"
    order = ("official", "reported", "planned", "disputed", "denied", "doubtful")
    yield f"status:   {', '.join(f'{report.statuses[s]} {s}' for s in order if report.statuses[s]) or 'no facts'}"
    if report.judged or report.unheeded:
        yield f"judged:   {counted(report.judged, 'judgement')} heeded, {len(report.unheeded)} not"
    if report.warnings:
        yield f"warnings: {len(report.warnings)}"
    if report.undated:
        yield f"undated:  {counted(report.undated, 'article')}, of facts without days but those in their sentences"
    yield f"store:    {store} {'has the new graph' if report.published else 'is as it was'}"


def thing_line(thing: Thing) -> str:
    more = ", ".join(part for part in (thing.kind, thing.code, thing.inside, thing.exists) if part)
    return f"  {thing.label} ({more})  {thing.short}" if more else f"  {thing.label}  {thing.short}"


def questions(found: Sequence[Question]) -> Iterator[str]:
    """The saved questions: name and options, then what is asked, in Vietnamese and in English."""
    for question in found:
        options = "".join(f"  --{p.option} {p.kind.upper()}" for p in question.parameters.values())
        yield click.style(question.name, bold=True) + options
        yield from (f"    {line}" for line in (question.vi, question.en) if line)


def explanation(found: Explanation) -> Iterator[str]:
    thing = found.thing
    yield click.style(thing.label, bold=True)
    yield f"  {thing.short}" + (f"  ({thing.kind})" if thing.kind else "")
    if thing.names:
        yield f"  also: {', '.join(thing.names)}"
    if thing.exists:
        yield f"  exists: {thing.exists}"
    if not found.facts:
        yield "  no fact is known about it"
    for fact in found.facts:
        yield ""
        yield from _fact_lines(fact)


def _fact_lines(fact: Fact) -> Iterator[str]:
    yield click.style(fact.label, bold=True) + f"  [{fact.kind}: {fact.status}]"
    stated = [f"{word} {day}" for word, day in (("from", fact.start_date), ("until", fact.end_date)) if day]
    dates = [f"date {fact.date}"] if fact.date else []
    dates += [f"stated {' '.join(stated)}"] if stated else []
    if fact.known_from or fact.known_until:
        until = "" if fact.known_from == fact.known_until else f" – {fact.known_until}"
        dates.append(f"certain {fact.known_from}{until}")
    if fact.not_before or fact.not_after:
        dates.append(f"possible {fact.not_before or '…'} – {fact.not_after or '…'}")
    yield f"  {'; '.join(dates) if dates else 'undated'}"
    if fact.register:
        yield f"  register: {'; '.join((verdict(fact.register), *fact.reasons))}"
    for passage in fact.passages:
        yield from _passage_lines(passage)


def verdict(word: str) -> str:
    """What the register has to say on a change, in words."""
    words = {"confirmed": "confirms it", "contradicted": "contradicts it", "new": "does not have it"}
    return words.get(word, "no article says so")


def _passage_lines(passage: Passage) -> Iterator[str]:
    yield f"  “{' '.join(passage.quote.split())}”"
    where = [passage.article, *(p for p in (passage.published, passage.url) if p)]
    yield f"    {', '.join(where)}"
    how = [passage.standing or passage.modality, f"rule {passage.rule}"]
    how += [f"confidence {passage.confidence:g}"] if passage.confidence is not None else []
    if passage.start is not None:
        how.append(f"{'' if passage.part == 'text' else f'{passage.part} '}{passage.start}–{passage.end}")
    yield f"    {'; '.join(h for h in how if h)}"


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str, int], None]]:
    """Tells how far things are, on stderr and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    words = {
        "articles": "{} articles read",
        "resolve": "telling names apart",
        "graph": "making the graph of {} articles",
    }
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("reading")

        def told(stage: str, done: int) -> None:
            bar.update(task, description=words.get(stage, "writing {} triples").format(done))

        yield told


@contextmanager
def steps(words: str) -> Iterator[Callable[[int, int], None]]:
    """Tells how many of how many things are done, on stderr and only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda done, total: status.update(words.format(done=done, total=total))


def close_stdout() -> None:
    """Points standard output nowhere, so that the end of the process does not write to the closed pipe."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
