"""The register: known facts of administrative history, look-up by name and code, units in time."""

from __future__ import annotations

import gzip
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest

import kg.register
from kg.graph.search import leaves_out
from kg.register import Register, label, split
from kg.text import key, letters

REFORM = date(2025, 7, 1)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


def succession(register: Register, ident: str) -> set[tuple[str, str, bool]]:
    return {(e.new, e.date.isoformat() if e.date else "", e.whole) for e in register.successors(ident)}


# old unit → new unit, day, whole
STEPS = [
    # Quảng Trị and its neighbours
    ("hai-vinh-19699", "hai-hung-19699-20200101", "2020-01-01", True),
    ("hai-xuan-19690", "hai-hung-19699-20200101", "2020-01-01", True),
    ("hai-hung-19699-20200101", "vinh-dinh-19699-20250701", "2025-07-01", True),
    ("hai-an-19684", "my-thuy-19741-20250701", "2025-07-01", True),
    ("hai-khe-19741", "my-thuy-19741-20250701", "2025-07-01", True),
    ("hai-duong-19711", "my-thuy-19741-20250701", "2025-07-01", True),
    ("quang-binh-44", "quang-tri-44-20250701", "2025-07-01", True),
    ("quang-tri-45", "quang-tri-44-20250701", "2025-07-01", True),
    ("thua-thien-hue-46", "hue-46-20250101", "2025-01-01", True),
    # provinces before the lists
    ("ha-tay-28", "ha-noi-01", "2008-08-01", True),
    ("binh-tri-thien-19760205", "quang-tri-45", "1989-07-01", False),
    ("song-be-1996", "binh-duong-74", "1997-01-01", False),
    ("quang-nam-da-nang-1996", "da-nang-48", "1997-01-01", False),
    ("minh-hai-1996", "ca-mau-96", "1997-01-01", False),
    ("ha-bac-1996", "bac-ninh-27", "1997-01-01", False),
    ("can-tho-2003", "hau-giang-93", "2004-01-01", False),
    ("lai-chau-2003", "dien-bien-11", "2004-01-01", False),
    # provinces of 1 July 2025
    ("ha-giang-02", "tuyen-quang-08-20250701", "2025-07-01", True),
    ("yen-bai-15", "lao-cai-15-20250701", "2025-07-01", True),
    ("bac-kan-06", "thai-nguyen-19-20250701", "2025-07-01", True),
    ("vinh-phuc-26", "phu-tho-25-20250701", "2025-07-01", True),
    ("hoa-binh-17", "phu-tho-25-20250701", "2025-07-01", True),
    ("bac-giang-24", "bac-ninh-24-20250701", "2025-07-01", True),
    ("thai-binh-34", "hung-yen-33-20250701", "2025-07-01", True),
    ("hai-duong-30", "hai-phong-31-20250701", "2025-07-01", True),
    ("nam-dinh-36", "ninh-binh-37-20250701", "2025-07-01", True),
    ("quang-nam-49", "da-nang-48-20250701", "2025-07-01", True),
    ("kon-tum-62", "quang-ngai-51-20250701", "2025-07-01", True),
    ("binh-dinh-52", "gia-lai-52-20250701", "2025-07-01", True),
    ("phu-yen-54", "dak-lak-66-20250701", "2025-07-01", True),
    ("ninh-thuan-58", "khanh-hoa-56-20250701", "2025-07-01", True),
    ("dak-nong-67", "lam-dong-68-20250701", "2025-07-01", True),
    ("binh-phuoc-70", "dong-nai-75-20250701", "2025-07-01", True),
    ("long-an-80", "tay-ninh-80-20250701", "2025-07-01", True),
    ("binh-duong-74", "ho-chi-minh-79-20250701", "2025-07-01", True),
    ("ba-ria-vung-tau-77", "ho-chi-minh-79-20250701", "2025-07-01", True),
    ("tien-giang-82", "dong-thap-82-20250701", "2025-07-01", True),
    ("ben-tre-83", "vinh-long-86-20250701", "2025-07-01", True),
    ("kien-giang-91", "an-giang-91-20250701", "2025-07-01", True),
    ("soc-trang-94", "can-tho-92-20250701", "2025-07-01", True),
    ("bac-lieu-95", "ca-mau-96-20250701", "2025-07-01", True),
    ("dong-nai-75-20250701", "dong-nai-75-20260430", "2026-04-30", True),
    # districts
    ("quan-2-769", "thu-duc-769-20210101", "2021-01-01", True),
    ("quan-9-763", "thu-duc-769-20210101", "2021-01-01", True),
    ("thu-duc-762", "thu-duc-769-20210101", "2021-01-01", True),
    ("hoanh-bo-204", "ha-long-193", "2020-01-01", True),
    ("ky-son-151", "hoa-binh-148", "2020-01-01", True),
    ("thong-nong-044", "ha-quang-045", "2020-02-01", True),
    ("phuc-hoa-050", "quang-hoa-049-20200301", "2020-03-01", True),
    ("tay-tra-526", "tra-bong-525", "2020-02-01", True),
    ("cua-lo-413", "vinh-412", "2024-12-01", True),
    ("my-loc-358", "nam-dinh-356", "2024-09-01", True),
    ("yen-dung-221", "bac-giang-213", "2025-01-01", True),
    ("dong-son-405", "thanh-hoa-380", "2025-01-01", True),
    ("ninh-binh-369", "hoa-lu-374-20250101", "2025-01-01", True),
    ("hue-474", "thuan-hoa-474-20250101", "2025-01-01", False),
    ("hue-474", "phu-xuan-475-20250101", "2025-01-01", False),
    # another rank: a new unit
    ("sa-pa-088", "sa-pa-088-20200101", "2020-01-01", True),
    ("phu-quoc-911", "phu-quoc-911-20210101", "2021-01-01", True),
    ("tu-son-261", "tu-son-261-20211101", "2021-11-01", True),
    ("pho-yen-172", "pho-yen-172-20220410", "2022-04-10", True),
    ("chon-thanh-697", "chon-thanh-697-20221001", "2022-10-01", True),
    ("tan-uyen-723", "tan-uyen-723-20230410", "2023-04-10", True),
    ("viet-yen-222", "viet-yen-222-20240201", "2024-02-01", True),
    ("go-cong-816", "go-cong-816-20240501", "2024-05-01", True),
    ("moc-chau-123", "moc-chau-123-20250201", "2025-02-01", True),
    ("phu-my-754", "phu-my-754-20250301", "2025-03-01", True),
    ("con-dao-755", "con-dao-26732-20250701", "2025-07-01", True),
]


@pytest.mark.parametrize(("old", "new", "day", "whole"), STEPS)
def test_known_step(register: Register, old: str, new: str, day: str, whole: bool) -> None:
    assert (new, day, whole) in succession(register, old)


def test_predecessors_mirror_successors(register: Register) -> None:
    parts = {e.old for e in register.predecessors("vinh-dinh-19699-20250701")}
    assert parts == {"hai-hung-19699-20200101", "hai-quy-19693", "hai-binh-19687-20250101"}


@pytest.mark.parametrize(
    ("day", "level", "count"),
    [
        (date(2020, 6, 1), 0, 63),
        (date(2025, 7, 1), 0, 34),
        (date(2026, 12, 31), 0, 34),
        (date(2021, 7, 10), 1, 705),
        (date(2025, 6, 30), 1, 696),
        (date(2025, 7, 1), 1, 0),
        (date(2025, 6, 30), 2, 10035),
        (date(2025, 7, 1), 2, 3321),
        (date(2026, 12, 31), 2, 3321),
    ],
)
def test_number_of_units_on_a_day(register: Register, day: date, level: int, count: int) -> None:
    kinds = {code for code, kind in kg.register.kinds().items() if kind.level == level}
    found = set()
    for name, borne in register.names.items():
        if borne & kinds:
            found |= {u.id for u in register.find(name, on=day) if u.kind in kinds}
    assert len(found) == count


def test_eleven_provinces_stay_as_they_were(register: Register) -> None:
    same = {"ha-noi-01", "cao-bang-04", "dien-bien-11", "lai-chau-12", "son-la-14", "lang-son-20", "thanh-hoa-38"}
    same |= {"nghe-an-40", "ha-tinh-42", "hue-46-20250101"}
    assert all((unit := register.get(i)) and unit.valid_until is None for i in same)
    quang_ninh = register.get("quang-ninh-22")  # a centrally run city since September 2026
    assert quang_ninh is not None
    assert quang_ninh.valid_until == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("name", "kind", "day", "ids"),
    [
        ("xã Hải Hưng", None, "2022-01-28", {"hai-hung-19699-20200101", "hai-hung-14239"}),
        ("Hải Vĩnh", None, "2019-12-31", {"hai-vinh-19699"}),
        ("Hải Vĩnh", None, "2020-01-01", set()),
        ("Hải Lăng", None, "2019-08-01", {"hai-lang-470", "hai-lang-19681"}),
        ("huyện Hải Lăng", None, "2022-01-28", {"hai-lang-470"}),
        ("Hải Lăng", None, "2025-08-01", {"hai-lang-19702-20250701"}),
        ("Thủ Đức", None, "2020-06-01", {"thu-duc-762"}),
        ("Thủ Đức", None, "2022-06-01", {"thu-duc-769-20210101"}),
        ("TP. Thủ Đức", None, None, {"thu-duc-769-20210101"}),
        ("Thủ Đức", "phuong", "2025-07-01", {"thu-duc-26824-20250701"}),
        ("tỉnh Quảng Trị", None, "2022-01-01", {"quang-tri-45"}),
        ("tỉnh Quảng Trị", None, "2025-07-01", {"quang-tri-44-20250701"}),
        ("thị xã Quảng Trị", None, None, {"quang-tri-462"}),
        ("TP.HCM", None, "2022-01-01", {"ho-chi-minh-79"}),
        ("TPHCM", None, "2025-12-01", {"ho-chi-minh-79-20250701"}),
        ("thành phố Hồ Chí Minh", None, "2022-01-01", {"ho-chi-minh-79"}),
        ("Thừa Thiên – Huế", None, "2020-01-01", {"thua-thien-hue-46"}),
        ("Bà Rịa-Vũng Tàu", None, "2020-01-01", {"ba-ria-vung-tau-77"}),
        ("tỉnh Hà Tây", None, "2008-07-31", {"ha-tay-28"}),
        ("tỉnh Hà Tây", None, "2008-08-01", set()),
        ("Q.1", None, "2020-01-01", {"quan-1-760"}),
        ("quận 01", None, "2020-01-01", {"quan-1-760"}),
        ("tỉnh Hoà Bình", None, None, {"hoa-binh-17"}),
        ("tỉnh Hòa Bình", None, None, {"hoa-binh-17"}),
        ("xã Hải Hùng", None, "2022-01-28", set()),  # tones count
        ("đặc khu Phú Quốc", None, "2025-08-01", {"phu-quoc-31078-20250701"}),
        ("thị xã Sông Công", None, "2010-01-01", {"song-cong-165-thi-xa"}),
    ],
)
def test_find(register: Register, name: str, kind: str | None, day: str | None, ids: set[str]) -> None:
    found = register.find(name, kind=kind, on=date.fromisoformat(day) if day else None)
    assert {u.id for u in found} == ids


def test_search_needs_neither_tones_nor_case(register: Register) -> None:
    for text in ("hai vinh", "HẢI VĨNH", "Xa Hai Vinh", "ha\u0309i vi\u0303nh"):
        assert "hai-vinh-19699" in {u.id for u in register.search(text)}
    assert register.search("không có nơi này") == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("huyen dakrong", ["da-krong-467"]),
        ("huyện Đakrông", ["da-krong-467"]),
        ("dak rlap", ["dak-r-lap-666"]),
        ("Đắk R ’ Lấp", ["dak-r-lap-666"]),
        ("Ba Ria Vung Tau", ["ba-ria-vung-tau-77"]),
        ("cat hanh", ["cat-hanh-21871"]),  # Ca Thành has the same letters, and is not meant
    ],
)
def test_search_needs_neither_spaces_nor_hyphens_nor_apostrophes(register: Register, text: str, ids: list[str]) -> None:
    assert [u.id for u in register.search(text)] == ids


@pytest.mark.parametrize(
    ("name", "kind", "ids"),
    [
        ("huyện Đakrông", None, ["da-krong-467"]),
        ("Đakrông", "huyen", ["da-krong-467"]),
        ("Đakrông", None, ["dakrong-19564", "dakrong-19564-20250701"]),  # spelt so
        ("Đắk R ’ Lấp", None, ["dak-r-lap-666"]),
        ("Đăk R'lấp", None, ["dak-r-lap-666"]),
        ("Bà Rịa Vũng Tàu", None, ["ba-ria-vung-tau-77"]),
        ("huyện Krông Pắk", None, ["krong-pac-654"]),
        ("Đakrộng", None, []),
        ("Ca Thanh", None, []),  # neither Ca Thành nor Cát Hanh
        ("xã Đakrông", "huyen", []),
        ("", None, []),
    ],
)
def test_a_name_spelt_together_or_apart(register: Register, name: str, kind: str | None, ids: list[str]) -> None:
    assert [u.id for u in register.find(name, kind=kind)] == ids


def test_names_of_the_same_letters_are_of_the_same_tones(register: Register) -> None:
    """So that no unit is taken for another: what the letters are alike of is one name to the ear."""
    alike: dict[str, set[str]] = {}
    for name in register.names:
        alike.setdefault(letters(name), set()).add(name)
    several = [names for names in alike.values() if len(names) > 1]
    assert len(several) > 50
    assert all(leaves_out(a, b) or leaves_out(b, a) for names in several for a in names for b in names)


def test_all_spellings_of_a_unit(register: Register) -> None:
    assert register.spellings("dakrong-19564") == ("Đakrông", "Đa Krông")
    assert register.spellings("nowhere") == ()


def test_one_code_three_units(register: Register) -> None:
    assert [u.id for u in register.by_code("19699")] == [
        "hai-vinh-19699",
        "hai-hung-19699-20200101",
        "vinh-dinh-19699-20250701",
    ]
    assert register.by_code("99999") == []
    assert register.get("x-nowhere") is None


@pytest.mark.parametrize(
    ("ident", "day", "above"),
    [
        ("hai-hung-19699-20200101", "2022-01-28", ["hai-lang-470", "quang-tri-45"]),
        ("vinh-dinh-19699-20250701", "2025-07-01", ["quang-tri-44-20250701"]),
        ("ba-vi-271", "2008-07-31", ["ha-tay-28"]),
        ("ba-vi-271", "2008-08-01", ["ha-noi-01"]),
        ("thuan-loc-19753", "2024-12-31", ["hue-474", "thua-thien-hue-46"]),
        ("thuan-loc-19753", "2025-01-01", ["phu-xuan-475-20250101", "hue-46-20250101"]),
        ("tri-an-26170-20260430", "2026-05-01", ["dong-nai-75-20260430"]),
    ],
)
def test_parents_in_time(register: Register, ident: str, day: str, above: list[str]) -> None:
    assert [u.id for u in register.lineage_up(ident, date.fromisoformat(day))] == above


def test_stays(register: Register) -> None:
    assert register.stays("ba-vi-271") == [
        ("ha-tay-28", None, date(2008, 7, 31)),
        ("ha-noi-01", date(2008, 8, 1), None),
    ]
    assert register.stays("ha-noi-01") == []


def test_children_in_time(register: Register) -> None:
    before = {u.id for u in register.children("hai-lang-470", date(2019, 12, 31))}
    after = {u.id for u in register.children("hai-lang-470", date(2020, 1, 1))}
    assert {"hai-vinh-19699", "hai-xuan-19690", "hai-lang-19681"} <= before
    assert "hai-hung-19699-20200101" in after - before
    assert (len(before), len(after)) == (20, 16)


def test_names_hold_numbers_with_and_without_type_word(register: Register) -> None:
    assert register.names["phường 1"] == {"phuong"}
    assert register.names[key("Hải Lăng")] == {"huyen", "thi-tran", "xa"}
    assert key("Hải Hùng") not in register.names


def test_every_unit_is_in_order(register: Register) -> None:
    """Days are in order, a step's day follows the old unit's last, and whoever is there has a living parent."""
    days = [date(2019, 8, 1), date(2020, 2, 15), date(2021, 5, 1), date(2024, 12, 15), REFORM, date(2026, 10, 1)]
    for ident in {u.id for name in register.names for u in register.find(name)}:
        unit = register.get(ident)
        assert unit is not None
        assert ident[0].isalpha()
        assert not (unit.valid_from and unit.valid_until) or unit.valid_from <= unit.valid_until
        for edge in register.successors(ident):
            new = register.get(edge.new)
            assert new is not None
            assert not (edge.date and new.valid_from) or new.valid_from <= edge.date
            if edge.date and edge.whole and unit.valid_until:
                assert unit.valid_until + timedelta(days=1) == edge.date
        for day in days:
            since, until = register.bounds(ident)
            parent = register.parent(ident, day)
            if parent and (since is None or since <= day) and (until is None or day <= until):
                first, last = register.bounds(parent.id)
                assert (first or day) <= day <= (last or day), (ident, day)


def test_no_cycle(register: Register) -> None:
    state: dict[str, int] = {}

    def visit(ident: str) -> None:
        assert state.get(ident) != 1, ident
        if ident not in state:
            state[ident] = 1
            for edge in register.successors(ident):
                visit(edge.new)
            state[ident] = 2

    for ident in {u.id for name in register.names for u in register.find(name)}:
        visit(ident)


@pytest.mark.parametrize(
    ("text", "kinds", "bare"),
    [
        ("TP. Huế", {"tp-tw", "thanh-pho"}, "huế"),
        ("TP.Huế", {"tp-tw", "thanh-pho"}, "huế"),
        ("Phường 01", {"phuong"}, "1"),
        ("P.5", {"phuong"}, "5"),
        ("thị trấn Hải Lăng", {"thi-tran"}, "hải lăng"),
        ("Hải Lăng", set(), "hải lăng"),
        ("Quảng Trị", set(), "quảng trị"),
        ("xã", set(), "xã"),
    ],
)
def test_split(text: str, kinds: set[str], bare: str) -> None:
    assert split(text) == (frozenset(kinds), bare)


def test_label() -> None:
    assert label("xa", "Hải Hưng") == "xã Hải Hưng"
    assert label("phuong", "1") == "phường 1"


def test_the_table_is_small_and_has_no_time_stamp() -> None:
    packed = (Path(kg.register.__file__).parent / "units.tsv.gz").read_bytes()
    assert len(packed) < 400_000
    assert packed[4:8] == b"\0\0\0\0"
    assert zlib.crc32(gzip.decompress(packed)) == int.from_bytes(packed[-8:-4], "little")
