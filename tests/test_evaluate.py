"""The measure itself, on facts whose figures are known by counting; and the floors under extraction."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Command

from kg.errors import InputError
from kg.evaluate import evaluate, read_gold

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import floors

POST = {"person": "Lê Văn An", "role": "Chủ tịch", "body": "UBND xã Hải Hưng", "status": "current"}
MERGER: dict[str, Any] = {
    "kind": "merge", "from": ["xã Hải Vĩnh", "xã Hải Xuân"], "to": ["xã Hải Hưng"], "effective": "2020-01-01",
    "legal": "832/NQ-UBTVQH14", "modality": "done",
}  # fmt: skip


def given(**lists: Any) -> dict[str, Any]:
    return {"entities": [], "positions": [], "changes": [], "part_of": [], "containments": [], **lists}


def kinds(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """(right, missed, extra) by kind."""
    tallies = evaluate({"1": gold}, {"1": found}).kinds
    return {name: (t.hits, len(t.missed), len(t.extra)) for name, t in tallies.items()}


def sure(record: dict[str, Any], confidence: float = 0.9) -> dict[str, Any]:
    return {**record, "confidence": confidence}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (1, 0, 0)),
        ({"person": "Lê Văn Ân"}, (0, 1, 1)),  # another tone is another name
        ({"body": "Ủy ban nhân dân xã Hải Hưng"}, (1, 0, 0)),
        ({"body": "Uỷ ban nhân dân xã Hải Hưng"}, (1, 0, 0)),
        ({"body": "UBND huyện Hải Hưng"}, (0, 1, 1)),
        ({"role": "Phó Chủ tịch"}, (0, 1, 1)),
    ],
)
def test_a_position_is_person_role_and_body(change: dict[str, str], expected: tuple[int, int, int]) -> None:
    assert kinds(given(positions=[POST]), given(positions=[sure(POST | change)]))["position"] == expected


def test_a_wrong_body_still_has_person_and_role() -> None:
    found = given(positions=[sure(POST | {"body": "HĐND xã Hải Hưng"})])
    assert kinds(given(positions=[POST]), found)["person and role"] == (1, 0, 0)


def test_changes_are_compared_by_their_units_and_fields_apart() -> None:
    found = given(changes=[sure(MERGER | {"from": MERGER["from"][::-1], "effective": "2020-02-01"})])
    scores = evaluate({"1": given(changes=[MERGER])}, {"1": found})
    assert (scores.kinds["change"].f1, scores.kinds["merger done"].f1) == (1.0, 1.0)
    assert scores.details["change: effective"].accuracy == 0.0
    assert scores.details["change: legal"].accuracy == 1.0


def test_a_plan_is_no_merger_done() -> None:
    found = given(changes=[sure(MERGER | {"modality": "planned"})])
    assert kinds(given(changes=[MERGER]), found)["merger done"] == (0, 1, 0)


def test_optional_changes_are_neither_missed_nor_extra() -> None:
    gold = given(changes=[MERGER | {"optional": True}])
    assert kinds(gold, given())["change"] == (0, 0, 0)
    assert kinds(gold, given(changes=[sure(MERGER)]))["change"] == (0, 0, 0)


def test_boundary_changes_of_several_donors_may_be_one_record() -> None:
    one = {"kind": "boundary", "from": ["xã A Ngo", "xã A Bung"], "to": ["xã Tà Rụt"]}
    each = [sure(one | {"from": [donor]}) for donor in one["from"]]
    assert kinds(given(changes=[one]), given(changes=each))["change"] == (2, 0, 0)


def test_an_entity_is_hit_by_any_of_its_names_and_bylines_do_not_count() -> None:
    gold = given(
        entities=[
            {"type": "LOC", "name": "tỉnh Quảng Trị", "aliases": ["Quảng Trị"]},
            {"type": "PER", "name": "Thu Hằng", "byline": True},
        ]
    )
    found = given(
        entities=[
            {"type": "LOC", "name": "Quảng Trị"},
            {"type": "PER", "name": "Thu Hằng"},
            {"type": "PER", "name": "Lê An"},
        ]
    )
    counted = kinds(gold, found)
    assert counted["place"] == (1, 0, 0)
    assert counted["person"] == (0, 0, 1)


def test_a_unit_within_a_unit_by_any_form() -> None:
    places = [{"type": "LOC", "name": "huyện Hải Lăng", "aliases": ["Hải Lăng"]}]
    gold = given(entities=places, part_of=[["xã Hải Hưng", "huyện Hải Lăng"]])
    assert kinds(gold, given(part_of=[["xã Hải Hưng", "Hải Lăng"]]))["part of"] == (1, 0, 0)


def test_an_article_that_was_not_read_is_all_missed() -> None:
    scores = evaluate({"1": given(positions=[POST])}, {})
    assert (scores.articles, scores.kinds["position"].recall) == (0, 0.0)


def test_calibration_counts_the_doubtful_too() -> None:
    wrong = sure(POST | {"person": "Lê Văn Ân"}, 0.4)
    found = given(positions=[sure(POST, 0.96)], doubtful={"positions": [wrong]})
    assert evaluate({"1": given(positions=[POST])}, {"1": found}).bands == [(0.95, 1, 1), (0.0, 1, 0)]


def test_gold_that_is_no_json_is_told_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": "1"}\n{"id": \n', encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2: no JSON"):
        read_gold(file)


def test_the_command_prints_figures_and_errors(kg: Command, tmp_path: Path) -> None:
    article = {"id": "1", "published": "2022-01-28", "text": "Ông Lê Văn An, Chủ tịch UBND xã Hải Hưng cho biết."}
    gold = given(id="1", positions=[POST, POST | {"person": "Hồ Thị Bình"}])
    (tmp_path / "a.jsonl").write_text(json.dumps(article), encoding="utf-8")
    (tmp_path / "g.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    shown = kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.jsonl", "--errors", "--calibration")
    assert shown.code == 0
    assert "1 article\n" in shown.out
    assert any(line.split()[:6] == ["position", "1.000", "0.500", "0.667", "1", "1"] for line in shown.out.splitlines())
    assert "1: - Hồ Thị Bình | Chủ tịch | UBND xã Hải Hưng | current" in shown.out
    as_json = kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.jsonl", "--format", "json")
    assert json.loads(as_json.out)["kinds"]["position"]["recall"] == 0.5


def test_shares_of_nothing_are_no_figures(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Xã Hải Hưng có 9 thôn.", encoding="utf-8")
    (tmp_path / "g.jsonl").write_text(json.dumps(given(id="other", positions=[POST])), encoding="utf-8")
    shown = kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.txt")
    rows = {line[:16].strip(): line[16:].split() for line in shown.out.splitlines()[2:]}
    assert shown.code == 1
    assert rows["position"] == ["–", "0.000", "0.000", "0", "1", "0"]
    assert rows["change"] == ["–", "–", "–", "0", "0", "0"]
    told = json.loads(kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.txt", "--format", "json").out)["kinds"]
    assert [told["change"][name] for name in ("precision", "recall", "f1")] == [None, None, None]


def test_wrong_fields_are_listed(kg: Command, tmp_path: Path) -> None:
    text = "Năm 2021, xã Hải Vĩnh và xã Hải Xuân nhập thành xã Hải Hưng.\n"
    text += "Ông Lê Văn An, Chủ tịch UBND xã Hải Hưng cho biết."
    merger = {"kind": "merge", "from": ["xã Hải Vĩnh", "xã Hải Xuân"], "to": ["xã Hải Hưng"]}
    gold = given(
        id="1", positions=[POST | {"status": "former"}], changes=[merger | {"modality": "planned", "effective": "2020"}]
    )
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "1", "published": "2022-01-28", "text": text}), "utf-8")
    (tmp_path / "g.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    shown = kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.jsonl", "--errors").out
    merged = "merge/planned: xã Hải Vĩnh + xã Hải Xuân → xã Hải Hưng"
    for heading, line in (
        ("position: status", "  1: ~ Lê Văn An | Chủ tịch | UBND xã Hải Hưng: current, not former"),
        ("change: modality", f"  1: ~ {merged}: done, not planned"),
        ("change: effective", f"  1: ~ {merged}: 2021, not 2020"),
    ):
        assert f"\n\n{heading}\n{line}\n" in shown
    assert "change: kind\n" not in shown
    told = json.loads(kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.jsonl", "--format", "json").out)["errors"]
    assert told["change: effective"]["wrong"] == [["1", f"{merged}: 2021, not 2020"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "g.jsonl: no such file or folder of gold"),
        (b"\n", "g.jsonl: the gold is empty"),
        (b'{"id": "\xff"}', "g.jsonl: the gold is not UTF-8"),
    ],
)
def test_gold_that_cannot_be_read(kg: Command, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "g.jsonl").write_bytes(content)
    done = kg("evaluate", tmp_path / "g.jsonl", tmp_path)
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)
    assert said in done.err
    assert "Errno" not in done.err


def test_gold_without_its_article_fails(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Xã Hải Hưng có 9 thôn.", encoding="utf-8")
    (tmp_path / "g.jsonl").write_text(json.dumps(given(id="other")), encoding="utf-8")
    shown = kg("evaluate", tmp_path / "g.jsonl", tmp_path / "a.txt")
    assert shown.code == 1
    assert "1 of 1 articles not given, the first other" in shown.err


# -- the floors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", floors.SETS)
def test_extraction_is_not_worse_than_it_was(name: str) -> None:
    """On a loss: mend the rule. On new gold or a gain: python tests/gold/floors.py --update."""
    now, _ = floors.measure(name)
    floor = floors.pinned()[name]
    assert now["hash"] == floor["hash"], "the gold changed: python tests/gold/floors.py --update --new-gold"
    for line in floors.gains(now, floor):
        print(f"+ {name}: {line}")
    assert floors.losses(now, floor) == []


def test_floors_are_never_lowered() -> None:
    floor = {"articles": 2, "hash": "a", "floors": {"position recall": 0.9}}
    better = floor | {"floors": {"position recall": 0.95}}
    assert floors.updated("x", better, floor, new_gold=False) == better
    with pytest.raises(ValueError, match=r"never lowered: position recall 0\.9, was 0\.95"):
        floors.updated("x", floor, better, new_gold=False)
    with pytest.raises(ValueError, match="changed"):
        floors.updated("x", better | {"hash": "b"}, floor, new_gold=False)
    with pytest.raises(ValueError, match="gold only grows"):
        floors.updated("x", better | {"articles": 1, "hash": "b"}, floor, new_gold=True)
