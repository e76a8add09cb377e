"""The articles that are measured on: those of a path, or the project's samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg.model import Article
from kg.text import clean

SAMPLES = Path(__file__).parent.parent / "samples"


def read(path: Path | None = None, limit: int | None = None) -> list[Article]:
    """The articles of a .txt or .jsonl file, or of all such files in a folder, in order of name."""
    root = path or SAMPLES
    files = sorted(root.iterdir()) if root.is_dir() else [root]
    articles = [article for file in files for article in _articles(file)]
    if not articles:
        raise SystemExit(f"{root}: no .txt or .jsonl article to measure on")
    return articles[:limit]


def _articles(file: Path) -> Iterator[Article]:
    if file.suffix == ".txt":
        yield Article(file.stem, clean(file.read_text(encoding="utf-8")))
    elif file.suffix == ".jsonl" and ".gold" not in file.suffixes:
        for number, line in enumerate(file.read_text(encoding="utf-8").rstrip("\n").split("\n")):
            record = json.loads(line)
            published = date.fromisoformat(record["published"][:10]) if record.get("published") else None
            name = str(record.get("id", f"{file.stem}-{number}"))
            yield Article(name, clean(record["text"]), record.get("title"), published)
