"""`kg check` and `kg diff`: where sources disagree, and what two stores differ in."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from kg.cli import FAILED, _store

if TYPE_CHECKING:
    from kg.answers.check import Finding
    from kg.answers.diff import Difference

_format = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help="Form of the answer.",
)


@click.command()
@_store
@_format
@click.option("--strict", is_flag=True, help="Exit code 1 if anything is found.")
def check(store: str, form: str, strict: bool) -> int:
    """Looks for contradictions and gaps.

    Several holders of a post for one at once, posts in units that were not there or had ended, units that the register
    has there on other days only, changes of units without parents or date, plans that came otherwise, sources that
    disagree with one another or with the register, disputed facts, undated articles; each with its passages. What is
    found is no failure: the exit code is 0, with --strict 1.

    Tìm chỗ các nguồn mâu thuẫn với nhau hay với danh mục, và chỗ còn thiếu.

    \b
    kg check --store graph
    kg check --store graph --format csv > findings.csv
    kg check --store graph --strict > findings.txt || less findings.txt
    """
    from kg.answers.check import check, names
    from kg.store import Store

    with Store.open(store) as opened:
        found = check(opened.graph())
    if form == "json":
        click.echo(json.dumps({"findings": [f.to_json() for f in found]}, ensure_ascii=False, indent=2))
    elif form == "csv":
        rows = (
            (f.kind, f.what, " ".join(names(f)), *((p.quote, p.article, p.published or "") if p else ("", "", "")))
            for f in found
            for p in (f.passages or (None,))
        )
        click.echo(_csv(("kind", "what", "facts", "quote", "article", "published"), rows), nl=False)
    else:
        for line in _findings(found):
            click.echo(line)
    return FAILED if strict and found else 0


@click.command()
@click.argument("store1", metavar="STORE1")
@click.argument("store2", metavar="STORE2")
@_format
def diff(store1: str, store2: str, form: str) -> int:
    """Tells what two stores differ in, fact by fact.

    Facts that the second has and the first has not (came), the other way round (went), and those whose status, days
    or passages changed.

    Hai kho khác nhau ở những sự kiện nào.

    \b
    kg diff yesterday today
    kg diff yesterday today --format json
    """
    from kg.answers.diff import diff
    from kg.store import Store

    with Store.open(store1) as before, Store.open(store2) as after:
        found = diff(before.graph(), after.graph())
    if form == "json":
        click.echo(json.dumps({"differences": [d.to_json() for d in found]}, ensure_ascii=False, indent=2))
    elif form == "csv":
        rows = (
            (d.how, d.fact, d.label, c.name, " | ".join(c.before), " | ".join(c.after))
            for d in found
            for c in d.changes
        )
        click.echo(_csv(("how", "fact", "label", "property", "before", "after"), rows), nl=False)
    else:
        for line in _differences(found):
            click.echo(line)
    return 0


# -- lines -----------------------------------------------------------------------------------------------------------


def _findings(found: list[Finding]) -> Iterator[str]:
    kind = ""
    for f in found:
        if f.kind != kind:
            yield ("\n" if kind else "") + click.style(f.kind, bold=True)
            kind = f.kind
        yield f"  {f.what}"
        for p in f.passages:
            yield f"    “{' '.join(p.quote.split())}”"
            yield f"      {', '.join(filter(None, (p.article, p.published, p.standing or p.modality)))}"
    counts = Counter(f.kind for f in found)
    yield ("\n" if found else "") + (", ".join(f"{n} {k}" for k, n in counts.items()) or "nothing found")


def _differences(found: list[Difference]) -> Iterator[str]:
    marks = {"came": "+", "went": "-", "changed": "~"}
    for d in found:
        yield f"{marks[d.how]} {click.style(d.label, bold=True)}  {d.fact}"
        for c in d.changes:
            if c.name == "evidence":
                yield from (f"    - {' '.join(quote.split())}" for quote in c.before)
                yield from (f"    + {' '.join(quote.split())}" for quote in c.after)
            else:
                sides = [", ".join(c.before) or "…", ", ".join(c.after) or "…"]
                shown = {"came": sides[1:], "went": sides[:1], "changed": sides}[d.how]
                yield f"    {c.name}: {' → '.join(shown)}"
    counts = Counter[str](d.how for d in found)
    yield ", ".join(f"{counts[how]} {how}" for how in marks if counts[how]) or "no difference"


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
