"""`kg who` and `kg person`: who holds which post, and one person's career."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli import FAILED, _store, day_option, show

if TYPE_CHECKING:
    from kg.answers.people import Career
    from kg.answers.tenures import Holding
    from kg.explain import Thing


@click.command()
@click.argument("name", metavar="NAME")
@_store
@day_option("Who certainly or possibly held the posts on that day.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def who(name: str, store: str, as_of: date | None, as_json: bool) -> int:
    """Tells who holds or held which posts.

    NAME is that of a unit, a body or a post; tones may be left out, short and long forms are alike. Each line has the
    days on which the person was first and last seen in the post, the start and end that articles state, how certain
    that is, and the articles.

    Ai giữ, ai từng giữ chức gì ở một đơn vị, một cơ quan.

    \b
    kg who "xã Hải Hưng" --store graph --as-of 2020-05-21
    kg who "ubnd huyen hai lang" --store graph
    """
    from kg.answers.tenures import find_seats, holdings
    from kg.store import Store

    with Store.open(store) as opened:
        graph = opened.graph()
        found = find_seats(graph, name, as_of)
        if len(found) > 1:
            return _choose(name, found)
        held = holdings(graph, found[0], as_of)
    if as_json:
        record = {"thing": found[0].to_json(), "as_of": as_of.isoformat() if as_of else None}
        click.echo(json.dumps(record | {"holdings": [h.to_json() for h in held]}, ensure_ascii=False, indent=2))
        return 0
    click.echo(click.style(found[0].label, bold=True) + (f"  on {as_of}" if as_of else ""))
    click.echo(show.thing_line(found[0]))
    for line in _seats(held):
        click.echo(line)
    if not held:
        click.echo("  nobody is known to have held a post there" + (" on that day" if as_of else ""))
    return 0


@click.command()
@click.argument("name", metavar="NAME")
@_store
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def person(name: str, store: str, as_json: bool) -> int:
    """Tells a person's career, and who else bears the name.

    People of one name are told one after the other, with what speaks for and against their being one.

    Một người đã giữ những chức gì; ai trùng tên, vì sao coi là người khác.

    \b
    kg person "Lê Cảnh Thuận" --store graph
    kg person person:le-canh-thuan-a16c15 --store graph --json
    """
    from kg.answers.people import careers, find_people, one_name
    from kg.store import Store

    with Store.open(store) as opened:
        graph = opened.graph()
        found = find_people(graph, name)
        if not one_name(found):
            return _choose(name, found)
        told = careers(opened, graph, found)
    if as_json:
        click.echo(json.dumps({"people": [c.to_json() for c in told]}, ensure_ascii=False, indent=2))
        return 0
    for n, career in enumerate(told):
        for line in ([""] if n else []) + list(_career(career)):
            click.echo(line)
    return 0


def _choose(name: str, things: list[Thing]) -> int:
    show.tell(f"“{name}” may be {len(things)} things; add what it lies in, or give one of these IRIs:")
    for thing in things:
        click.echo(show.thing_line(thing))
    return FAILED


# -- lines -----------------------------------------------------------------------------------------------------------


def _seats(held: Iterable[Holding]) -> Iterator[str]:
    title = ""
    for h in held:
        if h.title != title:
            title = h.title
            yield ""
            yield click.style(title, bold=True)
        yield f"  {h.name}: {_days(h)}"
        yield from _sources(h)


def _career(career: Career) -> Iterator[str]:
    thing = career.person
    yield click.style(thing.label, bold=True)
    yield f"  {thing.short}" + (f"  also: {', '.join(thing.names)}" if thing.names else "")
    if career.reasons:
        yield f"  one person: {'; '.join(career.reasons)}" + (f" (score {career.score:g})" if career.score else "")
    if not career.holdings:
        yield "  no post is known"
    for h in career.holdings:
        yield ""
        yield f"  {click.style(h.title, bold=True)}: {_days(h)}"
        yield from _sources(h)
    if career.namesakes:
        yield ""
        yield "  others of the name"
    for other in career.namesakes:
        yield f"    {other.person.short}: {', '.join(other.posts) or 'no post is known'}"
        yield f"      {other.why}"


def _days(h: Holding) -> str:
    """ "certain on that day; seen 2020-01-06 – 2020-05-21; stated from 2020; báo chí đưa tin, certainty 0.95" """
    parts = [f"{h.then} on that day"] if h.then else []
    if h.first_seen:
        until = f" – {h.last_seen}" if h.last_seen != h.first_seen else ""
        parts.append(f"seen {h.first_seen}{until}")
    stated = [f"{word} {day}" for word, day in (("from", h.start), ("until", h.end)) if day]
    parts += [f"stated {' '.join(stated)}"] if stated else []
    if not h.first_seen and (h.not_before or h.not_after):
        parts.append(f"between {h.not_before or '…'} and {h.not_after or '…'}")
    sure = f", certainty {h.certainty:g}" if h.certainty is not None else ""
    return "; ".join([*parts, h.status + sure])


def _sources(h: Holding) -> Iterator[str]:
    for p in h.passages:
        where = ", ".join(filter(None, (p.article, p.published, p.standing or p.modality)))
        yield f"    “{' '.join(p.quote.split())}”"
        yield f"      {where}"
