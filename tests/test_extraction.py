"""The grammar on sentences: tests/cases holds the texts with the facts that they state."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kg.extract import extract
from kg.model import DOUBTFUL, Article, Extraction
from kg.text import clean, key

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> Iterator[tuple[date | None, str, list[str]]]:
    """The blocks of a case file: (date, text, expected lines)."""
    for block in (CASES / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        day = date.fromisoformat(lines.pop(0)[2:]) if lines[0].startswith("@ ") else None
        yield day, lines[0], [line for line in lines[1:] if line != "-"]


def read(day: date | None, text: str) -> Extraction:
    return extract(Article("case", clean(text), published=day))


def named(name: str) -> list[object]:
    return [pytest.param(*case, id=case[1][:40]) for case in cases(name)]


def same(lines: list[str]) -> list[str]:
    return sorted(" | ".join(key(field) for field in line.split("|")) for line in lines)


@pytest.mark.parametrize(("day", "text", "expected"), named("positions.txt"))
def test_positions(day: date | None, text: str, expected: list[str]) -> None:
    found = [p for p in read(day, text).positions if p.confidence >= DOUBTFUL]
    assert same([f"{p.person}|{p.role}|{p.body}|{p.status}" for p in found]) == same(expected)


@pytest.mark.parametrize(("day", "text", "expected"), named("changes.txt"))
def test_changes(day: date | None, text: str, expected: list[str]) -> None:
    found = [
        f"{c.kind}|{' + '.join(c.old)}|{' + '.join(c.new)}|{c.effective or ''}|{c.legal or ''}|{c.modality}"
        for c in read(day, text).changes
    ]
    assert same(found) == same(expected)


@pytest.mark.parametrize(("day", "text", "expected"), named("containments.txt"))
def test_containments(day: date | None, text: str, expected: list[str]) -> None:
    assert same([f"{c.child}|{c.parent}" for c in read(day, text).containments]) == same(expected)


@pytest.mark.parametrize("name", ["positions.txt", "changes.txt", "containments.txt"])
def test_a_text_may_end_after_any_word(name: str) -> None:
    for day, text, _ in cases(name):
        words = clean(text).split(" ")
        for k in range(1, len(words)):
            cut = " ".join(words[:k])
            assert all(entity.evidence.end <= len(cut) for entity in read(day, cut).entities), cut


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thành lập xã Hương An trên cơ sở một phần diện tích và dân số của xã Quế Phú và xã Quế Cường.", 2),
        ("Thành lập xã Hương An trên cơ sở một phần diện tích của xã Quế Phú và toàn bộ xã Quế Cường.", 1),
        ("Thành lập xã Hải Hưng trên cơ sở toàn bộ diện tích và dân số của xã Hải Vĩnh và xã Hải Xuân.", 0),
    ],
)
def test_a_part_named_once_is_a_part_of_each(text: str, expected: int) -> None:
    (change,) = read(None, text).changes
    assert (len(change.old), len(change.partial)) == (2, expected)


def test_half_a_word_is_no_organization() -> None:
    text = "Ông đến trụ sở Tiếp công dân tỉnh Đồng Tháp và trụ sở Công an tỉnh Đồng Tháp, rồi thăm cơ sở Y tế xã."
    found = [e.name for e in read(None, text).entities if e.kind != "tinh"]
    assert found == ["Công an tỉnh Đồng Tháp"]


def test_every_quote_is_the_text_at_its_place() -> None:
    for name in ("positions.txt", "changes.txt", "containments.txt"):
        for day, text, _ in cases(name):
            found = read(day, text)
            for fact in (*found.entities, *found.positions, *found.changes, *found.containments):
                e = fact.evidence
                assert found.article.text[e.start : e.end] == e.quote != ""


def _steps(text: str) -> int:
    """How many lines of code run, loops counted round by round."""
    count = 0

    def step(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        read(None, text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "Phó Bí thư Đảng ủy xã Lê Văn An. Đảng ủy xã Hải Hưng. Trường A Túc. Chủ tịch UBND xã Hồ An; hiệu trưởng Võ. ",
        "Bí thư Huyện ủy nói. Ngày 1/1/2020 sáp nhập xã Hải Vĩnh và xã Hải Xuân thành xã Hải Hưng, huyện Hải Lăng. ",
        "Từ 7/2014 ông Lê Văn An làm Phó Bí thư Huyện ủy Hải Lăng, sau đó giữ chức Chủ tịch UBND huyện Hải Lăng, ",
        "Cách các chức vụ của ông Lê Văn An, gồm: Bí thư Đảng ủy xã Hải An; Chủ tịch UBND xã Hải An; ",
        "Ngày 20/6/2025, xã họp và cùng ngày, huyện họp, ",
        "Các ông Lê Văn An, Võ Văn Ba lần lượt giữ chức Bí thư Đảng ủy xã Hải An, Chủ tịch UBND xã Hải An, ",
        "Ông Lê Văn An giữ chức Bí thư Đảng ủy xã Hải An và được miễn nhiệm chức vụ này, ",
        "Khu lưu niệm Tổng Bí thư Lê Văn An, nay đã qua đời, các Sở Tư pháp, Nội vụ, Y tế, ",
        "xã Bãi Cát, xã Cồn Dài, thị trấn Gò Mới thuộc huyện Hải Lăng, ",
        "Hai xã Hải An, Hải Ba. Theo đó, 2 xã thuộc huyện Hải Lăng. ",
        "Quốc hội đã thông qua thành lập xã Hải Lâm, ",
        "Ông Lê Văn An được bầu làm Bí thư Tỉnh ủy Bến Tre. Ông Võ Ba được bầu giữ chức Phó Bí thư. ",
        "Ông Lê Văn An được điều động từ Phó Chủ tịch UBND xã Hải An sang làm Bí thư Đảng ủy xã Hải Ba, ",
        "Ông Lê Văn An được bầu làm Bí thư Thị ủy Kỳ Anh. Tân Bí thư Thị ủy Kỳ Anh từng là Bí thư Huyện ủy Hải Lăng. ",
        "Chủ tịch UBND xã ",
        "Hải An ",
        "A",
        "((",
    ],
    ids=lambda unit: unit[:24],
)
def test_twice_the_text_takes_twice_the_steps(unit: str) -> None:
    read(None, unit * 400)  # what is loaded once
    assert _steps(unit * 400) <= 2.3 * _steps(unit * 200)


def _directors(n: int) -> str:
    """As many people, each of a company of his own."""
    names = ["An", "Bình", "Chung", "Dũng", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Nam"]
    full = [f"{names[i % 10]} {names[i // 10 % 10]} {names[i // 100]}" for i in range(n)]
    return "".join(f"Ông Nguyễn {name}, Giám đốc Công ty cổ phần {name}, dự. " for name in full)


def test_twice_the_people_and_companies_take_twice_the_steps() -> None:
    read(None, _directors(800))
    assert _steps(_directors(800)) <= 2.3 * _steps(_directors(400))
