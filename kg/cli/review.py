"""`kg review`: what is open for a person to judge, one thing after the other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import show
from kg.cli.judge import _again, _judging, _path, _write

if TYPE_CHECKING:
    from kg.judgements import Judgement, Verdict
    from kg.review import Item, Side


@click.command()
@_judging
@click.option(
    "--least", type=click.FloatRange(0, 1), metavar="N", help="How likely two people must be one. Default: 0.3."
)
@click.option("--list", "as_list", is_flag=True, help="Print what is open and ask nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help="With --list: form of the list.",
)
def review(
    store: str, file: str | None, by: str | None, again: bool, least: float | None, as_list: bool, form: str
) -> int:
    """Walks through what is open for you to judge.

    People who may be one, units that several fit, doubtful facts. Both sides are shown with their reasons and
    sentences; each answer is one key and becomes a line of the judgements.

    Duyệt lần lượt những chỗ chưa rõ.

    \b
    kg review --store graph
    kg review --store graph --list --format csv
    """
    items = _open(store, file, least)
    if as_list:
        click.echo(_listed(items, form), nl=False)
        return 0
    done = 0
    for number, item in enumerate(items, start=1):
        for line in _shown(item, f"{number}/{len(items)}"):
            click.echo(line)
        try:
            answer = _asked(item)
        except click.Abort:  # the end of the input; what was answered is written
            click.echo()
            break
        if answer is None:
            break
        for verdict, about, why in answer:
            done += _write(_path(store, file), verdict, about, why, by)
    click.echo(f"{show.counted(done, 'judgement')} written" if items else "nothing is open")
    return _again(store, file) if again and done else 0


def _open(store: str, file: str | None, least: float | None) -> list[Item]:
    from kg.model import Extraction
    from kg.pipeline import load_judgements
    from kg.review import LIKELY, open_items
    from kg.store import Store

    with Store.open(store) as opened:
        judged: list[Judgement] = load_judgements(store, file if file and Path(file).exists() else None)
        extractions = [Extraction.from_json(record) for record in opened.facts()]
        return open_items(extractions, judged, opened.graph(), LIKELY if least is None else least)


def _listed(items: Sequence[Item], form: str) -> str:
    from kg.review import HEAD

    if form == "json":
        return json.dumps([item.to_json() for item in items], ensure_ascii=False, indent=2) + "\n"
    rows = [item.row() for item in items]
    if form == "csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows((HEAD, *rows))
        return out.getvalue()
    if not rows:
        return "nothing is open\n"
    cut = [tuple(cell if len(cell) <= 60 else f"{cell[:59]}…" for cell in row) for row in (HEAD, *rows)]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cut)
    return "\n".join(lines) + f"\n({len(rows)} open)\n"


def _shown(item: Item, number: str) -> list[str]:
    lines = ["", click.style(f"[{number}] {item.kind}, {item.score:g}: {item.why}", bold=True)]
    for n, side in enumerate(item.sides):
        lines += _side(side, n if item.kind == "unit" and n else None)
    return lines


def _side(side: Side, number: int | None) -> list[str]:
    head = f"  {f'{number}. ' if number else ''}{side.label}  {side.name}"
    passages = [f"      “{p.quote}” ({', '.join(filter(None, (p.article, p.day)))})" for p in side.passages]
    return [head, *(f"      {r}" for r in side.reasons), *passages]


def _asked(item: Item) -> list[tuple[Verdict, list[str], str]] | None:
    """The judgements that the user gives on an item; none if it is left open, None to end."""
    names = [side.name for side in item.sides]
    while True:
        given = click.prompt(_question(item), default="k", show_default=False, prompt_suffix=" ").strip().lower()
        key, _, why = given.partition(" ")
        if key in ("q", "quit"):
            return None
        if key in ("k", "skip"):
            return []
        if item.kind == "fact" and key in ("a", "r"):
            why = why or (click.prompt("why?", prompt_suffix=" ") if key == "r" else "")
            return [("accept" if key == "a" else "reject", names, why)]
        if item.kind == "person" and key in ("s", "d"):
            return [("same" if key == "s" else "different", names, why)]
        if item.kind == "unit" and key == "d":
            return [("different", [names[0], other], why) for other in names[1:]]
        if item.kind == "unit" and key.isdigit() and 0 < int(key) < len(names):
            return [("same", [names[0], names[int(key)]], why)]
        click.echo(f"“{key}” is no answer here")


def _question(item: Item) -> str:
    choices = {
        "person": "s same, d different, k skip, q quit:",
        "unit": "number of the unit that is meant, d none of them, k skip, q quit:",
        "fact": "a accept, r reject, k skip, q quit:",
    }
    return choices[item.kind]
