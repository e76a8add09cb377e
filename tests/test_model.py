"""The plain data: what is written as JSON is read again as it was."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

from kg.errors import InputError, KgError
from kg.model import Article, Change, Containment, Entity, Evidence, Extraction, Position
from kg.pipeline import extract_all

EVIDENCE = Evidence(3, 8, "Hải A", "title")
WHOLE = Extraction(
    Article("a", "Xã Hải An", "Xã Hải An", date(2022, 1, 28), "https://example.org/a", "Báo", warnings=("w",)),
    (Entity("LOC", "xã Hải An", ("Hải An",), EVIDENCE, "unit", 0.9, "xa", "huyện Hải Lăng", True, True),),
    (
        Position("A", "Bí thư", "Đảng ủy", None, "former", EVIDENCE, "post", 0.75, "cap-uy", "2020", "2021-05"),
        Position("B", "Bí thư", "Đảng ủy", "xã Hải An", "current", Evidence(0, 1, "X"), "post", 0.25),
    ),
    (
        Change("merge", ("a", "b"), ("c",), EVIDENCE, "pattern", 0.875, "p", "2020", "832/NQ", "planned", ("b",)),
        Change("split", ("a",), ("b", "c"), EVIDENCE, "pattern", 0.125),
    ),
    (Containment("a", "b", EVIDENCE, "chain", 0.5),),
    ("w",),
)


def test_a_record_with_everything_comes_back() -> None:
    assert Extraction.from_json(json.loads(json.dumps(WHOLE.to_json(text=True)))) == WHOLE


def test_the_text_goes_along_only_when_asked() -> None:
    assert "text" not in WHOLE.to_json()
    assert Extraction.from_json(WHOLE.to_json()).article.text == ""


def test_what_is_doubtful_stays_doubtful_when_rounded() -> None:
    for confidence in (0.49949, 0.49951, 0.5, 0.50049):
        once = Extraction(Article("a", ""), containments=(Containment("a", "b", EVIDENCE, "r", confidence),)).to_json()
        assert Extraction.from_json(once).to_json() == once
        assert bool(once["part_of"]) == (round(confidence, 3) >= 0.5)


def test_the_records_of_all_samples_come_back(samples: list[Path]) -> None:
    for found in extract_all(samples):
        assert isinstance(found, Extraction)
        record = found.to_json(text=True)
        assert Extraction.from_json(record).to_json(text=True) == record


def test_errors_travel_between_processes() -> None:
    error = InputError("no text", where="a.txt", remedy="give one")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, InputError)
    assert isinstance(again, KgError)
    assert str(again) == str(error) == "a.txt: no text; give one"
