"""The page of the saved questions, docs/questions.md: `python -m kg.ask.page STORE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox

from kg import questions
from kg.ask import ask
from kg.query import show
from kg.questions import Question
from kg.store import Store

_ROWS, _WIDTH = 8, 118
_HEAD = """# Saved questions

*Những câu hỏi có sẵn. Gọi `kg ask` để xem danh sách, `kg ask TÊN --store KHO` để hỏi; tên người, đơn vị, cơ quan có
thể viết không dấu, hoặc thay bằng IRI; đơn vị còn có thể gọi bằng mã.*

`kg ask` lists these questions, `kg ask NAME --store DIR` asks one. What a question is about is said by options, each
of which it wants: a person, body, unit or post by its name (tones may be left out) or IRI, a unit also by its code, a
day as `2023-03-15`. A name that several things bear is answered with the list of them. `kg query -f NAME --with
OPTION=VALUE` does the same, and what is not said there is as it stands in the query; so it is in Python,
`graph.ask("NAME", option=value)`. Files `*.rq` in a folder of your own
join them by `--questions DIR` or the setting `questions`; they begin like ours in `ontology/queries/`, which run on
any SPARQL engine as they stand (tried: Oxigraph, rdflib, Virtuoso; the last finds no sentence for `decided-by`, for its
REGEX does not take Vietnamese letters and choices together).

A file of your own begins with `# vi:` and `# en:`, what it asks, and a line `# param ?NAME KIND DEFAULT` for each thing
that it is asked about. Where KIND is unit, person, body, post or thing, the query has the line
`?NAME rdfs:label DEFAULT .`, in whose place the thing's IRI will stand; DEFAULT of any other kind (date, code, text …)
is a literal that stands in the query and is replaced there.

The answers below are those of the articles in `samples/`, with the values that stand in the questions. Generated;
do not edit.
"""


def page(graph: ox.Store) -> str:
    """The page in Markdown: each question with what it takes, and its answer on a graph."""
    saved = questions.saved()
    contents = "".join(f"- [`{q.name}`](#{q.name}): {q.en}\n" for q in saved)
    return "\n".join([_HEAD, contents, *("\n".join(_section(graph, q)) for q in saved)])


def _section(graph: ox.Store, question: Question) -> Iterator[str]:
    yield f"## {question.name}\n"
    yield f"{question.vi}\\\n*{question.en}*\n"
    options = "".join(f' --{p.option} "{p.default}"' for p in question.parameters.values())
    yield f"```\n$ kg ask {question.name} --store graph{options}"
    answer = ask(graph, question, {})
    count = len(answer.rows)
    shown = show(replace(answer, rows=answer.rows[:_ROWS]), width=_WIDTH).rstrip("\n")
    yield shown if count <= _ROWS else f"{shown[: shown.rindex(chr(10))]}\n({count} rows; the first {_ROWS} are shown)"
    yield "```\n"


if __name__ == "__main__":
    with Store.open(sys.argv[1]) as opened:
        sys.stdout.buffer.write(page(opened.graph()).encode("utf-8"))
