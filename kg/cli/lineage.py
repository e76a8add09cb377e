"""`kg lineage`: what a unit came of and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kg.cli import FAILED, day_option, show
from kg.errors import NotFoundError

if TYPE_CHECKING:
    from kg.answers.lineage import Former, Lineage, Origin, Outcome, Source, Statement
    from kg.answers.units import Named


@click.command()
@click.argument("name", metavar="NAME-or-CODE")
@day_option("The unit of that day; what was there then is marked.")
@click.option("--store", metavar="DIR", help="Adds what the articles of this store say.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def lineage(name: str, as_of: date | None, store: str | None, as_json: bool) -> int:
    """Tells what a unit came of and what became of it.

    By the register, with dates and the other units of each merger; with a store also by what its articles say, with
    the resolutions that they name. Tones and type words may be left out; a comma adds what the unit lay in. A name that
    several units bear lists them; if they followed one another the last is told, with the others before it.

    Đơn vị hành chính này từ đâu mà có, nay thuộc về đâu.

    \b
    kg lineage "Hải Vĩnh"
    kg lineage "xã Hải Hưng, Hải Lăng" --store graph
    kg lineage 19699 --as-of 2022-01-28
    """
    found = _found(name, as_of, store)
    if not hasattr(found, "came_of"):
        show.tell(f"“{name}” may be {len(found)} units; add what it lies in, a day, or give one of these ids:")
        for choice in found:
            click.echo(unit_line(choice))
        return FAILED
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    return 0


def _found(name: str, day: date | None, store: str | None) -> Any:
    """The lineage, or the units that the name may mean."""
    from kg.answers.lineage import lineage
    from kg.register import Register

    register = Register.load()
    statements: list[Statement] = []
    others: dict[str, Named] = {}
    if store:
        from kg.answers.statements import others_of, statements_of
        from kg.store import Store

        with Store.open(store) as opened:
            graph = opened.graph()
            statements, others = statements_of(graph), others_of(graph)
    choices = _choices(name, day, others)
    if len(choices) != 1:
        return choices
    return lineage(register, choices[0].id, statements=statements, others=others, day=day)


def _choices(name: str, day: date | None, others: dict[str, Named]) -> list[Named]:
    """The units that may be meant: of the register and, failing that, of the graph."""
    from kg.answers.units import find_units, named, one_line
    from kg.graph.search import closest
    from kg.register import Register

    register = Register.load()
    try:
        units = find_units(register, name, day)
    except NotFoundError:
        asked = name.removeprefix("unit:")
        known = [n for n in others.values() if n.id == asked or register.get(n.id) is None]
        found = [n for n in known if n.id == asked] or closest(name, known, lambda n: (n.label,))
        if not found:
            raise
        return found
    if len(units) > 1 and (last := one_line(register, units)):
        units = [last]  # the others are what it came of
    return [named(register, u, day) for u in units]


# -- lines -----------------------------------------------------------------------------------------------------------


def unit_line(unit: Named) -> str:
    """ "  Xã Hải Hưng (19699, Huyện Hải Lăng, Tỉnh Quảng Trị, 2020-01-01 – 2025-06-30)  hai-hung-19699-20200101" """
    return f"  {_unit(unit)}  {unit.id}"


def _unit(unit: Named) -> str:
    return f"{unit.label} ({', '.join(filter(None, (unit.code, *unit.inside, unit.years)))})"


def _lines(found: Lineage) -> Iterator[str]:
    there = {unit.id for unit in found.on_day}
    yield click.style(found.unit.label, bold=True) + _mark(found.unit, there, found.day)
    yield unit_line(found.unit)
    yield ""
    yield "came of" if found.came_of else "came of: nothing before it is known"
    yield from _back(found.came_of, 1, there, found.day)
    ended = f"nothing is known, though it ended on {found.unit.until}" if found.unit.until else "it is still there"
    yield "became" if found.became else f"became: {ended}"
    yield from _forth(found.became, 1, there, found.day)
    for statement in found.also:
        yield ""
        yield f"articles also say: {statement.label}  [{statement.status}]" + _when(statement.date)
        yield from _proof(1, False, statement.resolutions, statement.verdict, statement.reasons, statement.sources)
    if found.day:
        yield ""
        yield f"on {found.day}: {', '.join(_unit(u) for u in found.on_day) or 'none of these was there'}"


def _forth(outcomes: Iterable[Outcome], depth: int, there: set[str], day: str | None) -> Iterator[str]:
    for step in outcomes:
        part = "" if step.whole else " (a part of it)"
        mark = _mark(step.unit, there, day)
        yield f"{'  ' * depth}{step.date or 'day unknown'} → {click.style(_unit(step.unit), bold=True)}{part}{mark}"
        if step.beside:
            yield f"{'  ' * depth}    with {'; '.join(map(_former, step.beside))}"
        yield from _proof(depth + 2, step.register, step.resolutions, step.verdict, step.reasons, step.sources)
        yield from _forth(step.became, depth + 1, there, day)


def _back(origins: Iterable[Origin], depth: int, there: set[str], day: str | None) -> Iterator[str]:
    for step in origins:
        yield f"{'  ' * depth}{step.date or 'day unknown'} ←"
        yield from _proof(depth + 2, step.register, step.resolutions, step.verdict, step.reasons, step.sources)
        for former in step.units:
            yield f"{'  ' * (depth + 1)}{_former(former)}{_mark(former.unit, there, day)}"
            yield from _back(former.came_of, depth + 2, there, day)


def _former(former: Former) -> str:
    return f"{_unit(former.unit)}{'' if former.whole else ', a part of it'}"


def _proof(
    depth: int, register: bool, laws: Iterable[str], verdict: str, reasons: Iterable[str], sources: Iterable[Source]
) -> Iterator[str]:
    """Who says so: resolutions, the register, passages."""
    pad, sources = "  " * depth, list(sources)
    acts = [f"resolution {law}" for law in laws]
    known = ["register"] if register else []
    known += [f"the register {show.verdict(verdict)}" for _ in [verdict] if verdict and sources]
    if line := "; ".join((*acts, *known, *reasons)):
        yield pad + line
    for source in sources:
        yield f"{pad}“{' '.join(source.quote.split())}”"
        yield f"{pad}  {', '.join(filter(None, (source.article, source.published, source.url, source.modality)))}"


def _mark(unit: Named, there: set[str], day: str | None) -> str:
    return f"  ◂ {day}" if day and unit.id in there else ""


def _when(day: str | None) -> str:
    return f" {day}" if day else ""
