"""`kg same`, `different`, `accept`, `reject` and `undo`: what the user knows better, kept in a file of his own."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import FAILED, show
from kg.errors import NotFoundError, SettingsError

if TYPE_CHECKING:
    from kg.judgements import Verdict


def now() -> datetime:
    """The only look at the clock; tests put another in its place."""
    return datetime.now(UTC)


_Command = Callable[..., int]
_by = click.option("--by", metavar="AUTHOR", help="Who judges. Default: KG_AUTHOR, else the user's name.")


def _kept(command: _Command) -> _Command:
    """The options of the commands that change the judgements."""
    options = (
        click.option("--store", required=True, metavar="DIR", help="Folder of the store."),
        click.option(
            "--judgements", "file", metavar="FILE", help="File of the judgements. Default: judgements.tsv in the store."
        ),
        click.option("--build", "again", is_flag=True, help="Make the graph anew at once."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _judging(command: _Command) -> _Command:
    """The options of the commands that write a judgement."""
    return _kept(_by(command))


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_judging
@click.option("--why", default="", metavar="TEXT", help="The reason.")
def same(one: str, other: str, why: str, **how: Any) -> int:
    """Judges two people, bodies or units to be one.

    A and B are IRIs, prefixed names or names that one thing alone has. It takes effect with the next build; `kg undo`
    takes it back.

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
    """Takes a fact back.

    It stays in the graph as retracted, with the reason, and feeds nothing. FACT as for accept.

    Bác một sự kiện, kèm lý do.

    \b
    kg reject --store graph tenure:le-van-a-1a2b3c--bi-thu--cap-uy--hai-lang-470 --why "nhầm người"
    """
    return _judge("reject", (fact,), why, **how)


@click.command()
@click.argument("names", nargs=-1, metavar="[A [B]]")
@_kept
def undo(names: tuple[str, ...], store: str, file: str | None, again: bool) -> int:
    """Takes a judgement back: its line goes from the file.

    The one about A, or about A and B, whatever its verdict; alone the last one that was written. Names as for same, or
    as they stand in the file. It takes effect with the next build.

    Rút lại một xác nhận đã ghi.

    \b
    kg undo --store graph
    kg undo --store graph person:le-van-a-1a2b3c person:le-van-a-4d5e6f --build
    """
    from kg.judgements import parse, read, without
    from kg.output import output
    from kg.store import Store

    path = _path(store, file)
    with Store.open(store) as opened:
        meant = [_may_mean(opened.graph(), name) for name in names]
    text = read(path, must=file is not None)
    found = [j for j in parse(text, str(path)) if all(ids & {*j.about} for ids in meant)][0 if names else -1 :]
    about = f"judgement is about {' and '.join(names)}"
    if not found:
        raise NotFoundError(f"no {about}" if names else "there is no judgement", where=str(path))
    if len({(j.verdict, j.about) for j in found}) > 1:
        show.tell(f"more than one {about}; name both sides as they stand here:")
        for j in found:
            click.echo(f"  {j}  ({j.where})")
        return FAILED
    with output(str(path)) as written:
        written.write(without(text, found).encode("utf-8"))
    for j in found:
        click.echo(f"{path}: no more {j}")
    return _again(store, file) if again else 0


def _may_mean(graph: Any, name: str) -> set[str]:
    """All that a name may mean, as judgements have it; what was judged to be another may be in no graph any more."""
    from kg.explain import find
    from kg.judgements import prefixed
    from kg.review import find_facts

    if given := prefixed(name):
        return {given}
    if facts := find_facts(graph, name):
        return {short for fact, _ in facts if (short := prefixed(fact))}
    return {thing.short for thing in find(graph, name)}


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
    if len({a.partition(":")[0] for a in about if a}) > 1:
        raise SettingsError(
            f"{' and '.join(a for a in about if a)} are of different kinds", remedy="name two of one kind"
        )
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
