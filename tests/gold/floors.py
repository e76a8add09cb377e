"""The figures that extraction may not fall below, on the project's own gold.

    python tests/gold/floors.py            prints gains and losses against floors.json
    python tests/gold/floors.py --update   raises the floors; refuses to lower one, or to drop an article

A floor belongs to the articles and gold that it was measured on: their hash is pinned beside it. After a change of
the gold, `--update --new-gold` measures anew, and still refuses to have fewer articles.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg.evaluate import Scores, evaluate, read_gold
from kg.model import Extraction
from kg.pipeline import extract_all

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FLOORS = HERE / "floors.json"
# (gold, articles) of each set
SETS = {
    "samples": (ROOT / "samples", ROOT / "samples"),
    "build": (HERE / "build" / "gold.jsonl", HERE / "build" / "articles.jsonl"),
    "held": (HERE / "held" / "gold.jsonl", HERE / "held" / "articles.jsonl"),
}

Figures = dict[str, Any]  # {"articles": 24, "hash": "…", "floors": {"position precision": 0.99, …}}


def measure(name: str) -> tuple[Figures, Scores]:
    """The figures of one set, and the comparison that they are of."""
    gold, articles = SETS[name]
    outcomes = (o for o in extract_all([str(articles)]) if isinstance(o, Extraction))
    scores = evaluate(read_gold(gold), {o.article.id: o.to_json() for o in outcomes})
    floors: dict[str, float] = {}
    for kind, t in scores.kinds.items():
        floors |= {f"{kind} precision": round(t.precision, 4), f"{kind} recall": round(t.recall, 4)}
    floors |= {name: round(d.accuracy, 4) for name, d in scores.details.items()}
    return {"articles": scores.articles, "hash": _hash(name), "floors": floors}, scores


def pinned() -> dict[str, Figures]:
    return dict(json.loads(FLOORS.read_text(encoding="utf-8"))) if FLOORS.exists() else {}


def losses(now: Figures, floor: Figures) -> list[str]:
    """What is worse than pinned, in words; empty if nothing is."""
    out = [] if now["articles"] >= floor["articles"] else [f"{now['articles']} articles, were {floor['articles']}"]
    return out + [
        f"{name} {now['floors'].get(name, 0.0)}, was {least}"
        for name, least in floor["floors"].items()
        if now["floors"].get(name, 0.0) < least
    ]


def gains(now: Figures, floor: Figures) -> list[str]:
    known = floor["floors"]
    return [f"{n} {v}, was {known.get(n)}" for n, v in now["floors"].items() if n not in known or v > known[n]]


def updated(name: str, now: Figures, floor: Figures | None, *, new_gold: bool) -> Figures:
    """The new floors of a set. Raises ValueError where they would be lower, or are of another gold unasked."""
    if floor is None:
        return now
    if now["articles"] < floor["articles"]:
        raise ValueError(f"{name}: {now['articles']} articles, were {floor['articles']}; gold only grows")
    if now["hash"] != floor["hash"]:
        if not new_gold:
            raise ValueError(f"{name}: the gold or its articles changed; measure anew with --update --new-gold")
        return now
    if worse := losses(now, floor):
        raise ValueError(f"{name}: floors are never lowered: {'; '.join(worse)}")
    return now


def _hash(name: str) -> str:
    gold, articles = SETS[name]
    files = sorted({f for path in (gold, articles) for f in (path.iterdir() if path.is_dir() else [path])})
    whole = sha256()
    for file in files:
        if file.suffix != ".md":
            whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def main(arguments: list[str]) -> int:
    floors, code = pinned(), 0
    for name in SETS:
        now, _ = measure(name)
        floor = floors.get(name)
        for sign, lines in (("+", gains(now, floor)), ("-", losses(now, floor))) if floor else ():
            for line in lines:
                print(f"{sign} {name}: {line}")
        if "--update" in arguments:
            try:
                floors[name] = updated(name, now, floor, new_gold="--new-gold" in arguments)
            except ValueError as e:
                print(e, file=sys.stderr)
                code = 1
    if "--update" in arguments and not code:
        FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
