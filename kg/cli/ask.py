"""`kg query` and `kg ask`: questions of one's own in SPARQL, and saved ones by name."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli import FAILED, _graph, _restricting, show
from kg.errors import NotFoundError, QueryError

if TYPE_CHECKING:
    from kg.query import Result
    from kg.questions import Question

ANSWERS = ("table", "csv", "tsv", "json", "xml", "ttl", "trig", "nt", "nq", "jsonld", "rdf")

_format = click.option(
    "--format", "form", type=click.Choice(ANSWERS), default="table", show_default=True, help="Form of the answer."
)
_limit = click.option("--limit", type=click.IntRange(0), metavar="N", help="At most N rows or triples.")
_wide = click.option("--wide", is_flag=True, help="On a terminal: long texts in full, which are else cut to fit.")
_time = click.option("--time", "timed", is_flag=True, help="Tell on standard error how long it took.")
_view = click.option("--view", metavar="FILE", help="Write what the answer speaks of as a page, instead of the answer.")
_folder = click.option("--questions", "own", metavar="DIR", help="Folder with .rq files of your own.")


@click.command()
@click.argument("question", required=False, metavar="[QUERY]")
@click.option("--store", required=True, metavar="DIR", help="Folder of the store.")
@click.option("-f", "--file", metavar="FILE", help="File with the query, a saved question by its name, or -.")
@click.option("--with", "values", multiple=True, metavar="NAME=VALUE", help="Another value for a saved question.")
@_folder
@_format
@_wide
@_limit
@_restricting
@_time
@click.option("--explain", is_flag=True, help="Show the query in SPARQL's algebra instead of its answer.")
@_view
def query(
    question: str | None, store: str, file: str | None, values: tuple[str, ...], own: str | None, **how: Any
) -> int:
    """Asks the graph in SPARQL.

    SELECT, ASK, CONSTRUCT and DESCRIBE, over the union of all named graphs. The graph's prefixes need not be declared.

    Hỏi đồ thị bằng SPARQL.

    \b
    kg query --store graph 'SELECT ?name { ?p a foaf:Person ; rdfs:label ?name }'
    kg query --store graph -f secretaries --with as-of=2023-03-15
    kg query --store graph 'DESCRIBE ?t { ?t org:role code:role-bi-thu }' --view secretaries.html
    """
    if (question is None) == (file is None) or (values and file is None):
        raise click.UsageError("give one query, as in: kg query --store DIR 'SELECT * { ?s ?p ?o } LIMIT 9'")
    from kg.ask import filled
    from kg.questions import saved
    from kg.store import Store

    if question and any(question.strip() == s.name for s in saved(_folder_of(own))):
        raise click.UsageError(f"“{question}” is a saved question: kg ask {question}, or kg query -f {question}")
    watch = _Watch()
    with Store.open(store) as opened:
        graph = _graph(opened, how["as_of"], how["possible"])
        watch.lap("opening")
        text = question or ""
        if file is not None:
            asked = _read_query(file, _folder_of(own))
            text = filled(graph, asked, _pairs(values)) if values else asked.text
        return _answer(graph, text, watch, **how)


def _answer(
    graph: Any,
    text: str,
    watch: _Watch,
    *,
    form: str,
    wide: bool,
    limit: int | None,
    explain: bool,
    view: str | None,
    **how: Any,
) -> int:
    """Shows the answer, or what is wanted instead of it."""
    from kg.query import run

    if explain:
        from kg.query.plan import plan

        click.echo(plan(text), nl=False)
        return 0
    answer = run(graph, text, limit=limit)
    watch.lap("answering")
    if view and answer.kind != "answer" and not (answer.rows or answer.triples):
        raise NotFoundError("the answer is empty, so no page was made")
    if view:
        _page(graph, _things(graph, text, answer), view)
    else:
        _print(answer, form, wide)
    watch.lap("writing")
    if how["timed"]:
        watch.tell(answer)
    return 0


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("name", required=False, metavar="[QUESTION]")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED, metavar="[--PARAMETER VALUE]...")
@click.option("--store", metavar="DIR", help="Folder of the store.")
@_folder
@_format
@_wide
@_limit
@_time
@_view
def ask(name: str | None, rest: tuple[str, ...], store: str | None, own: str | None, **how: Any) -> int:
    """Asks a saved question; alone it lists them.

    What a question asks about is given as options of its own: a name (tones may be left out), an IRI, a unit's code, a
    day.

    Câu hỏi có sẵn: gọi một mình thì liệt kê các câu hỏi.

    \b
    kg ask
    kg ask secretaries --store graph --unit "huyện Hải Lăng" --as-of 2023-03-15
    kg ask network --store graph --person "le canh thuan" --view network.html
    """
    from kg.questions import named, saved

    if name is None:
        for line in show.questions(saved(_folder_of(own))):
            click.echo(line)
        return 0
    question = named(name, _folder_of(own))
    values = _parameters(rest)
    _check_given(question, values)  # a mistake is told before the store is opened
    if store is None:
        raise click.UsageError("a question wants --store DIR")
    from kg.ask import AmbiguousName, filled
    from kg.store import Store

    watch = _Watch()
    with Store.open(store) as opened:
        graph = opened.graph()
        watch.lap("opening")
        try:
            text = filled(graph, question, values)
        except AmbiguousName as e:
            show.tell(f"{e.what.partition(':')[0]}; give one of these IRIs:")
            for thing in e.choices:
                click.echo(show.thing_line(thing))
            return FAILED
        return _answer(graph, text, watch, explain=False, **how)


# -- helpers ---------------------------------------------------------------------------------------------------------


class _Watch:
    """How long the parts of an answer took."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps.append((name, now - self._last))
        self._last = now

    def tell(self, answer: Result) -> None:
        count = {"rows": f"{len(answer.rows)} rows", "triples": f"{len(answer.triples)} triples", "answer": "answered"}
        parts = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in self._laps)
        show.tell(f"{count[answer.kind]}: {parts}")


def _print(answer: Result, form: str, wide: bool) -> None:
    from kg.query import show as shown

    width = None if wide else show.columns()
    click.echo(shown(answer, form, width=width, cut=True).encode("utf-8"), nl=False)


def _things(graph: Any, text: str, answer: Result) -> set[str]:
    """The IRIs in the answer; where its rows tell names alone, those of the things that bear them."""
    from kg.query import run
    from kg.query.widen import widened

    wide = widened(text) if answer.rows and not answer.things() else None
    return answer.things() if wide is None else run(graph, wide, sort=False).things()


def _page(graph: Any, things: set[str], path: str) -> None:
    """These things as a page."""
    from kg.output import output
    from kg.view import page_model, render

    if not things:
        remedy = "ask for the things themselves and not only for their names, or use DESCRIBE"
        raise QueryError("the answer speaks of nothing that a page could show", remedy=remedy)
    page = render(page_model(graph, only=things))
    with output(path) as file:
        file.write(page.encode("utf-8"))


def _folder_of(own: str | None) -> str:
    from kg import settings

    settings.use(settings.load({"questions": own}))
    return settings.current().questions


def _read_query(file: str, own: str) -> Question:
    from kg.questions import find, question

    if file == "-":
        return question(file, sys.stdin.buffer.read().decode("utf-8", "replace"))
    return find(file, own)


def _pairs(values: Sequence[str]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise click.UsageError(f"--with wants NAME=VALUE, not {wrong[0]!r}")
    return {name: value for name, _, value in pairs}


def _check_given(question: Question, values: Mapping[str, str]) -> None:
    """All that a question is about must be said: what stands in the query is an example."""
    given = {question.parameter(name).name for name in values}
    if missing := [f"--{p.option}" for p in question.parameters.values() if p.name not in given]:
        example = " ".join(f'--{p.option} "{p.default}"' for p in question.parameters.values())
        what = f"the question {question.name} wants {' and '.join(missing)}"
        raise click.UsageError(f"{what}, as in: kg ask {question.name} --store DIR {example}")


def _parameters(rest: Sequence[str]) -> dict[str, str]:
    """--unit X --as-of=Y → {"unit": "X", "as-of": "Y"}."""
    found: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        if not word.startswith("--"):
            raise click.UsageError(f"a question's values are given by name, as in --unit NAME, not {word!r}")
        name, equals, value = word[2:].partition("=")
        if not equals and (value := next(words, "")) == "":
            raise click.UsageError(f"--{name} wants a value")
        found[name] = value
    return found
