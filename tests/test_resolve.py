"""Resolution: which unit, body and person a name means, by hand-made extractions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

import pytest

from kg.model import (
    Article,
    Change,
    ChangeKind,
    Containment,
    Entity,
    Evidence,
    Extraction,
    Modality,
    Position,
    Resolution,
    Status,
)
from kg.register import Register, split
from kg.resolve import resolve
from kg.resolve.bodies import kind_of, shorten

EVIDENCE = Evidence(0, 1, "x")


@dataclass
class Story:
    """An extraction in the making; names of units carry their type word."""

    id: str
    day: str | None = None
    publisher: str | None = None
    entities: list[Entity] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    containments: list[Containment] = field(default_factory=list)

    def place(self, name: str, *aliases: str, kind: str | None = None, inside: str | None = None) -> Story:
        kind = kind or min(split(name)[0])
        self.entities.append(Entity("LOC", name, aliases, EVIDENCE, "unit", 0.95, kind))
        if inside:
            self.containments.append(Containment(name, inside, EVIDENCE, "address", 0.95))
        return self

    def body(self, name: str, kind: str | None, place: str | None = None, *aliases: str) -> Story:
        self.entities.append(Entity("ORG", name, aliases, EVIDENCE, "body", 0.95, kind, place))
        return self

    def person(self, name: str, *aliases: str, byline: bool = False) -> Story:
        self.entities.append(Entity("PER", name, aliases, EVIDENCE, "person", 0.95, byline=byline))
        return self

    def post(self, person: str, role: str, body: str, place: str | None = None, status: Status = "current") -> Story:
        self.positions.append(Position(person, role, body, place, status, EVIDENCE, "post", 0.95))
        return self

    def change(
        self,
        kind: ChangeKind,
        old: tuple[str, ...],
        new: tuple[str, ...],
        effective: str | None = None,
        modality: Modality = "done",
    ) -> Story:
        self.changes.append(Change(kind, old, new, EVIDENCE, "change", 0.95, None, effective, None, modality))
        return self

    def done(self) -> Extraction:
        day = date.fromisoformat(self.day) if self.day else None
        article = Article(self.id, "x", None, day, publisher=self.publisher)
        facts = tuple(self.positions), tuple(self.changes), tuple(self.containments)
        return Extraction(article, tuple(self.entities), *facts)


def solve(*stories: Story) -> Resolution:
    return resolve([s.done() for s in stories], Register.load())


def unit_of(story: Story, name: str) -> str:
    return solve(story).unit_links[story.id, name].id


# -- units -------------------------------------------------------------------------------------------------------


def hai_lang(day: str | None = "2022-01-28") -> Story:
    story = Story("hai-lang", day).place("huyện Hải Lăng", "Hải Lăng", inside="tỉnh Quảng Trị")
    story.place("tỉnh Quảng Trị", "Quảng Trị").place("xã Hải Hưng", inside="huyện Hải Lăng")
    story.place("xã Hải Vĩnh").place("xã Hải Xuân")
    return story.change("merge", ("xã Hải Vĩnh", "xã Hải Xuân"), ("xã Hải Hưng",), "2020")


@pytest.mark.parametrize("day", ["2022-01-28", None])
def test_a_merger_is_told_from_within_its_time(day: str | None) -> None:
    links = solve(hai_lang(day)).unit_links
    assert {name: link.id for (_, name), link in links.items()} == {
        "xã Hải Hưng": "hai-hung-19699-20200101",
        "xã Hải Vĩnh": "hai-vinh-19699",
        "xã Hải Xuân": "hai-xuan-19690",
        "huyện Hải Lăng": "hai-lang-470",
        "Hải Lăng": "hai-lang-470",
        "tỉnh Quảng Trị": "quang-tri-45",
        "Quảng Trị": "quang-tri-45",
    }
    assert all(link.score > 0.6 and link.reasons for link in links.values())


def test_an_undated_article_is_less_sure() -> None:
    dated, undated = solve(hai_lang()), solve(hai_lang(None))
    name = ("hai-lang", "xã Hải Hưng")
    assert undated.unit_links[name].score < dated.unit_links[name].score


def test_lineage_and_parents_come_along() -> None:
    found = solve(Story("a", "2022-01-28").place("xã Hải Hưng", inside="huyện Hải Lăng").place("huyện Hải Lăng"))
    step = ("vinh-dinh-19699-20250701", "2025-07-01", True)
    # with all that were merged into it on that day
    assert [s for s in found.lineage if s[1] == step[0]] == [
        (old, *step) for old in ("hai-binh-19687-20250101", "hai-hung-19699-20200101", "hai-quy-19693")
    ]
    assert found.units["hai-hung-19699-20200101"].parent == "hai-lang-470"
    for unit in found.units.values():
        assert unit.parent is None or unit.parent in found.units
    for old, new, _, _ in found.lineage:
        assert {old, new} <= set(found.units)


def test_what_was_before_a_unit_is_left_to_articles_that_name_it() -> None:
    place, former = ("xã Hải Hưng", "huyện Hải Lăng"), ("xã Hải Vĩnh", "huyện Hải Lăng")
    without = solve(Story("a", "2022-01-28").place(place[0], inside=place[1]).place(place[1]))
    named = Story("a", "2022-01-28").place(place[0], inside=place[1]).place(former[0], inside=former[1]).place(place[1])
    assert not {"hai-vinh-19699", "hai-xuan-19690", "binh-tri-thien-19760205"} & set(without.units)
    assert {"hai-vinh-19699", "hai-xuan-19690"} <= set(solve(named).units)


def test_a_province_is_followed_from_the_day_of_its_articles() -> None:
    later, earlier = (solve(Story("a", day).place("tỉnh Đắk Lắk", kind="tinh")) for day in ("2021-05-05", "2003-05-05"))
    assert "dak-lak-66-20250701" in later.units
    assert "dak-nong-67" not in later.units
    assert "dak-nong-67" in earlier.units


@pytest.mark.parametrize(
    ("name", "day", "inside", "ident"),
    [
        ("huyện Hải Lăng", "2022-01-28", "tỉnh Quảng Trị", "hai-lang-470"),
        ("thị trấn Hải Lăng", "2019-08-01", "tỉnh Quảng Trị", "hai-lang-19681"),
        ("xã Hải Lăng", "2025-08-01", "tỉnh Quảng Trị", "hai-lang-19702-20250701"),
        ("quận Thủ Đức", "2019-08-01", None, "thu-duc-762"),
        ("thành phố Thủ Đức", "2021-03-01", None, "thu-duc-769-20210101"),
        ("phường Thủ Đức", "2025-08-01", None, "thu-duc-26824-20250701"),
        ("tỉnh Quảng Trị", "2025-06-30", None, "quang-tri-45"),
        ("tỉnh Quảng Trị", "2025-07-01", None, "quang-tri-44-20250701"),
        ("tỉnh Hà Tây", "2005-05-01", None, "ha-tay-28"),
        ("TP.HCM", "2022-01-01", None, "ho-chi-minh-79"),
        ("thành phố Huế", "2024-05-01", None, "hue-474"),
        ("thành phố Huế", "2025-02-01", None, "hue-46-20250101"),
        ("xã Vĩnh Định", "2026-01-10", "tỉnh Quảng Trị", "vinh-dinh-19699-20250701"),
        ("xã Hải Hưng", "2026-01-10", "tỉnh Quảng Trị", "hai-hung-19699-20200101"),
        ("xã Tân Thành", "2022-05-05", "huyện Hàm Thuận Nam", "tan-thanh-23146"),
        ("Phường 01", "2022-05-05", "quận 3", "phuong-1-27160"),
        ("huyện Đakrông", "2022-05-05", "tỉnh Quảng Trị", "da-krong-467"),
        ("xã Đakrông", "2022-05-05", "tỉnh Quảng Trị", "dakrong-19564"),
        ("huyện Krông Pắk", "2022-05-05", "tỉnh Đắc Lắc", "krong-pac-654"),
        ("huyện Đăk R ’ Lấp", "2022-05-05", "tỉnh Đăk Nông", "dak-r-lap-666"),
    ],
)
def test_name_day_and_parent_tell_the_unit(name: str, day: str, inside: str | None, ident: str) -> None:
    story = Story("a", day).place(name, kind=None if split(name)[0] else "thanh-pho", inside=inside)
    if inside:
        story.place(inside)
    found = solve(story)
    assert found.unit_links["a", name].id == ident
    assert found.units[ident].registered


def test_a_bare_province_is_a_province() -> None:
    assert unit_of(Story("a", "2022-01-01").place("Quảng Trị", kind="tinh"), "Quảng Trị") == "quang-tri-45"


def test_tone_placement_does_not_matter_but_tones_do() -> None:
    ids = {unit_of(Story("a", "2022-01-01").place(n), n) for n in ("tỉnh Hòa Bình", "tỉnh Hoà Bình")}
    assert ids == {"hoa-binh-17"}
    story = Story("a", "2022-01-28").place("xã Hải Hùng", inside="huyện Hải Lăng").place("huyện Hải Lăng")
    found = solve(story)
    assert found.unit_links["a", "xã Hải Hùng"].id == "x-hai-hung.hai-lang-470"
    assert not found.units["x-hai-hung.hai-lang-470"].registered


def test_ambiguous_stays_by_itself_with_candidates() -> None:
    found = solve(Story("a", "2022-05-05").place("xã Tân Thành"), Story("b", "2022-05-05").place("xã Tân Thành"))
    first, second = found.unit_links["a", "xã Tân Thành"], found.unit_links["b", "xã Tân Thành"]
    assert first.id.startswith("x-tan-thanh.")
    assert first.id != second.id
    assert len(first.candidates) > 5
    assert all(c.startswith("tan-thanh-") for c in first.candidates)


def test_two_communes_of_one_name_in_one_province_stay_apart() -> None:
    story = Story("a", "2022-05-05").place("xã Tân Hòa", inside="tỉnh Long An").place("tỉnh Long An")
    link = solve(story).unit_links["a", "xã Tân Hòa"]
    assert link.id.startswith("x-")
    assert len(link.candidates) == 2


def test_neighbours_in_a_list_tell_the_district() -> None:
    story = Story("a", "2019-08-05").place("xã Hải Thành").place("xã Hải Thiện").place("xã Hải Vĩnh")
    found = solve(story)
    assert found.units[found.unit_links["a", "xã Hải Thành"].id].parent == "hai-lang-470"


def test_the_paper_tells_the_province() -> None:
    lonely = Story("a", "2022-05-05").place("xã Thanh An")
    assert solve(lonely).unit_links["a", "xã Thanh An"].id.startswith("x-")
    lonely.publisher = "Báo Quảng Trị"
    found = solve(lonely)
    assert found.units[found.unit_links["a", "xã Thanh An"].id].parent == "cam-lo-468"


def test_what_the_text_contradicts_is_not_linked() -> None:
    story = Story("a", "2022-05-05").place("xã Hải Hưng", inside="huyện Cam Lộ").place("huyện Cam Lộ")
    link = solve(story).unit_links["a", "xã Hải Hưng"]
    assert link.id == "x-hai-hung.cam-lo-468"
    assert any("cam-lo-468" in r for r in link.reasons)


def test_a_commune_far_from_all_else_is_not_linked() -> None:
    story = Story("a", "2022-05-05").place("tỉnh Quảng Trị").place("xã Đất Mũi")  # the only one is in Cà Mau
    assert solve(story).unit_links["a", "xã Đất Mũi"].id.startswith("x-")


def test_slugs_that_lose_tones_do_not_join_two_units() -> None:
    story = Story("a", "2022-05-05").place("huyện Hải Lăng")
    for name in ("xã Tân Ky", "xã Tân Kỳ"):
        story.place(name, inside="huyện Hải Lăng")
    found = solve(story)
    assert found.unit_links["a", "xã Tân Ky"].id != found.unit_links["a", "xã Tân Kỳ"].id


def test_other_places_have_no_unit() -> None:
    story = Story("a", "2022-05-05")
    story.entities.append(Entity("LOC", "Việt Nam", (), EVIDENCE, "country", 0.9, other=True))
    story.entities.append(Entity("LOC", "sông Ô Lâu", (), EVIDENCE, "river", 0.9))
    assert solve(story).unit_links == {}


def test_a_decided_unit_is_named_before_its_day_and_a_planned_one_may_never_come() -> None:
    story = Story("a", "2025-06-20").place("tỉnh Quảng Trị").place("xã Vĩnh Định", inside="tỉnh Quảng Trị")
    story.change("merge", ("xã Hải Quy", "xã Hải Hưng", "xã Hải Bình"), ("xã Vĩnh Định",), "2025-07-01", "planned")
    found = solve(story).unit_links
    assert found["a", "xã Vĩnh Định"].id == "vinh-dinh-19699-20250701"
    assert found["a", "xã Hải Quy"].id == "hai-quy-19693"
    never = Story("b", "2022-06-20").place("tỉnh Quảng Trị").place("xã Hải Đông", inside="tỉnh Quảng Trị")
    never.change("merge", ("xã Hải Quy",), ("xã Hải Đông",), None, "planned")
    assert solve(never).unit_links["b", "xã Hải Đông"].id.startswith("x-hai-dong.quang-tri-45")


def test_a_plan_is_linked_to_the_unit_that_came_of_it_where_the_text_places_it() -> None:
    story = Story("a", "2019-08-16").place("huyện Hải Lăng").place("xã Hải Hưng", inside="huyện Hải Lăng")
    assert unit_of(story, "xã Hải Hưng") == "hai-hung-19699-20200101"
    lonely = Story("a", "2019-08-16").place("tỉnh Quảng Trị").place("xã Hải Hưng")
    assert unit_of(lonely, "xã Hải Hưng").startswith("x-hai-hung.")


def test_a_province_that_has_ended_is_meant_only_with_its_type_word() -> None:
    assert unit_of(Story("a", "2025-06-13").place("tỉnh Bình Trị Thiên"), "tỉnh Bình Trị Thiên").startswith("binh-tri")
    mountains = Story("a", "2025-06-13").place("Hoàng Liên Sơn", kind="tinh")
    assert ("a", "Hoàng Liên Sơn") not in solve(mountains).unit_links


def test_a_bare_name_may_be_a_commune_where_no_province_of_the_name_is_left() -> None:
    story = Story("a", "2025-07-03").place("tỉnh Quảng Trị").place("xã Hải An").place("xã Hải Khê")
    story.place("Hải Dương", kind="tinh").place("xã Mỹ Thủy", inside="tỉnh Quảng Trị")
    story.change("merge", ("xã Hải An", "Hải Dương", "xã Hải Khê"), ("xã Mỹ Thủy",), "2025-07-01")
    assert unit_of(story, "Hải Dương") == "hai-duong-19711"


@pytest.mark.parametrize(
    "name", ["xã", "", "x" * 5000, "phường " + "1" * 5000, "???", "Xã  \u00a0 Hải", "TP.", "xã 🙂"]
)
def test_odd_names_do_no_harm(name: str) -> None:
    story = Story("a", "2022-05-05").place("huyện Hải Lăng").place(name, kind="xa", inside="huyện Hải Lăng")
    found = solve(story.body(name, None, name).post(name or "?", name, name, name))
    assert set(found.unit_links) >= {("a", "huyện Hải Lăng")}
    assert all(link.id in found.units for link in found.unit_links.values())
    assert all(link.id in found.bodies for link in found.body_links.values())


# -- bodies ------------------------------------------------------------------------------------------------------


def body_story(day: str = "2022-01-28") -> Story:
    story = Story("a", day).place("huyện Hải Lăng", "Hải Lăng", inside="tỉnh Quảng Trị").place("tỉnh Quảng Trị")
    return story.place("xã Hải Hưng", inside="huyện Hải Lăng")


@pytest.mark.parametrize(
    ("name", "kind", "place", "ident", "label"),
    [
        ("Đảng ủy xã Hải Hưng", "cap-uy", "xã Hải Hưng", "cap-uy.hai-hung-19699-20200101", "Đảng ủy xã Hải Hưng"),
        ("Đảng uỷ xã", "cap-uy", "xã Hải Hưng", "cap-uy.hai-hung-19699-20200101", "Đảng ủy xã Hải Hưng"),
        ("Đảng ủy Hải Hưng", None, "xã Hải Hưng", "cap-uy.hai-hung-19699-20200101", "Đảng ủy xã Hải Hưng"),
        ("Huyện ủy Hải Lăng", "cap-uy", "huyện Hải Lăng", "cap-uy.hai-lang-470", "Huyện ủy Hải Lăng"),
        ("Tỉnh ủy", "cap-uy", "tỉnh Quảng Trị", "cap-uy.quang-tri-45", "Tỉnh ủy Quảng Trị"),
        ("Ủy ban nhân dân xã Hải Hưng", None, "xã Hải Hưng", "ubnd.hai-hung-19699-20200101", "UBND xã Hải Hưng"),
        (
            "Ban Thường vụ Huyện ủy Hải Lăng",
            "ban-thuong-vu",
            "huyện Hải Lăng",
            "ban-thuong-vu.hai-lang-470",
            "Ban Thường vụ Huyện ủy Hải Lăng",
        ),
        ("MTTQ huyện Hải Lăng", "mttq", "huyện Hải Lăng", "mttq.hai-lang-470", "Ủy ban MTTQ Việt Nam huyện Hải Lăng"),
        (
            "Đảng ủy Công an tỉnh Quảng Trị",
            "cap-uy",
            "tỉnh Quảng Trị",
            "cap-uy-cong-an.quang-tri-45",
            "Đảng ủy Công an tỉnh Quảng Trị",
        ),
        ("Sở Nội vụ", "so", "tỉnh Quảng Trị", "so-noi-vu.quang-tri-45", "Sở Nội vụ tỉnh Quảng Trị"),
        (
            "Ban Tổ chức Tỉnh ủy Quảng Trị",
            "ban-dang",
            "tỉnh Quảng Trị",
            "ban-dang-to-chuc.quang-tri-45",
            "Ban Tổ chức Tỉnh ủy Quảng Trị",
        ),
        ("Bộ Nội vụ", "bo", None, "bo.bo-noi-vu", "Bộ Nội vụ"),
        ("Bộ Chính trị", "ban-thuong-vu", None, "ban-thuong-vu.bo-chinh-tri", "Bộ Chính trị"),
    ],
)
def test_body(name: str, kind: str | None, place: str | None, ident: str, label: str) -> None:
    found = solve(body_story().body(name, kind, place))
    assert found.body_links["a", name].id == ident
    body = found.bodies[ident]
    assert body.name == label
    assert body.unit is None or body.unit in found.units


def test_departments_of_one_province_are_two_and_of_no_province_their_articles_own() -> None:
    story = body_story().body("Sở Nội vụ", "so", "tỉnh Quảng Trị").body("Sở Y tế", "so", "tỉnh Quảng Trị")
    assert len(solve(story).bodies) == 2
    apart = solve(Story("a").body("Sở Nội vụ", "so"), Story("b").body("Sở Nội vụ", "so"))
    assert apart.body_links["a", "Sở Nội vụ"].id != apart.body_links["b", "Sở Nội vụ"].id
    same = solve(Story("a").body("Bộ Nội vụ", "bo"), Story("b").body("bộ Nội vụ", "bo"))
    assert same.body_links["a", "Bộ Nội vụ"].id == same.body_links["b", "bộ Nội vụ"].id


def bao_nhai(day: str, status: Status) -> str:
    """The body of a post in a commune whose name a merger kept, told beside the old district."""
    body = "Đảng ủy xã Bảo Nhai"
    story = Story("a", day).place("huyện Bắc Hà").place("xã Bảo Nhai", inside="huyện Bắc Hà")
    story.body(body, "cap-uy", "xã Bảo Nhai").person("Lý Văn Hạnh")
    return solve(story.post("Lý Văn Hạnh", "Bí thư", body, "xã Bảo Nhai", status)).body_links["a", body].id


@pytest.mark.parametrize(
    ("day", "status", "since"),
    [
        ("2025-07-17", "appointed", "20250701"),
        ("2025-07-17", "current", "20250701"),
        ("2025-07-17", "former", ""),
        ("2025-06-17", "appointed", ""),
    ],
)
def test_an_office_after_a_merger_is_in_the_new_unit_of_that_name(day: str, status: Status, since: str) -> None:
    assert bao_nhai(day, status) == "-".join(filter(None, ("cap-uy.bao-nhai-02890", since)))


def test_the_committee_of_an_unknown_unit_is_its_own() -> None:
    story = Story("a", "2022-05-05").place("xã Tân Thành").body("Đảng ủy xã Tân Thành", "cap-uy", "xã Tân Thành")
    found = solve(story)
    assert found.body_links["a", "Đảng ủy xã Tân Thành"].id.startswith("cap-uy.x-tan-thanh.")


def test_kind_and_short_form() -> None:
    assert kind_of("Ủy ban nhân dân xã Hải An") == kind_of("UBND xã Hải An") == "ubnd"
    assert shorten("Ủy ban Mặt trận Tổ quốc Việt Nam huyện") == "mttq huyện"


# -- people ------------------------------------------------------------------------------------------------------


def secretary(article: str, day: str, person: str, commune: str, district: str, status: Status = "current") -> Story:
    story = Story(article, day).place(district).place(commune, inside=district).person(person)
    return story.post(person, "Bí thư", f"Đảng ủy {commune}", commune, status)


def test_one_holder_of_one_post_is_one_person() -> None:
    found = solve(
        secretary("a", "2021-03-01", "Cáp Hữu Chiểu", "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", "Cáp Hữu Chiểu", "xã Hải Hưng", "huyện Hải Lăng"),
    )
    assert found.person_links["a", "Cáp Hữu Chiểu"].id == found.person_links["b", "Cáp Hữu Chiểu"].id
    assert len(found.persons) == 1


def test_two_of_one_name_are_kept_apart_with_reasons() -> None:
    found = solve(
        secretary("a", "2021-03-01", "Nguyễn Văn Hòa", "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", "Nguyễn Văn Hòa", "xã Cam Chính", "huyện Cam Lộ"),
    )
    one, two = (found.person_links[a, "Nguyễn Văn Hòa"] for a in "ab")
    assert one.id != two.id
    assert one.candidates == (two.id,)
    assert any("different districts" in r for r in one.reasons)


def test_old_and_new_tone_placement_is_one_name_and_another_tone_another() -> None:
    same = solve(
        secretary("a", "2021-03-01", "Nguyễn Văn Hòa", "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", "Nguyễn Văn Hoà", "xã Hải Hưng", "huyện Hải Lăng"),
    )
    assert len(same.persons) == 1
    other = solve(
        secretary("a", "2021-03-01", "Trần Hùng", "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", "Trần Hưng", "xã Hải Hưng", "huyện Hải Lăng"),
    )
    assert len(other.persons) == 2
    assert not any(link.candidates for link in other.person_links.values())


def test_an_article_that_names_both_posts_joins_them() -> None:
    move = secretary("b", "2022-01-28", "Lê Thế Quảng", "xã Hải Hưng", "huyện Hải Lăng", "former")
    move.place("xã Hải An", inside="huyện Hải Lăng")
    move.post("Lê Thế Quảng", "Chủ tịch", "UBND xã Hải An", "xã Hải An", "appointed")
    later = Story("c", "2023-05-01").place("huyện Hải Lăng").place("xã Hải An", inside="huyện Hải Lăng")
    later.post("Lê Thế Quảng", "Chủ tịch", "UBND xã Hải An", "xã Hải An")
    found = solve(secretary("a", "2021-01-01", "Lê Thế Quảng", "xã Hải Hưng", "huyện Hải Lăng"), move, later)
    assert len(found.persons) == 1


def test_a_leader_goes_with_his_commune_into_the_new_one() -> None:
    after = Story("b", "2025-09-01").place("tỉnh Quảng Trị").place("xã Vĩnh Định", inside="tỉnh Quảng Trị")
    after.post("Lê Cảnh Thuận", "Bí thư", "Đảng ủy xã Vĩnh Định", "xã Vĩnh Định")
    found = solve(secretary("a", "2024-01-01", "Lê Cảnh Thuận", "xã Hải Hưng", "huyện Hải Lăng"), after)
    assert len(found.persons) == 1
    assert any("passed into" in r for r in found.person_links["b", "Lê Cảnh Thuận"].reasons)


@pytest.mark.parametrize(("name", "persons"), [("Cáp Hữu Chiểu", 1), ("Nguyễn Văn Chiểu", 2)])
def test_a_career_in_one_district_needs_a_move_and_a_rare_name(name: str, persons: int) -> None:
    found = solve(
        secretary("a", "2021-03-01", name, "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", name, "xã Hải An", "huyện Hải Lăng", "appointed"),
    )
    assert len(found.persons) == persons
    still = solve(
        secretary("a", "2021-03-01", name, "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", name, "xã Hải An", "huyện Hải Lăng"),
    )
    assert len(still.persons) == 2


def test_short_names_and_bylines() -> None:
    story = secretary("a", "2022-01-28", "Cáp Hữu Chiểu", "xã Hải Hưng", "huyện Hải Lăng")
    story.entities[-1] = Entity("PER", "Cáp Hữu Chiểu", ("Chiểu",), EVIDENCE, "person", 0.95)
    links = solve(story.person("Hiếu Giang", byline=True)).person_links
    assert links["a", "Chiểu"].id == links["a", "Cáp Hữu Chiểu"].id
    assert ("a", "Hiếu Giang") not in links


def test_people_without_a_post_are_their_articles_own() -> None:
    found = solve(Story("a").person("Trần Thị Mẫu"), Story("b").person("Trần Thị Mẫu"))
    assert len(found.persons) == 2


def test_the_order_of_the_articles_does_not_matter() -> None:
    stories = [hai_lang(), hai_lang(None), body_story().body("Sở Nội vụ", "so", "tỉnh Quảng Trị")]
    for number, story in enumerate(stories):
        story.id = f"s{number}"
    for number in range(8):
        commune = ("xã Hải Hưng", "xã Hải An", "xã Tân Thành", "xã Cam Chính")[number % 4]
        district = ("huyện Hải Lăng", "huyện Cam Lộ")[number // 4]
        stories.append(secretary(f"p{number}", f"20{20 + number % 3}-05-05", "Nguyễn Văn Hòa", commune, district))
    expected = solve(*stories)
    for seed in range(5):
        random.Random(seed).shuffle(stories)
        found = solve(*stories)
        assert found == expected
        assert list(found.units) == list(expected.units)
        assert list(found.person_links) == list(expected.person_links)
