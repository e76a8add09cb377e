"""The command line. What each command needs is loaded when it runs, so that help and mistakes answer at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from kg import __version__
from kg.cli import show
from kg.errors import KgError, QueryError, SettingsError, StoreError
from kg.export import FORMATS

if TYPE_CHECKING:
    from kg.settings import Settings

# 0 is done; these errors mean that nothing could be done as asked, all others that some of it failed.
UNUSABLE = (SettingsError, StoreError, QueryError)
FAILED, USAGE, INTERRUPTED = 1, 2, 130


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # the same bytes in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; whatever goes wrong is told in one line on stderr."""
    try:
        code = commands.main(arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except BrokenPipeError:  # the reader has seen enough
        show.close_stdout()
        return 0
    except click.Abort:
        show.tell("interrupted")
        return INTERRUPTED
    except click.UsageError as e:
        if not arguments and e.ctx and not e.ctx.args and "Usage:" in e.format_message():  # `kg` alone: its help
            click.echo(e.format_message(), err=True)
            return USAGE
        words = sys.argv[1:] if arguments is None else arguments
        command = e.ctx.command_path if e.ctx else " ".join(("kg", *(w for w in words[:1] if w in ORDER)))
        show.tell(f"{e.format_message().rstrip('.')}; see `{command} --help`")
        return USAGE
    except KgError as e:
        show.tell(e)
        return USAGE if isinstance(e, UNUSABLE) else FAILED
    except OSError as e:
        show.tell(KgError(e.strerror or str(e), where=str(e.filename or "")))
        return FAILED


# Commands in modules of their own, loaded when they are called: name → module:attribute.
ELSEWHERE: dict[str, str] = {
    "review": "kg.cli.review:review",
    "same": "kg.cli.judge:same",
    "different": "kg.cli.judge:different",
    "accept": "kg.cli.judge:accept",
    "reject": "kg.cli.judge:reject",
    "undo": "kg.cli.judge:undo",
    "evaluate": "kg.cli.evaluate:evaluate",
    "view": "kg.cli.view:view",
    "query": "kg.cli.ask:query",
    "ask": "kg.cli.ask:ask",
    "push": "kg.cli.push:push",
    "lineage": "kg.cli.lineage:lineage",
    "who": "kg.cli.who:who",
    "person": "kg.cli.who:person",
    "check": "kg.cli.check:check",
    "diff": "kg.cli.check:diff",
    "serve": "kg.cli.serve:serve",
}


# All commands, as they come in use.
ORDER = (
    *("extract", "build", "explain", "who", "person", "lineage", "ask", "query", "check", "view", "serve"),
    *("review", "same", "different", "accept", "reject", "undo", "export", "push", "diff", "validate", "evaluate"),
)


class _Commands(click.Group):
    """Lists the commands in the order in which they are used, and lets a closed pipe through."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ORDER)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in ELSEWHERE:
            module, _, attribute = ELSEWHERE[cmd_name].partition(":")
            found: click.Command = getattr(import_module(module), attribute)
            return found
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would end the process on its own
            show.close_stdout()
            return 0


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def commands() -> None:
    """Builds a knowledge graph of people, places and organizations from Vietnamese news on local government.

    Dựng đồ thị tri thức từ báo địa phương: ai giữ chức gì, ở đâu, từ bao giờ; xã nào nhập vào xã nào.

    \b
    kg build articles/ --store graph     reads articles into a graph
    kg explain --store graph "Hải Hưng"  what the graph says about it, sentence by sentence
    kg view --store graph -o graph.html  the graph as a page
    """


# -- options that commands share -------------------------------------------------------------------------------------

_Command = Callable[..., int]


def _day(ctx: click.Context, option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _extracting(command: _Command) -> _Command:
    """The options of the commands that read articles."""
    options = (
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
        click.option(
            "--tagger",
            metavar="NAME",
            help="Second opinion on names: rules (none), underthesea, or module:attribute. Default: rules.",
        ),
        click.option(
            "--date",
            type=click.DateTime(["%Y-%m-%d"]),
            callback=_day,
            metavar="YYYY-MM-DD",
            help="Date of articles whose input gives none as `published`.",
        ),
        click.option("--jobs", type=click.IntRange(1), metavar="N", help="Number of processes. Default: 1."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_store = click.option("--store", required=True, metavar="DIR", help="Folder of the store.")


def day_option(what: str) -> Callable[[_Command], _Command]:
    return click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="YYYY-MM-DD", help=what)


def _restricting(command: _Command) -> _Command:
    """The options of the commands that may look at the graph of one day."""
    command = click.option("--possible", is_flag=True, help="With --as-of: what may have held on that day, too.")(
        command
    )
    return day_option("Only what certainly held on that day.")(command)


def _graph(store: Any, as_of: date | None, possible: bool) -> Any:
    """The graph of an open store, or what of it holds on a day."""
    if possible and not as_of:
        raise click.UsageError("--possible belongs to --as-of")
    if not as_of:
        return store.graph()
    from kg.graph.asof import restrict

    return restrict(store.graph(), as_of, possible=possible)


def _output(what: str) -> Callable[[_Command], _Command]:
    return click.option("-o", "--output", default="-", metavar="FILE", help=f"{what} Default: standard output.")


# -- commands --------------------------------------------------------------------------------------------------------


@commands.command()
@_extracting
@_output("Where the records go.")
def extract(inputs: tuple[str, ...], tagger: str | None, date: date | None, jobs: int | None, output: str) -> int:
    """Finds the facts of articles.

    Writes one JSON object a line and article. INPUT is files or folders of .txt, .html and .jsonl (also .gz), or - for
    standard input.

    Rút sự kiện từ bài báo, mỗi bài một dòng JSON.

    \b
    kg extract article.txt
    kg extract articles/ --jobs 4 -o facts.jsonl
    """
    from kg.model import Extraction
    from kg.output import output as opened
    from kg.pipeline import extract_all

    chosen = _settings(tagger, jobs)
    failed, notes = 0, show.Notes()
    with opened(output) as file, show.progress(quiet=output == "-" and sys.stdout.isatty()) as told:
        outcomes = extract_all(inputs, tagger=chosen.tagger, date=date, jobs=chosen.jobs)
        for done, outcome in enumerate(outcomes, start=1):
            if isinstance(outcome, Extraction):
                file.write(show.json_line(outcome.to_json()))
                notes.add(outcome.article.source, outcome.warnings)
            else:
                failed += 1
                show.tell(outcome)
            told("articles", done)
    notes.close()
    return FAILED if failed else 0


@commands.command()
@_extracting
@_store
@click.option("--judgements", metavar="FILE", help="File of your judgements. Default: judgements.tsv in the store.")
def build(
    inputs: tuple[str, ...],
    tagger: str | None,
    date: date | None,
    jobs: int | None,
    store: str,
    judgements: str | None,
) -> int:
    """Adds articles to a store and makes its graph.

    The graph is that of all articles in the store. INPUT as for extract. An article whose id is in the store already
    replaces the former one; the same article again changes nothing. The former graph stays in force until the new one
    is whole.

    Đưa bài báo vào kho và dựng đồ thị.

    \b
    kg build articles/ --store graph
    kg build today.jsonl.gz --store graph --date 2026-01-31
    """
    from kg.pipeline import build

    chosen = _settings(tagger, jobs)
    with show.progress() as told:
        how: dict[str, Any] = {"tagger": chosen.tagger, "date": date, "jobs": chosen.jobs, "judgements": judgements}
        report = build(inputs, store, **how, progress=told, failed=show.tell)
    notes = show.Notes()
    for where, warning in (*report.warnings, *report.unheeded):
        notes.add(where, (warning,))
    notes.close()
    for line in show.summary(store, report):
        click.echo(line)
    return FAILED if report.errors else 0


_TO = "Format; csv and neo4j are ZIP files with two CSV tables, nodes and their relations."


@commands.command()
@_store
@click.option("--to", "form", type=click.Choice([f.name for f in FORMATS]), required=True, help=_TO)
@_output("Where it goes.")
@_restricting
def export(store: str, form: str, output: str, as_of: date | None, possible: bool) -> int:
    """Writes the graph in another format.

    The same graph gives the same bytes. With --as-of it is the graph of that day: facts that held, units that were
    there and what they came of, bodies of those, people with a post.

    Xuất đồ thị sang định dạng khác.

    \b
    kg export --store graph --to turtle -o graph.ttl
    kg export --store graph --to gexf -o graph.gexf
    kg export --store graph --to csv -o graph.zip
    """
    from kg.export import export
    from kg.output import output as opened
    from kg.store import Store

    if not next(f.text for f in FORMATS if f.name == form) and output == "-" and sys.stdout.isatty():
        raise SettingsError(f"{form} is no text for a terminal", remedy="give a file: -o FILE")
    with Store.open(store) as kept, opened(output) as file:
        summary = export(_graph(kept, as_of, possible), form, file)
    if output != "-":
        click.echo(f"{output}: {summary}")
    return 0


@commands.command()
@_store
def validate(store: str) -> int:
    """Checks the graph with SHACL.

    The shapes are those of the ontology; exit code 1 if the graph breaks one.

    Kiểm tra đồ thị theo các ràng buộc của bản thể học.

    \b
    kg validate --store graph
    """
    from kg.graph.validate import validate
    from kg.store import Store

    with Store.open(store) as opened:
        report = validate(opened.graph())
    for line in report.lines():
        click.echo(line)
    return 0 if report.conforms else FAILED


@commands.command()
@click.argument("name", metavar="NAME-or-IRI")
@_store
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def explain(name: str, store: str, as_json: bool) -> int:
    """Tells what the graph says, and why.

    About a person, body, unit, post, fact or article: each fact with every sentence behind it.
    Tones may be left out. A name that several things bear lists them.

    Đồ thị nói gì về một người, một cơ quan, một đơn vị; dựa vào câu nào, bài nào.

    \b
    kg explain --store graph "Cáp Hữu Chiểu"
    kg explain --store graph "dang uy xa hai hung"
    kg explain --store graph unit:hai-hung-19699-20200101
    """
    from kg.explain import explain, find
    from kg.store import Store

    with Store.open(store) as opened:
        graph = opened.graph()
        things = find(graph, name)
        if len(things) > 1:
            show.tell(f"“{name}” may be {len(things)} things; give the full name or one of these IRIs:")
            for thing in things:
                click.echo(show.thing_line(thing))
            return FAILED
        found = explain(graph, things[0])
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in show.explanation(found):
            click.echo(line)
    return 0


# -- helpers ---------------------------------------------------------------------------------------------------------


def _settings(tagger: str | None, jobs: int | None) -> Settings:
    from kg import settings

    settings.use(settings.load({"tagger": tagger, "jobs": jobs}))
    return settings.current()
