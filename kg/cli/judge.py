"""`kg same`, `different`, `accept`, `reject` and `review`: what the user knows better, kept in a file of his own."""

from __future__ import annotations

import csv
import getpass
import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import FAILED, show
from kg.errors import NotFoundError, SettingsError

if TYPE_CHECKING:
    from kg.judgements import Judgement, Verdict
    from kg.review import Item, Side


def now() -> datetime:
    """The only look at the clock; tests put another in its place."""
    return datetime.now(UTC)


_Command = Callable[..., int]


def _judging(command: _Command) -> _Command:
    """The options of the commands that write a judgement."""
    options = (
        click.option("--store", required=True, metavar="DIR", help="Folder of the store."),
        click.option(
            "--judgements", "file", metavar="FILE", help="File of the judgements. Default: judgements.tsv in the store."
        ),
        click.option("--by", metavar="AUTHOR", help="Who judges. Default: KG_AUTHOR, else the user's name."),
        click.option("--build", "again", is_flag=True, help="Make the graph anew at once."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_judging
@click.option("--why", default="", metavar="TEXT", help="The reason.")
def same(one: str, other: str, why: str, **how: Any) -> int:
    """Judges two people, bodies or units to be one.

    A and B are IRIs, prefixed names or names that one thing alone has. It takes effect with the next build.

    Xác nhận hai người, hai cơ quan hay hai đơn vị là một.

    \b
    kg same --store graph person:le-van-a-1a2b3c person:le-van-a-4d5e6f --why "chuyển công tác năm 2021"
    """
    return _judge("same", (one, other), why, **how)


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_judging
@click.option("--why", default="", metavar="TEXT", help="The reason.")
def different(one: str, other: str, why: str, **how: Any) -> int:
    """Judges two people, bodies or units to be two.

    A and B as for same. They are kept apart in every build to come, whatever speaks for their being one. Where one
    person should be two, B is a fact: the post that another of the name holds.

    Xác nhận hai người, hai cơ quan hay hai đơn vị là khác nhau.

    \b
    kg different --store graph person:le-van-a-1a2b3c person:le-van-a-4d5e6f
    kg different --store graph person:le-van-a-1a2b3c tenure:le-van-a-1a2b3c--bi-thu--cap-uy--hai-lang-470
    """
    return _judge("different", (one, other), why, **how)


@click.command()
@click.argument("fact", metavar="FACT")
@_judging
@click.option("--why", default="", metavar="TEXT", help="The reason.")
def accept(fact: str, why: str, **how: Any) -> int:
    """Lets a doubtful, planned or disputed fact count.

    FACT is an IRI, a prefixed name or a label that one fact alone has. The reason becomes evidence in the graph.

    Chấp nhận một sự kiện còn nghi ngờ.

    \b
    kg accept --store graph tenure:le-van-a-1a2b3c--bi-thu--cap-uy--hai-lang-470 --why "đã hỏi văn phòng"
    """
    return _judge("accept", (fact,), why, **how)


@click.command()
@click.argument("fact", metavar="FACT")
@_judging
@click.option("--why", required=True, metavar="TEXT", help="The reason.")
def reject(fact: str, why: str, **how: Any) -> int:
    """Takes a fact back: it stays in the graph as retracted, with the reason, and feeds nothing.

    FACT as for accept.

    Bác một sự kiện, kèm lý do.

    \b
    kg reject --store graph tenure:le-van-a-1a2b3c--bi-thu--cap-uy--hai-lang-470 --why "nhầm người"
    """
    return _judge("reject", (fact,), why, **how)


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
    """Walks through what is open: people who may be one, units that several fit, doubtful facts.

    Both sides are shown with their reasons and sentences; each answer is one key and becomes a line of the judgements.

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
    click.echo(f"{done} judgements written" if items else "nothing is open")
    return _again(store, file) if again and done else 0


# -- judging -----------------------------------------------------------------------------------------------------------


def _judge(
    verdict: Verdict, names: Sequence[str], why: str, *, store: str, file: str | None, by: str | None, again: bool
) -> int:
    from kg.store import Store

    with Store.open(store) as opened:
        graph = opened.graph()
        about = [_subject(graph, name, verdict) for name in names]
    if not all(about):
        return FAILED
    new = _write(_path(store, file), verdict, [a for a in about if a], why, by)
    if not new:
        click.echo("it was judged so before")
    return _again(store, file) if again else 0


def _path(store: str, file: str | None) -> Path:
    from kg.judgements import FILE

    return Path(file) if file else Path(store) / FILE


def _subject(graph: Any, name: str, verdict: Verdict) -> str | None:
    """What a name means, as judgements have it; None after several have been listed."""
    from kg.judgements import FACTS, PAIRS, THINGS, prefixed
    from kg.review import find_facts, holder_apart

    kinds = THINGS if verdict in PAIRS else FACTS
    given = prefixed(name)
    if given and given.startswith("unit:") and _registered(given):
        return given
    if not given and verdict not in PAIRS and (facts := find_facts(graph, name)):
        found = [(short, label, f"  {label}  {short}") for fact, label in facts if (short := prefixed(fact))]
    else:
        from kg.explain import find

        found = [(t.short, t.label, show.thing_line(t)) for t in find(graph, name)]
        found = [f for f in found if f[0].startswith(kinds)] or found
    if len(found) > 1:
        show.tell(f"“{name}” may be {len(found)} things; give one of these names:")
        for _, _, line in found:
            click.echo(line)
        return None
    short, label, _ = found[0]
    if verdict == "different" and short.startswith("tenure:"):
        if other := holder_apart(graph, short):
            return other
        raise NotFoundError(f"“{label}” is of the unit that its person is known by", remedy="reject the fact instead")
    if short.partition(":")[0] not in kinds:
        raise NotFoundError(f"“{label}” is no {' or '.join(kinds)}", remedy="`kg explain` lists the facts of a thing")
    return short


def _registered(name: str) -> bool:
    from kg.register import Register

    return Register.load().get(name.partition(":")[2]) is not None


def _write(path: Path, verdict: Verdict, about: Sequence[str], why: str, by: str | None) -> bool:
    from kg.judgements import Judgement, add

    author = by or os.environ.get("KG_AUTHOR") or _user()
    time = now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    judgement = Judgement(verdict, about[0], about[1] if len(about) > 1 else None, author, time, why)
    if verdict in ("same", "different") and about[0] == about[1]:
        raise SettingsError(f"both are {about[0]}", remedy="a thing is always the same as itself")
    new = add(path, judgement)
    if new:
        click.echo(f"{path}: {judgement}")
    return new


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a user in the system's list
        return "unknown"


def _again(store: str, file: str | None) -> int:
    from kg.pipeline import rebuild

    with show.progress() as told:
        report = rebuild(store, judgements=file, progress=told)
    notes = show.Notes()
    for where, what in report.unheeded:
        notes.add(where, (what,))
    notes.close()
    click.echo(f"{store} {'has the new graph' if report.published else 'is as it was'}")
    return 0


# -- review ------------------------------------------------------------------------------------------------------------


def _open(store: str, file: str | None, least: float | None) -> list[Item]:
    from kg.model import Extraction
    from kg.pipeline import load_judgements
    from kg.review import LIKELY, open_items
    from kg.store import Store

    judged: list[Judgement] = load_judgements(store, file if file and Path(file).exists() else None)
    with Store.open(store) as opened:
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
