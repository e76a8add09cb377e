"""Mentions of units and what they are taken for: labelled sets, with none silently wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from kg.model import Article, Containment, Entity, Evidence, Extraction, Link
from kg.pipeline import extract_all
from kg.register import Register, split
from kg.resolve import resolve

DATA = ROOT / "tests/data"
EVIDENCE = Evidence(0, 1, "x")


@cache
def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "unit_mentions.jsonl").read_text(encoding="utf-8").splitlines()]


def extraction(case: dict[str, Any]) -> Extraction:
    places = case["places"]
    kinds = {name: min(split(name)[0], default="thanh-pho") for name, _ in places}
    entities = tuple(Entity("LOC", name, (), EVIDENCE, "unit", 0.95, kinds[name]) for name, _ in places)
    inside = tuple(Containment(name, outer, EVIDENCE, "address", 0.95) for name, outer in places if outer)
    article = Article(case["id"], "x", None, date.fromisoformat(case["day"]), publisher=case["publisher"])
    return Extraction(article, entities, (), (), inside)


def outcomes() -> Counter[tuple[str, str]]:
    """How often each kind of context gave what: "right", "apart" (a unit that is meant was not linked), "wrong"."""
    links = resolve([extraction(case) for case in cases()], Register.load()).unit_links
    counts: Counter[tuple[str, str]] = Counter()
    for case in cases():
        for name, meant in case["expected"].items():
            found = linked(links[case["id"], name])
            outcome = "right" if found == meant else "apart" if found is None else "wrong"
            counts[case["id"].rpartition("-")[0], outcome] += 1
    return counts


def linked(link: Link) -> str | None:
    """The unit of the register that a mention was taken for."""
    return None if link.id.startswith("x-") else link.id


def test_made_mentions() -> None:
    counts = outcomes()
    total = sum(counts.values())
    assert total >= 300
    assert [kind for kind, outcome in counts if outcome == "wrong"] == []
    assert sum(n for (_, outcome), n in counts.items() if outcome == "right") / total >= 0.95
    for kind in ("district_stated", "province_stated", "nothing_stated", "wrong_district", "looked_back"):
        assert counts[kind, "apart"] == 0


def test_what_stays_apart_lists_its_candidates() -> None:
    links = resolve([extraction(case) for case in cases()], Register.load()).unit_links
    unclear = [c for c in cases() if c["id"].startswith("nothing_stated")]
    for case in unclear:
        (name,) = case["expected"]
        assert len(links[case["id"], name].candidates) >= 2


def test_the_made_mentions_are_those_of_their_script(tmp_path: Path) -> None:
    code = (
        "import sys, runpy, pathlib; m = runpy.run_path(sys.argv[1]); import json;"
        "sys.stdout.reconfigure(encoding='utf-8', newline='\\n');"
        "[print(json.dumps(c, ensure_ascii=False)) for c in m['cases']()]"
    )
    script = str(DATA / "make_unit_mentions.py")
    made = subprocess.run([sys.executable, "-c", code, script], capture_output=True, check=True, cwd=ROOT)
    assert made.stdout == (DATA / "unit_mentions.jsonl").read_bytes()


def test_the_articles_of_the_samples(samples: list[Path]) -> None:
    lines = (DATA / "sample_units.tsv").read_text(encoding="utf-8").splitlines()
    labels = {(a, name): unit for a, name, unit in (line.split("\t") for line in lines if not line.startswith("#"))}
    found = [outcome for outcome in extract_all(samples) if isinstance(outcome, Extraction)]
    links = resolve(found, Register.load()).unit_links
    seen = {mention: linked(links[mention]) or "-" for mention in labels if mention in links}
    assert len(labels) >= 120
    assert len(seen) >= 0.95 * len(labels), "mentions that the extraction finds"
    wrong = {mention: unit for mention, unit in seen.items() if unit not in (labels[mention], "-")}
    assert wrong == {}
    assert sum(labels[mention] == unit for mention, unit in seen.items()) >= 0.98 * len(seen)


def test_neighbours_alone_do_not_outweigh_what_the_article_is_about() -> None:
    """Two communes of a district in Thừa Thiên Huế; the article speaks of Thanh Hóa, which had such communes once."""
    places = [["tỉnh Thanh Hóa", None], ["xã Quảng Thọ", None], ["xã Quảng Vinh", None]]
    there = [["tỉnh Thừa Thiên Huế", None], *places[1:]]
    for outer, meant in ((places, None), (there, "quang-tho-19894")):
        case = {"id": "a", "day": "2020-05-05", "publisher": None, "places": outer}
        link = resolve([extraction(case)], Register.load()).unit_links["a", "xã Quảng Thọ"]
        assert linked(link) == meant
        assert meant or "quang-tho-19894" in link.candidates


@pytest.mark.parametrize("name", ["unit_mentions.jsonl", "sample_units.tsv"])
def test_labels_are_units_of_the_register(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    if name.endswith(".tsv"):
        ids = {line.split("\t")[2] for line in text.splitlines() if not line.startswith("#")} - {"-"}
    else:
        ids = {unit for case in cases() for unit in case["expected"].values() if unit}
    assert ids
    assert not [i for i in ids if Register.load().get(i) is None]
