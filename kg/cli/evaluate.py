"""`kg evaluate`: how far what is extracted agrees with gold."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import show

if TYPE_CHECKING:
    from kg.evaluate import Scores


@click.command()
@click.argument("gold", metavar="GOLD")
@click.argument("inputs", nargs=-1, required=True, metavar="ARTICLES...")
@click.option("--errors", is_flag=True, help="List what was missed (-), extra (+), and wrong in what was found (~).")
@click.option("--calibration", is_flag=True, help="Show how many facts of each confidence are right.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="Form of the figures.")
@click.option("--tagger", metavar="NAME", help="As for extract.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Number of processes. Default: 1.")
def evaluate(
    gold: str, inputs: tuple[str, ...], errors: bool, calibration: bool, form: str, tagger: str | None, jobs: int | None
) -> int:
    """Measures extraction against gold.

    Precision, recall and F1 of each kind of fact. GOLD is a .jsonl or .json file in the form of `kg extract`, or a
    folder of NAME.gold.json; its articles are found by their id among ARTICLES. Articles without gold are left out;
    gold without its article counts as missed.

    Đo kết quả rút trích so với dữ liệu chuẩn.

    \b
    kg evaluate samples samples
    kg evaluate gold.jsonl articles.jsonl --errors
    """
    from kg import settings
    from kg.evaluate import evaluate as compared
    from kg.evaluate import read_gold
    from kg.model import Extraction
    from kg.pipeline import extract_all

    chosen = settings.load({"tagger": tagger, "jobs": jobs})
    settings.use(chosen)
    known, found, failed = read_gold(Path(gold)), {}, 0
    with show.progress() as told:
        for done, outcome in enumerate(extract_all(inputs, tagger=chosen.tagger, jobs=chosen.jobs), start=1):
            if isinstance(outcome, Extraction):
                found[outcome.article.id] = outcome.to_json()
            else:
                failed += 1
                show.tell(outcome)
            told("articles", done)
    if missing := [article for article in known if article not in found]:
        failed += 1
        told_missing = f"{len(missing)} of {len(known)} articles not given, the first {missing[0]}"
        show.tell(f"{gold}: {told_missing}; all their facts count as missed")
    scores = compared(known, {article: found[article] for article in known if article in found})
    lines = _json(scores) if form == "json" else _table(scores, errors=errors, calibration=calibration)
    for line in lines:
        click.echo(line)
    sys.stdout.flush()
    return 1 if failed else 0


def _json(scores: Scores) -> Iterator[str]:
    lists = {name: {"missed": t.missed, "extra": t.extra} for name, t in scores.kinds.items()}
    lists |= {name: {"wrong": d.wrong} for name, d in scores.details.items()}
    out: dict[str, Any] = scores.to_json() | {"errors": lists}
    yield json.dumps(out, ensure_ascii=False, indent=1)


def _table(scores: Scores, *, errors: bool, calibration: bool) -> Iterator[str]:
    yield show.counted(scores.articles, "article")
    yield f"{'':16} {'precision':>9} {'recall':>9} {'F1':>9} {'right':>7} {'missed':>7} {'extra':>7}"
    for name, t in scores.kinds.items():
        figures = " ".join(f"{'–':>9}" if share is None else f"{share:9.3f}" for share in t.shares().values())
        yield f"{name:16} {figures} {t.hits:7} {len(t.missed):7} {len(t.extra):7}"
    for name, d in scores.details.items():
        yield f"{name:20} right in {d.accuracy:.3f} of {d.of}"
    if calibration:
        yield "confidence  facts  right"
        for (low, n, right), high in zip(scores.bands, [1.0, *(b[0] for b in scores.bands)], strict=False):
            yield f"{low:.2f}–{high:.2f} {n:7}  {right / n:.3f}"
    if errors:
        yield from _errors(scores)


def _errors(scores: Scores) -> Iterator[str]:
    marked = {
        name: [(article, f"- {fact}") for article, fact in t.missed]
        + [(article, f"+ {fact}") for article, fact in t.extra]
        for name, t in scores.kinds.items()
    }
    marked |= {name: [(article, f"~ {fact}") for article, fact in d.wrong] for name, d in scores.details.items()}
    for name, facts in marked.items():
        yield from ["", name] if facts else []
        yield from (f"  {article}: {fact}" for article, fact in sorted(facts))
