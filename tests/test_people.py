"""People across articles: what joins them and what keeps them apart, and how well on a made corpus."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from datetime import date

import pytest
from conftest import ROOT
from test_resolve import EVIDENCE, Story, secretary, solve

from kg.model import Article, Entity, Extraction
from kg.register import Register
from kg.resolve import resolve
from kg.resolve.births import apart, births, meet
from kg.resolve.mentions import leads, name_key
from kg.resolve.shares import CROWD, DISTRICT, PROVINCE, bearers, tells
from kg.resolve.stays import Stay, clash, merged

sys.path.insert(0, str(ROOT))
from benchmarks.people import corpus, pairwise

NAME = "Nguyễn Văn Hòa"


def persons(*stories: Story) -> int:
    return len(solve(*stories).persons)


def member(id: str, day: str, person: str, role: str, body: str, kind: str, place: str = "tỉnh Quảng Trị") -> Story:
    story = Story(id, day).place(place).person(person).body(body, kind, place)
    return story.post(person, role, body, place)


# -- a made corpus -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pair_by_pair(seed: int) -> None:
    extractions, gold = corpus(900, seed)
    assert len(extractions) >= 500
    precision, recall = pairwise(resolve(extractions, Register.load()).person_links, gold)
    assert precision >= 0.99
    assert recall >= 0.95


def test_the_corpus_has_what_makes_it_hard() -> None:
    extractions, gold = corpus(900, 1)
    names: dict[str, set[str]] = {}
    for (_, name), person in gold.items():
        names.setdefault(name_key(name), set()).add(person)
    assert sum(len(people) > 1 for people in names.values()) >= 5, "namesakes"
    assert any(name.isupper() for _, name in gold)
    assert any("sinh năm" in x.article.text for x in extractions)
    assert any(name.startswith(("ông ", "bà ")) for _, name in gold)
    spelt = {(person, name) for (_, name), person in gold.items()}
    assert len(spelt) > len(set(gold.values())), "more spellings than people"
    days = [x.article.published for x in extractions if x.article.published]
    assert min(days) < date(2019, 1, 1) < date(2025, 8, 1) < max(days), "before and after units were merged"


def test_the_order_of_the_corpus_does_not_matter() -> None:
    extractions, _ = corpus(300, 4)
    expected = resolve(extractions, Register.load())
    random.Random(1).shuffle(extractions)
    found = resolve(extractions, Register.load())
    assert found == expected
    assert list(found.person_links) == list(expected.person_links)


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bà Trần Thị Lan", "TRẦN THỊ LAN", True),
        ("đồng chí Lê Quý Mão", "Lê Quý Mão", True),
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hòa", True),
        ("Ông Ích Khiêm", "Ích Khiêm", False),
        ("Trần Hùng", "Trần Hưng", False),
        ("bà Lan", "Lan", False),
    ],
)
def test_name_key(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) == same


def test_titles_do_not_make_two_people_and_the_name_goes_without() -> None:
    one = secretary("a", "2021-03-01", "bà Võ Thị Nhạn", "xã Hải Hưng", "huyện Hải Lăng")
    found = solve(one, secretary("b", "2021-05-01", "VÕ THỊ NHẠN", "xã Hải Hưng", "huyện Hải Lăng"))
    assert len(found.persons) == 1
    later = secretary("c", "2021-06-01", "Võ Thị Nhạn", "xã Hải Hưng", "huyện Hải Lăng")
    (person,) = solve(one, later).persons.values()
    assert (person.name, person.aliases) == ("Võ Thị Nhạn", ("bà Võ Thị Nhạn",))


def test_how_much_a_name_tells() -> None:
    assert bearers("nguyễn văn hùng", PROVINCE) > 1 > bearers("cáp hữu chiểu", PROVINCE)
    assert tells("cáp hữu chiểu", PROVINCE)
    assert not tells("nguyễn văn hùng", DISTRICT)
    assert bearers("lê thị ngọc lan", CROWD) < bearers("lê thị lan", CROWD)
    assert bearers("nga", CROWD) > 0


# -- years of birth ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Ông Lê Văn A (sinh năm 1975), Bí thư", (1975, 1975)),
        ("Ông Lê Văn A (SN 1975) bị bắt", (1975, 1975)),
        ("Ông Lê Văn A, sinh ngày 02/09/1975, quê Hải Lăng", (1975, 1975)),
        ("Ông Lê Văn A, 45 tuổi, Chủ tịch", (1975, 1977)),
        ("Ông LÊ VĂN A (45 tuổi) và ông Lê Văn A (sinh năm 1976)", (1976, 1976)),
        ("Ông Lê Văn A (sinh năm 1975) và ông Lê Văn A (sinh năm 1980)", None),
        ("Ông Lê Văn A và bà Trần Thị B (sinh năm 1975)", None),
        ("Ông Lê Văn A được 45 phiếu", None),
    ],
)
def test_births(text: str, years: tuple[int, int] | None) -> None:
    found = births(Article("a", text, None, date(2021, 5, 1)), ["Lê Văn A"])
    assert found.get("lê văn a") == years


def test_ages_need_a_day_and_years_meet() -> None:
    assert births(Article("a", "Lê Văn A, 45 tuổi"), ["Lê Văn A"]) == {}
    assert meet((1975, 1977), (1977, 1979)) == (1977, 1977)
    assert meet(None, (1975, 1975)) == (1975, 1975)
    assert apart((1975, 1977), (1978, 1980))
    assert not apart(None, (1975, 1975))


def born(id: str, day: str, year: int | None, commune: str = "xã Hải Hưng") -> Extraction:
    made = secretary(id, day, NAME, commune, "huyện Hải Lăng").done()
    text = f"Ông {NAME} (sinh năm {year})" if year else f"Ông {NAME}"
    return Extraction(
        Article(id, text, None, date.fromisoformat(day)), made.entities, made.positions, (), made.containments
    )


def people_of(extractions: Iterable[Extraction]) -> list[set[str]]:
    found = resolve(list(extractions), Register.load())
    articles: dict[str, set[str]] = {}
    for (article, _), link in found.person_links.items():
        articles.setdefault(link.id, set()).add(article)
    return sorted(articles.values(), key=min)


def test_two_of_one_name_in_one_body_are_told_by_their_years_of_birth() -> None:
    both = [born("a", "2020-02-01", 1962), born("b", "2021-01-01", 1962), born("c", "2024-01-01", 1981)]
    assert people_of(both) == [{"a", "b"}, {"c"}]
    assert people_of([*both, born("d", "2022-01-01", None)]) == [{"a", "b"}, {"c"}, {"d"}], "d may be either"


def test_one_year_of_birth_in_one_province_joins() -> None:
    assert people_of([born("a", "2016-01-01", 1975), born("b", "2021-01-01", 1975, "xã Hải An")]) == [{"a", "b"}]
    assert people_of([born("a", "2016-01-01", 1975), born("b", "2021-01-01", 1976, "xã Hải An")]) == [{"a"}, {"b"}]


# -- places and times --------------------------------------------------------------------------------------------------


def stay(first: str, last: str, unit: str, branch: str = "ubnd") -> Stay:
    return Stay(date.fromisoformat(first), date.fromisoformat(last), unit, branch)


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2021-01-01", "b"), True),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-12-15", "2024-01-01", "b"), False),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2024-01-01", "b"), True),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2021-01-01", "a"), False),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2021-01-01", "a", "mttq"), True),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2021-01-01", "a", "cap-uy"), False),
        (stay("2020-01-01", "2022-01-01", "a"), stay("2021-01-01", "2021-01-01", "a2"), False),
    ],
)
def test_nobody_is_in_two_places_at_one_time(one: Stay, other: Stay, clashes: bool) -> None:
    for pair in ((one, other), (other, one)):
        found = clash(pair[:1], pair[1:], lambda x, y: {x, y} <= {"a", "a2"})
        assert (found is not None) == clashes


def test_stays_that_follow_one_another_are_one() -> None:
    a, b, c = (
        stay("2020-01-01", "2020-01-01", "a"),
        stay("2020-06-01", "2020-06-01", "a"),
        stay("2021-01-01", "2021-01-01", "b"),
    )
    assert merged((c, b, a)) == (stay("2020-01-01", "2020-06-01", "a"), c)


def test_who_leads_another_commune_meanwhile_is_another() -> None:
    """Two of the name; without the places they would be joined at the district's body."""
    stories = [secretary(f"a{n}", f"{2018 + n}-03-01", NAME, "xã Hải Hưng", "huyện Hải Lăng") for n in (2, 3, 4)]
    stories += [secretary(f"b{n}", f"{2018 + n}-04-01", NAME, "xã Hải An", "huyện Hải Lăng") for n in (2, 3, 4)]
    first = stories[1].post(NAME, "Phó Chủ tịch", "HĐND huyện Hải Lăng", "huyện Hải Lăng", "former")
    second = stories[4].post(NAME, "Phó Chủ tịch", "HĐND huyện Hải Lăng", "huyện Hải Lăng", "former")
    found = solve(*stories)
    assert len(found.persons) == 2
    assert found.person_links[first.id, NAME].id != found.person_links[second.id, NAME].id
    assert any("at one time" in r for r in found.person_links[first.id, NAME].reasons)


def test_a_crowd_needs_the_same_role_or_a_rare_name() -> None:
    """Of the police of a province many bear a common name."""
    police = ("Công an tỉnh Quảng Trị", "cong-an")
    assert not leads("Đội trưởng")
    for name, many in (("Nguyễn Văn Hùng", 2), ("Cáp Hữu Chiểu", 1)):
        one = member("a", "2021-03-01", name, "Đội trưởng", *police)
        assert persons(one, member("b", "2022-03-01", name, "Cán bộ", *police)) == many
        assert persons(one, member("b", "2022-03-01", name, "Đội trưởng", *police)) == 1


def test_a_post_goes_on_in_the_province_that_came_of_two() -> None:
    before = member("a", "2024-03-01", "Trần Thanh Hùng", "Phó Giám đốc", "Sở Y tế", "so")
    assert persons(before, member("b", "2025-09-01", "Trần Thanh Hùng", "Giám đốc", "Sở Y tế", "so")) == 1
    assert persons(before, member("b", "2025-09-01", "Trần Thanh Hùng", "Giám đốc", "Sở Nội vụ", "so")) == 2


def test_two_of_a_name_whose_communes_became_one_are_not_joined_to_the_next() -> None:
    name = "Nguyễn Văn Hùng"
    olds = [
        secretary(c[0], "2024-01-01", name, c[1], "huyện Hải Lăng") for c in (("a", "xã Hải Hưng"), ("b", "xã Hải Quy"))
    ]
    new = Story("c", "2025-09-01").place("tỉnh Quảng Trị").place("xã Vĩnh Định", inside="tỉnh Quảng Trị")
    new.post(name, "Bí thư", "Đảng ủy xã Vĩnh Định", "xã Vĩnh Định")
    assert persons(olds[0], new) == 1
    assert persons(*olds, new) == 3


def test_scores_and_reasons_tell_each_link() -> None:
    found = solve(
        secretary("a", "2021-03-01", NAME, "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("b", "2022-01-28", NAME, "xã Hải Hưng", "huyện Hải Lăng"),
        secretary("c", "2022-01-28", NAME, "xã Hải An", "huyện Hải Lăng"),
    )
    link = found.person_links["a", NAME]
    assert link.score == 0.9
    assert "the same body: cap-uy.hai-hung-19699-20200101 (0.95)" in link.reasons
    assert any(r.startswith(f"may be {link.candidates[0]} (0.") for r in link.reasons)
    alone = found.person_links["c", NAME]
    assert alone.score < link.score
    assert "named in one article only" in alone.reasons


def test_a_byline_is_nobody() -> None:
    extraction = Extraction(Article("a", "x"), (Entity("PER", "Hiếu Giang", (), EVIDENCE, "byline", 0.9, byline=True),))
    assert resolve([extraction], Register.load()).persons == {}
