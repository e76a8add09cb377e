"""`kg lineage`: the unit meant, its steps back and forth by the register, and what articles add."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Command

from kg.answers.lineage import Outcome, Source, Statement, lineage
from kg.answers.units import Named, find_units, one_line
from kg.errors import NotFoundError
from kg.register import Register

HAI_VINH, HAI_HUNG, VINH_DINH = "hai-vinh-19699", "hai-hung-19699-20200101", "vinh-dinh-19699-20250701"


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


# -- which unit is meant -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "ids"),
    [
        ("Hải Vĩnh", None, [HAI_VINH]),
        ("hai vinh", None, [HAI_VINH]),
        ("XÃ HẢI VĨNH", None, [HAI_VINH]),
        ("Ha\u0309i Vi\u0303nh", None, [HAI_VINH]),
        (HAI_HUNG, None, [HAI_HUNG]),
        (f"unit:{HAI_HUNG}", None, [HAI_HUNG]),
        (f"https://w3id.org/vnkg/id/unit/{HAI_HUNG}", None, [HAI_HUNG]),
        ("Hải Hưng, Hải Lăng", None, [HAI_HUNG]),
        ("hai hung, huyen hai lang", None, [HAI_HUNG]),
        ("xã Hải Hưng, tỉnh Quảng Trị", None, [HAI_HUNG]),
        ("tỉnh Hải Hưng", None, ["hai-hung-1996"]),
        ("19699", None, [HAI_VINH, HAI_HUNG, VINH_DINH]),
        ("19699", "2022-01-28", [HAI_HUNG]),
        ("Thủ Đức", None, ["thu-duc-762", "thu-duc-769-20210101", "thu-duc-26824-20250701"]),
        ("Thủ Đức", "2019-05-05", ["thu-duc-762"]),
        ("thành phố Thủ Đức", None, ["thu-duc-769-20210101"]),
        ("TP. Thủ Đức", None, ["thu-duc-769-20210101"]),
        ("quận Thủ Đức", None, ["thu-duc-762"]),
        (
            "Quảng Trị",
            None,
            ["quang-tri-45", "quang-tri-44-20250701", "quang-tri-462", "quang-tri-25138", "quang-tri-19360-20250701"],
        ),
        ("thị xã Quảng Trị", None, ["quang-tri-462"]),
        ("tỉnh Quảng Trị", "2025-06-30", ["quang-tri-45"]),
        ("tỉnh Quảng Trị", "2025-07-01", ["quang-tri-44-20250701"]),
        ("tỉnh Hà Tây", None, ["ha-tay-28"]),
        ("xã Hà Tây, Gia Lai", None, ["ha-tay-23725"]),
        ("Tà Rụt, Đakrông", None, ["ta-rut-19588"]),
        ("ta rut, huyen dakrong", None, ["ta-rut-19588"]),
        ("Đắk R ’ Lấp", None, ["dak-r-lap-666"]),
        ("Qui nhon", None, ["quy-nhon-540"]),
    ],
)
def test_the_units_that_a_name_may_mean(register: Register, name: str, day: str | None, ids: list[str]) -> None:
    found = find_units(register, name, date.fromisoformat(day) if day else None)
    assert [u.id for u in found] == ids


@pytest.mark.parametrize(
    ("name", "day", "what"),
    [
        ("99999", None, "no unit has ever borne the code 99999"),
        ("Hải Không Có", None, "the register knows no"),
        ("", None, "the register knows no"),
        (",", None, "the register knows no"),
        ("Hải Hưng, Cà Mau", None, "the register knows no"),
        ("Vĩnh Định", "2020-01-01", "there was no “Vĩnh Định” on 2020-01-01"),
    ],
)
def test_units_that_are_not_there(register: Register, name: str, day: str | None, what: str) -> None:
    with pytest.raises(NotFoundError, match=what):
        find_units(register, name, date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(("name", "meant"), [("Hải Hùng", "Hải Hưng"), ("xã Hải Vịnh", "Xã Hải Vĩnh")])
def test_tones_may_be_left_out_but_not_changed(register: Register, name: str, meant: str) -> None:
    with pytest.raises(NotFoundError, match=f"did you mean .*{meant}"):
        find_units(register, name)


def test_units_of_one_code_in_one_line(register: Register) -> None:
    last = one_line(register, register.by_code("19699"))
    assert last is not None
    assert last.id == VINH_DINH
    assert one_line(register, find_units(register, "Hà Tây")) is None


# -- the tree ----------------------------------------------------------------------------------------------------------


def steps(outcomes: tuple[Outcome, ...]) -> list[Any]:
    return [
        (o.date, o.unit.id, o.whole, sorted(f.unit.id for f in o.beside), *([steps(o.became)] if o.became else []))
        for o in outcomes
    ]


def test_what_became_of_a_commune_with_all_units_of_each_merger(register: Register) -> None:
    found = lineage(register, HAI_VINH)
    later = ("2025-07-01", VINH_DINH, True, ["hai-binh-19687-20250101", "hai-quy-19693"])
    assert steps(found.became) == [("2020-01-01", HAI_HUNG, True, ["hai-xuan-19690"], [later])]
    assert found.came_of == ()
    assert found.unit == Named(
        HAI_VINH, "Xã Hải Vĩnh", "19699", ("Huyện Hải Lăng", "Tỉnh Quảng Trị"), None, "2019-12-31"
    )


def test_what_a_commune_came_of(register: Register) -> None:
    found = lineage(register, VINH_DINH, day=date(2022, 1, 28))
    (origin,) = found.came_of
    assert (origin.date, origin.register) == ("2025-07-01", True)
    before = {f.unit.id: [u.unit.id for o in f.came_of for u in o.units] for f in origin.units}
    assert before[HAI_HUNG] == [HAI_VINH, "hai-xuan-19690"]
    assert before["hai-quy-19693"] == []
    assert {u.id for u in found.on_day} == {HAI_HUNG, "hai-quy-19693", "hai-ba-19687", "hai-que-19696"}


@pytest.mark.parametrize(
    ("ident", "became"),
    [
        ("ha-tay-28", [("2008-08-01", "ha-noi-01", True, [])]),
        ("quang-tri-45", [("2025-07-01", "quang-tri-44-20250701", True, ["quang-binh-44"])]),
        ("thu-duc-762", [("2021-01-01", "thu-duc-769-20210101", True, ["quan-2-769", "quan-9-763"])]),
        (VINH_DINH, []),
    ],
)
def test_what_became_of_known_units(register: Register, ident: str, became: list[Any]) -> None:
    assert steps(lineage(register, ident).became) == became


def test_parts_are_told(register: Register) -> None:
    (origin,) = lineage(register, "thu-duc-26824-20250701").came_of
    assert {f.unit.label for f in origin.units if not f.whole} == {"Phường Linh Tây", "Phường Linh Đông"}


def test_articles_add_resolutions_steps_and_what_is_no_step(register: Register) -> None:
    others = {"x-moi": Named("x-moi", "Xã Mới")}
    said = Source("Hai xã nhập.", "bài", "2020-01-06")
    known = Statement(
        "known", "reported", "2020-01-01", ((HAI_VINH, HAI_HUNG, "2020-01-01", True),), (HAI_VINH, HAI_HUNG),
        ("832/NQ-UBTVQH14",), "confirmed", (), (said,),
    )  # fmt: skip
    new = Statement(
        "new", "reported", None, ((HAI_VINH, "x-moi", None, True),), (HAI_VINH, "x-moi"), (), "new", (), (said,)
    )
    planned = Statement("plan", "planned", "2030", ((HAI_VINH, "x-moi", "2030", True),), (HAI_VINH,), feeds=False)
    found = lineage(register, HAI_VINH, statements=[known, new, planned], others=others)
    first, second = found.became
    assert (first.unit.id, first.register, first.resolutions, first.verdict) == (
        HAI_HUNG, True, ("832/NQ-UBTVQH14",), "confirmed",
    )  # fmt: skip
    assert (second.unit.label, second.register, second.verdict, second.sources) == ("Xã Mới", False, "new", (said,))
    assert found.also == (planned,)


def test_a_circle_of_statements_ends(register: Register) -> None:
    round_ = Statement("a", "reported", None, (("x-a", "x-b", None, True), ("x-b", "x-a", None, True)), ("x-a", "x-b"))
    found = lineage(register, "x-a", statements=[round_])
    assert steps(found.became) == [(None, "x-b", True, [])]


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_by_the_register_alone(kg: Command) -> None:
    done = kg("lineage", "hai vinh")
    assert (done.code, done.err) == (0, "")
    order = [done.out.index(part) for part in ("Xã Hải Vĩnh", "2020-01-01 → Xã Hải Hưng", "2025-07-01 → Xã Vĩnh Định")]
    assert order == sorted(order)
    assert "with Xã Hải Xuân" in done.out
    assert "resolution" not in done.out
    assert kg("lineage", "19699").out.startswith("Xã Vĩnh Định")
    assert "(45, 1989-07-01 – 2025-06-30)" in kg("lineage", "tỉnh Quảng Trị").out


def test_the_command_with_a_store_has_resolutions_and_passages(kg: Command, store: Path) -> None:
    done = kg("lineage", "Hải Vĩnh", "--store", store)
    assert done.code == 0
    assert "resolution 832/NQ-UBTVQH14; register; the register confirms it" in done.out
    assert "“Năm 2020, hai xã Hải Vĩnh và Hải Xuân nhập thành xã Hải Hưng.”" in done.out
    told = json.loads(kg("lineage", "Hải Vĩnh", "--store", store, "--json", "--as-of", "2019-08-16").out)
    (step,) = told["became"]
    assert (step["date"], step["unit"]["id"], step["resolutions"]) == ("2020-01-01", HAI_HUNG, ["832/NQ-UBTVQH14"])
    assert [u["id"] for u in told["on_day"]] == [HAI_VINH]


def test_a_unit_that_only_articles_know(kg: Command, store: Path) -> None:
    done = kg("lineage", "làng lam thủy", "--store", store)
    assert done.code == 0
    assert "nothing before it is known" in done.out
    assert kg("lineage", "làng lam thủy").code == 1


@pytest.mark.parametrize("name", ["Thủ Đức", "Quảng Trị", "Hà Tây"])
def test_an_ambiguous_name_lists_code_parent_and_years(kg: Command, name: str) -> None:
    done = kg("lineage", name)
    lines = done.out.splitlines()
    assert done.code == 1
    assert done.lines == [
        f"kg: “{name}” may be {len(lines)} units; add what it lies in, a day, or give one of these ids:"
    ]
    assert all(name in line and " – " in line for line in lines)
    for line in lines:
        assert kg("lineage", line.split()[-1]).code == 0


@pytest.mark.parametrize("arguments", [["99999"], ["Hải Không Có"], ["Vĩnh Định", "--as-of", "2001-01-01"]])
def test_what_is_not_there_is_one_line(kg: Command, arguments: list[str]) -> None:
    done = kg("lineage", *arguments)
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)


@pytest.mark.parametrize("arguments", [["X", "--as-of", "soon"], ["X", "--store", "nowhere"], []])
def test_what_cannot_be_asked(kg: Command, arguments: list[str], tmp_path: Path) -> None:
    done = kg("lineage", *arguments)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
