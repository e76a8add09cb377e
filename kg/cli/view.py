"""`kg view`: the graph as one page, or a large one as a page a district with an index."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import _output, _store, day_option, show
from kg.errors import SettingsError

if TYPE_CHECKING:
    from kg.view import PageModel


def _kinds(ctx: click.Context, option: click.Parameter, value: str | None) -> frozenset[str] | None:
    """The kinds of a list with commas."""
    if value is None:
        return None
    from kg.view.data import KINDS

    found = [k.strip() for k in value.split(",")]
    for kind in found:
        if kind not in KINDS:
            raise click.BadParameter(f"there is no kind “{kind}”; choose from {', '.join(KINDS)}, with commas between")
    return frozenset(found)


@click.command()
@_store
@_output("The page; for a graph of many pages their index, or a folder.")
@click.option("--focus", metavar="NAME", help="Show what is around this person, body or unit (name or IRI).")
@click.option("--hops", type=click.IntRange(0), metavar="N", help="With --focus: how many steps around it. Default: 2.")
@click.option("--unit", metavar="NAME", help="Show what lies in this unit.")
@click.option(
    "--kinds", callback=_kinds, metavar="LIST", help="Show these kinds only: person, body, unit, place (with commas)."
)
@day_option("Leave out what cannot hold on that day.")
@click.option(
    "--max-nodes", type=click.IntRange(1), metavar="N", help="Show the N weightiest things only, on one page."
)
@click.option("--doubtful", is_flag=True, help="Show planned, doubtful and disputed facts too.")
@click.option("--story", metavar="FILE", help="Steps that lead through the page, in TOML or JSON.")
@click.option("--lang", type=click.Choice(("vi", "en")), default="vi", show_default=True, help="Language of the page.")
@click.option("--title", default="", metavar="TEXT", help="Title of the page.")
def view(store: str, output: str, story: str | None, **how: Any) -> int:
    """Makes an interactive page of the graph.

    One HTML file that needs no network. Beyond 5,000 things it is one page a district (or province) and an index of
    them all: -o FILE is the index, with the pages in a folder beside it; -o DIR holds both.

    Vẽ đồ thị thành một trang HTML, mở được khi không có mạng.

    \b
    kg view --store graph -o graph.html
    kg view --store graph --unit "huyện Hải Lăng" --as-of 2022-01-28 -o hai-lang.html
    kg view --store graph --kinds person,body --story story.toml -o story.html
    """
    from kg.store import Store
    from kg.view import MOST_NODES, page_model
    from kg.view.atlas import ATLAS_ABOVE
    from kg.view.select import lightened

    if output == "-" and sys.stdout.isatty():
        raise SettingsError("a page is no text for a terminal", remedy="give a file: -o FILE")
    title, lang = how.pop("title"), how.pop("lang")
    with Store.open(store) as kept, show.steps("reading the graph") as told:
        told(0, 0)
        model = page_model(kept.graph(), **how)
    if how["max_nodes"] is None and len(model.nodes) > ATLAS_ABOVE and output != "-":
        if story:
            remedy = "narrow the page down with --unit, --focus or --max-nodes"
            raise SettingsError("a story leads through one page, and this graph is many", where=story, remedy=remedy)
        _write_atlas(model, output, title, lang)
    else:
        _write_page(lightened(model, MOST_NODES), output, title, lang, story)
    return 0


def _write_page(model: PageModel, output: str, title: str, lang: str, story: str | None) -> None:
    from kg.output import output as opened
    from kg.view import render
    from kg.view.story import load

    steps = load(Path(story), model) if story else ()
    with show.steps("drawing {total} things") as told:
        told(0, len(model.nodes))
        page = render(model, title=title, lang=lang, story=steps)
    folder = Path(output)
    target = str(folder / "index.html") if output != "-" and folder.is_dir() else output
    with opened(target) as file:
        file.write(page.encode("utf-8"))
    if target != "-":
        click.echo(f"{target}: {show.counted(len(model.nodes), 'node')}, {show.counted(len(model.edges), 'edge')}")
    _tell_left_out(target, model, len(model.nodes))


def _write_atlas(model: PageModel, output: str, title: str, lang: str) -> None:
    from kg.output import output as opened
    from kg.view.atlas import chapters, write

    given = Path(output)
    into_folder = given.is_dir() or not given.suffix
    index = given / "index.html" if into_folder else given
    pages = index.parent / ("pages" if into_folder else f"{given.stem}-pages")
    _make(pages)
    found = chapters(model, lang)
    drawn: set[str] = set()
    with show.steps("page {done} of {total}") as told:
        for done, page in enumerate(write(model, found, index.name, pages.name, title=title, lang=lang), start=1):
            told(done, len(found) + 1)
            drawn |= page.shown
            with opened(str(index.parent / page.path)) as file:
                file.write(page.html.encode("utf-8"))
    show.tell(f"{index}: the index of {len(found)} pages in {pages}")
    _tell_left_out(str(index), model, len(drawn))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise SettingsError(f"cannot be made: {e.strerror or e}", where=str(folder), remedy="choose another -o") from e


def _tell_left_out(where: str, model: PageModel, drawn: int) -> None:
    for line in _left_out(model, drawn):
        show.tell(line if where == "-" else f"{where}: {line}")


def _left_out(model: PageModel, drawn: int) -> Iterator[str]:
    """What the reader of the page does not see, in words."""
    if drawn < model.total:
        yield f"shows {drawn:,} of the graph's {model.total:,} things"
    if model.unsettled:
        yield f"leaves out {model.unsettled:,} planned, doubtful or disputed facts (--doubtful shows them)"
