"""The gold corpus and the samples agree with their texts: every name stands there, every reference has its entity."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples"
# A type word before several names is written once in the text and with each name in the gold.
TYPE_WORD = re.compile(r"^(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|thôn) ", re.I)
STATUSES = {"current", "former", "appointed", "dismissed", "candidate", "proposed"}
KINDS = {"merge", "split", "rename", "establish", "upgrade", "dissolve", "boundary"}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _pairs() -> Iterator[tuple[str, dict[str, Any]]]:
    """(text with title, gold) of every article; of a page its whole markup."""
    for articles, gold in (
        (HERE / "build/articles.jsonl", HERE / "build/gold.jsonl"),
        (HERE / "held/articles.jsonl", HERE / "held/gold.jsonl"),
        (SAMPLES / "quang-tri-2025.jsonl", SAMPLES / "quang-tri-2025.gold.json"),
    ):
        for article, facts in zip(_lines(articles), _lines(gold), strict=True):
            assert article["id"] == facts["id"]
            yield f"{article['title']}\n{article['text']}", facts
    for path in sorted(SAMPLES.glob("*.gold.json")):
        stem = path.name.removesuffix(".gold.json")
        if (SAMPLES / f"{stem}.jsonl").exists():
            continue  # one line an article, read above
        source = next(p for p in SAMPLES.glob(f"{stem}.*") if p.suffix in {".txt", ".html"})
        facts = json.loads(path.read_text(encoding="utf-8"))
        assert facts["id"] == stem
        yield source.read_text(encoding="utf-8"), facts


PAIRS = [pytest.param(text, gold, id=gold["id"]) for text, gold in _pairs()]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).lower()


@pytest.mark.parametrize(("text", "gold"), PAIRS)
def test_every_name_stands_in_the_text(text: str, gold: dict[str, Any]) -> None:
    plain = _plain(text)
    names = [form for e in gold["entities"] for form in (e["name"], *e["aliases"])]
    assert [n for n in names if _plain(n) not in plain and _plain(TYPE_WORD.sub("", n)) not in plain] == []


@pytest.mark.parametrize(("text", "gold"), PAIRS)
def test_every_reference_has_its_entity(text: str, gold: dict[str, Any]) -> None:
    persons = {e["name"] for e in gold["entities"] if e["type"] == "PER"}
    places = {e["name"] for e in gold["entities"] if e["type"] == "LOC"}
    assert {p["person"] for p in gold["positions"]} <= persons
    assert {name for pair in gold["part_of"] for name in pair} <= places
    named = {name for c in gold["changes"] if not c.get("optional") for name in (*c["from"], *c["to"])}
    # a unit of a change need be no entity ("5 xã … lên phường"), but its name stands there
    assert [n for n in named - places if _plain(TYPE_WORD.sub("", n)) not in _plain(text)] == []


@pytest.mark.parametrize(("text", "gold"), PAIRS)
def test_codes_are_known(text: str, gold: dict[str, Any]) -> None:
    assert {p["status"] for p in gold["positions"]} <= STATUSES
    assert {c["kind"] for c in gold["changes"]} <= KINDS
    assert {c["modality"] for c in gold["changes"]} <= {"done", "planned", "denied"}
    assert len({(p["person"], p["role"], p["body"]) for p in gold["positions"]}) == len(gold["positions"])
