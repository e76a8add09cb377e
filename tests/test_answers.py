"""`kg who`, `kg person`, `kg check`, `kg diff` and the graph of a day: on the samples and on small graphs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import ROOT, Command
from graph_example import LINEAGE, REGISTER, Story, hai_lang, resolved

from kg.answers.check import _told_apart, check
from kg.answers.diff import diff
from kg.explain import find
from kg.graph.asof import Moment, restrict
from kg.graph.facts import graph_quads
from kg.graph.reconcile import agree, changes, reconcile
from kg.graph.search import closest, leaves_out, spelt
from kg.graph.select import select
from kg.model import Extraction
from kg.pipeline import build
from kg.store import Store
from kg.vocabulary import ontology

HUNG, AN = "Đảng ủy xã Hải Hưng", "Đảng ủy xã Hải An"
OLD, NEW = ("xã Hải Vĩnh", "xã Hải Xuân"), ("xã Hải Hưng",)


def graph(*articles: Extraction, lineage: Any = LINEAGE) -> ox.Store:
    found = ox.Store()
    found.extend(graph_quads(articles, resolved(*articles, lineage=lineage), REGISTER))
    terms = ox.NamedNode("https://w3id.org/vnkg/id/graph/ontology")
    found.extend(ox.Quad(*t, terms) for t in ontology().triples if isinstance(t.subject, ox.NamedNode))
    return found


def labels(found: ox.Store, pattern: str) -> set[str]:
    return {row["label"] for row in select(found, f"SELECT ?label {{ {pattern} rdfs:label ?label }}")}


# -- names -------------------------------------------------------------------------------------------------------------

NAMES = ("UBND thành phố Huế", "Đảng ủy xã Hải Hưng", "Đảng ủy xã Hải Hùng", "Hải Hưng", "Phường 1", "Hòa Bình")
SPACED = ("Huyện Đa Krông", "Huyện Đăk R'Lấp", "Huyện Ea H'leo", "UBND huyện Đa Krông", "Xã Cát Hanh", "Xã Ca Thành")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Hải Hưng", ["Hải Hưng"]),
        ("HẢI HƯNG", ["Hải Hưng"]),
        ("hai hung", ["Hải Hưng"]),
        ("Ha\u0309i Hu\u031bng", ["Hải Hưng"]),
        ("hoà bình", ["Hòa Bình"]),
        ("Ủy ban nhân dân TP. Huế", ["UBND thành phố Huế"]),
        ("uy ban nhan dan tp hue", ["UBND thành phố Huế"]),
        ("Đảng ủy Hải Hưng", ["Đảng ủy xã Hải Hưng"]),
        ("dang uy hai hung", ["Đảng ủy xã Hải Hưng", "Đảng ủy xã Hải Hùng"]),
        ("Hùng", ["Đảng ủy xã Hải Hùng"]),
        ("phường 1", ["Phường 1"]),
        ("Hải Hung", ["Hải Hưng"]),
        ("Hải Húng", []),
        ("", []),
    ],
)
def test_the_closest_names(asked: str, found: list[str]) -> None:
    assert closest(asked, NAMES, lambda name: (name,)) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("huyện Đakrông", ["Huyện Đa Krông"]),
        ("Đakrông", ["Huyện Đa Krông"]),
        ("dakrong", ["Huyện Đa Krông"]),
        ("Đắk R ’ Lấp", ["Huyện Đăk R'Lấp"]),
        ("Đắk R'Lấp", ["Huyện Đăk R'Lấp"]),
        ("dak rlap", ["Huyện Đăk R'Lấp"]),
        ("Ea Hleo", ["Huyện Ea H'leo"]),
        ("UBND Đakrông", ["UBND huyện Đa Krông"]),
        ("ubnd huyen dakrong", ["UBND huyện Đa Krông"]),
        ("Cát Hanh", ["Xã Cát Hanh"]),
        ("cat hanh", ["Xã Cát Hanh"]),
        ("ca thanh", ["Xã Ca Thành"]),
        ("cathanh", ["Xã Cát Hanh", "Xã Ca Thành"]),
        ("Huyện Đắc R'Lấp", ["Huyện Đăk R'Lấp"]),
        ("Đakrộng", []),
        ("akrông", []),
        ("' -", []),
    ],
)
def test_names_written_together_or_apart(asked: str, found: list[str]) -> None:
    assert closest(asked, SPACED, lambda name: (name,)) == found


def test_the_name_as_spelt_goes_before_the_one_that_is_alike() -> None:
    assert closest("Đakrông", ("Đa Krông", "Đakrông"), lambda name: (name,)) == ["Đakrông"]
    assert closest("Xã Đakrông", ("Huyện Đa Krông", "Xã Đa Krông"), lambda name: (name,)) == ["Xã Đa Krông"]


def test_marks_left_out_and_changed() -> None:
    assert leaves_out("dang uy", "Đảng ủy")
    assert not leaves_out("Đang", "dang")
    assert leaves_out("Đắk Lắk", "Đăk Lăk")  # no Vietnamese word ends in k without a tone
    assert not leaves_out("Đức", "Đực")
    assert not leaves_out("Ánh", "Anh")
    assert spelt("TP.Huế") == spelt("thành phố Huế")


# -- the graph of a day ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "certain", "possible"),
    [
        (("2022-01-28", "2022-03-01", None, None), True, True),
        (("2022-02-01", "2022-03-01", None, None), False, True),
        (("2022-02-01", "2022-03-01", "2022-01-29", None), False, False),
        ((None, None, None, "2022-01-28"), False, True),
        ((None, None, None, "2022-01-27"), False, False),
        ((None, None, None, None), False, True),
    ],
)
def test_what_holds_on_a_day(window: tuple[str | None, ...], certain: bool, possible: bool) -> None:
    day = date(2022, 1, 28)
    assert (Moment(day).holds(*window), Moment(day, possible=True).holds(*window)) == (certain, possible)


@pytest.mark.parametrize(
    ("day", "possible", "holders", "units"),
    [
        ("2022-01-28", False, {"Cáp Hữu Chiểu", "Phan Thành Chung", "Lê Thế Quảng"}, {"Xã Hải Hưng", "Xã Hải An"}),
        ("2022-01-29", False, set(), {"Xã Hải Hưng", "Xã Hải An"}),
        ("2022-01-29", True, {"Cáp Hữu Chiểu", "Phan Thành Chung", "Lê Thế Quảng"}, {"Xã Hải Hưng", "Xã Hải An"}),
        ("2019-12-31", True, {"Phan Thành Chung", "Lê Thế Quảng"}, {"Xã Hải Vĩnh", "Xã Hải Xuân", "Xã Hải An"}),
        ("2025-07-01", True, set(), {"Xã Vĩnh Định"}),
    ],
)
def test_the_graph_of_a_day(day: str, possible: bool, holders: set[str], units: set[str]) -> None:
    found = restrict(graph(hai_lang()), date.fromisoformat(day), possible=possible)
    assert labels(found, "?p org:holds ?post .  ?p") == holders == labels(found, "?p a foaf:Person .  ?p")
    communes = "?u a kg:AdminUnit ; kg:unitType code:unit-xa ; kg:partOf ?above . ?u"
    assert units <= labels(found, communes)
    assert not (labels(found, communes) - units) & {"Xã Hải Vĩnh", "Xã Hải Hưng", "Xã Vĩnh Định"}
    # nothing is left dangling: what a triple points at is there
    pointed = "SELECT ?o { ?s ?p ?o . FILTER(ISIRI(?o) && CONTAINS(STR(?o), '/id/')) FILTER NOT EXISTS { ?o ?any ?x } }"
    assert select(found, pointed) == []


def test_changes_of_a_day_are_those_that_led_to_its_units() -> None:
    whole = graph(hai_lang())
    assert labels(restrict(whole, date(2019, 1, 1)), "?c a kg:UnitChange ; ") == set()
    day = restrict(whole, date(2022, 1, 28))
    assert labels(day, "?c a kg:UnitChange ; ") == {"Xã Hải Vĩnh + Xã Hải Xuân → Xã Hải Hưng"}
    assert labels(day, "?old kg:successor ?new . ?old") == {"Xã Hải Vĩnh", "Xã Hải Xuân"}
    later = restrict(whole, date(2025, 7, 1))
    assert len(labels(later, "?c a kg:UnitChange ; ")) == 2
    assert labels(later, "?body a org:Organization ; kg:ofUnit ?unit ; ") == set()


def test_export_and_query_of_a_day(kg: Command, store: Path, tmp_path: Path) -> None:
    asked = ("query", "--store", store, "SELECT ?n { ?p org:holds ?x ; rdfs:label ?n }", "--format", "csv")
    certain, possible = kg(*asked, "--as-of", "2019-08-16"), kg(*asked, "--as-of", "2019-08-16", "--possible")
    assert "Lê Cảnh Thuận" in certain.out
    assert set(certain.out.split("\n")) < set(possible.out.split("\n")) < set(kg(*asked).out.split("\n"))
    done = kg("export", "--store", store, "--to", "ntriples", "--as-of", "2019-08-16", "-o", tmp_path / "day.nt")
    assert done.code == 0
    assert "le-canh-thuan" in (tmp_path / "day.nt").read_text(encoding="utf-8")
    assert kg("export", "--store", store, "--to", "turtle", "--possible").code == 2


# -- changes and the register ------------------------------------------------------------------------------------------

VERDICTS: list[tuple[str, tuple[str, ...], tuple[str, ...], dict[str, Any], str, str]] = [
    ("merge", OLD, NEW, {"effective": "2020"}, "confirmed", ""),
    ("merge", OLD, NEW, {"effective": "2020-01-01"}, "confirmed", ""),
    ("merge", OLD, NEW, {}, "confirmed", ""),
    ("merge", OLD, NEW, {"effective": "2021"}, "contradicted", "date: an article says 2021, the register 2020-01-01"),
    ("merge", ("xã Hải An", "xã Hải Vĩnh"), NEW, {"effective": "2020"}, "contradicted", "without Xã Hải An"),
    ("merge", OLD, ("xã Tân Lập",), {"effective": "2020"}, "contradicted", "by the register it is Xã Hải Hưng"),
    ("merge", ("xã Hải An", "xã Hải Quy"), ("xã Tân Lập",), {"effective": "2020"}, "contradicted", "went on until"),
    ("merge", ("xã Tân Lập", "xã Tân Hòa"), ("phường Tân Lập",), {"effective": "2018"}, "new", ""),
    ("establish", (), ("xã Tân Lập",), {"effective": "2018"}, "new", ""),
    ("merge", OLD, ("xã Tân Lập",), {"modality": "planned"}, "", ""),
    ("merge", OLD, ("xã Tân Lập",), {"modality": "denied"}, "", ""),
]


@pytest.mark.parametrize(("kind", "old", "new", "more", "verdict", "reason"), VERDICTS)
def test_what_the_register_has_to_say(
    kind: str, old: tuple[str, ...], new: tuple[str, ...], more: dict[str, Any], verdict: str, reason: str
) -> None:
    found = graph(Story("a").entity("LOC", "xã Hải Hưng").change(kind, old, new, **more).done())
    told = [c for c in changes(found) if any(not s.register for s in c.said)]
    verdicts = [reconcile(found)[c.iri] for c in told]
    assert [v.verdict for v in verdicts] == [verdict]
    assert reason in "; ".join(verdicts[0].reasons)
    assert bool(reason) == bool(verdicts[0].reasons)


def test_explain_says_it(kg: Command, store: Path) -> None:
    assert "register: confirms it" in kg("explain", "--store", store, "Xã Hải Vĩnh").out
    told = json.loads(kg("explain", "--store", store, "Xã Hải Vĩnh", "--json").out)
    assert {f["register"] for f in told["facts"] if "→" in f["label"]} == {"confirmed"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2020", "2020-01-01", True), ("2020-01", "2020", True), ("2020", "2021", False), (None, "2020", True)],
)
def test_dates_that_agree(one: str | None, other: str | None, same: bool) -> None:
    assert agree(one, other) is same


# -- check -------------------------------------------------------------------------------------------------------------


def found_in(*articles: Extraction) -> list[tuple[str, str]]:
    return [(f.kind, f.what) for f in check(graph(*articles))]


def two_at_once() -> list[Extraction]:
    first = Story("a").post("Cáp Hữu Chiểu", "Bí thư", HUNG).done()
    return [first, Story("b").post("Trần Thị Mẫu", "Bí thư", HUNG).done()]


def two_deputies() -> list[Extraction]:
    first = Story("a").post("Cáp Hữu Chiểu", "Phó Bí thư", HUNG).done()
    return [first, Story("b").post("Trần Thị Mẫu", "Phó Bí thư", HUNG).done()]


def one_after_the_other() -> list[Extraction]:
    first = Story("a", date(2021, 1, 1)).post("Cáp Hữu Chiểu", "Bí thư", HUNG).done()
    return [first, Story("b").post("Trần Thị Mẫu", "Bí thư", HUNG).done()]


def post_of_an_ended_unit() -> list[Extraction]:
    return [Story("a", date(2026, 1, 1)).post("Cáp Hữu Chiểu", "Bí thư", HUNG).done()]


def appointed_after_its_end() -> list[Extraction]:
    return [Story("a", date(2026, 1, 1)).post("Cáp Hữu Chiểu", "Bí thư", HUNG, "appointed").done()]


def appointed_on_a_day_after_its_end() -> list[Extraction]:
    said = ("Cáp Hữu Chiểu", "Bí thư", HUNG, "appointed")
    return [Story("a", date(2026, 1, 1)).post(*said, start="2025-09").done()]


def appointed_in_its_time() -> list[Extraction]:
    said = ("Cáp Hữu Chiểu", "Bí thư", HUNG, "appointed")
    return [Story("a", date(2026, 1, 1)).post(*said, start="2020-05").done()]


def appointed_ahead_of_its_beginning() -> list[Extraction]:
    return [Story("a", date(2019, 12, 20)).post("Cáp Hữu Chiểu", "Bí thư", HUNG, "appointed").done()]


def planned_otherwise() -> list[Extraction]:
    said = ("xã Hải Vĩnh", "xã Hải An"), ("xã Tân Lập",)
    return [Story("a", date(2019, 6, 1)).change("merge", *said, modality="planned").done()]


def planned_with_another() -> list[Extraction]:
    said = ("xã Hải Vĩnh", "xã Hải Xuân", "xã Hải An"), NEW
    return [Story("a", date(2019, 6, 1)).change("merge", *said, modality="planned").done()]


def planned_and_done() -> list[Extraction]:
    return [Story("a", date(2019, 6, 1)).change("merge", OLD, NEW, modality="planned").done()]


def planned_for_units_that_are_there() -> list[Extraction]:
    said = ("xã Tân Lập", "xã Tân Hòa"), ("phường Tân Lập",)
    return [Story("a").change("merge", *said, modality="planned").done()]


def former_post_of_an_ended_unit() -> list[Extraction]:
    return [Story("a", date(2026, 1, 1)).post("Cáp Hữu Chiểu", "Bí thư", HUNG, "former").done()]


def two_starts() -> list[Extraction]:
    said = ("Phan Thành Chung", "Bí thư", AN)
    return [
        Story(day).post(*said, start=day, quote=f"Ông Chung làm bí thư từ {day}.").done() for day in ("2019", "2021")
    ]


def no_parents() -> list[Extraction]:
    return [Story("a").change("establish", (), ("xã Tân Lập",), effective="2018").done()]


def no_date() -> list[Extraction]:
    return [Story("a").change("merge", ("xã Tân Lập", "xã Tân Hòa"), ("phường Tân Lập",)).done()]


def two_dates() -> list[Extraction]:
    said = ("merge", ("xã Tân Lập", "xã Tân Hòa"), ("phường Tân Lập",))
    return [Story(day).change(*said, effective=day, quote=f"Nhập từ {day}.").done() for day in ("2018", "2019-05")]


def other_parents() -> list[Extraction]:
    return [Story("a").change("merge", ("xã Hải An", "xã Hải Vĩnh"), NEW, effective="2020").done(), hai_lang()]


def elsewhere() -> list[Extraction]:
    return [Story("a").inside("xã Vĩnh Định", "huyện Hải Lăng").done()]


def denied_too() -> list[Extraction]:
    said = ("merge", ("xã Tân Lập", "xã Tân Hòa"), ("phường Tân Lập",))
    return [
        Story("a").change(*said, effective="2018").done(),
        Story("b").change(*said, modality="denied", quote="Không.").done(),
    ]


def no_day() -> list[Extraction]:
    return [Story("a", None).post("Phan Thành Chung", "Bí thư", AN).done()]


@pytest.mark.parametrize(
    ("articles", "kinds"),
    [
        (two_at_once, {"two-holders"}),
        (two_deputies, set()),
        (one_after_the_other, set()),
        (post_of_an_ended_unit, {"post-without-unit"}),
        (appointed_after_its_end, {"post-without-unit"}),
        (appointed_on_a_day_after_its_end, {"post-without-unit"}),
        (appointed_in_its_time, set()),
        (appointed_ahead_of_its_beginning, set()),
        (former_post_of_an_ended_unit, set()),
        (two_starts, {"tenure-dates"}),
        (no_parents, {"change-without-parents", "not-in-register"}),
        (no_date, {"change-without-date", "not-in-register"}),
        (two_dates, {"change-dates", "not-in-register"}),
        (other_parents, {"against-register"}),
        (planned_otherwise, {"plan-otherwise"}),
        (planned_with_another, {"plan-otherwise"}),
        (planned_and_done, set()),
        (planned_for_units_that_are_there, set()),
        (elsewhere, {"unit-elsewhere", "disputed"}),
        (denied_too, {"disputed", "not-in-register"}),
        (no_day, {"undated-article"}),
        (lambda: [hai_lang()], set()),
    ],
)
def test_what_is_found(articles: Callable[[], list[Extraction]], kinds: set[str]) -> None:
    found = check(graph(*articles()))
    assert {f.kind for f in found} == kinds
    for finding in found:
        assert bool(finding.passages) == bool(finding.facts)
        assert all(p.quote for p in finding.passages)
    assert found == check(graph(*reversed(articles())))


def in_the_seat(*people: tuple[str, str]) -> list[Extraction]:
    """One article for each person and day on which they are told to be secretary of Hải Hưng."""
    return [
        Story(f"a{n}", date.fromisoformat(day)).post(person, "Bí thư", HUNG).done()
        for n, (person, day) in enumerate(people)
    ]


ONE, TWO, THREE = "Cáp Hữu Chiểu", "Trần Thị Mẫu", "Phan Thành Chung"


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (((ONE, "2022-01-28"), (TWO, "2022-01-28")), [f"both {ONE} and {TWO} on 2022-01-28"]),
        (
            ((ONE, "2022-01-28"), (TWO, "2022-01-28"), (THREE, "2022-01-28")),
            [f"{ONE}, {THREE} and {TWO} on 2022-01-28"],
        ),
        (
            ((ONE, "2022-01-01"), (ONE, "2022-01-28"), (TWO, "2022-01-10"), (TWO, "2022-01-20"), (THREE, "2022-01-25")),
            [f"both {ONE} and {THREE} on 2022-01-25", f"both {ONE} and {TWO} on 2022-01-10 – 2022-01-20"],
        ),
    ],
)
def test_holders_of_one_seat_are_named_at_once_with_their_days(
    people: tuple[tuple[str, str], ...], told: list[str]
) -> None:
    assert found_in(*in_the_seat(*people)) == [("two-holders", f"Bí thư Đảng ủy xã Hải Hưng: {what}") for what in told]


def test_holders_of_one_name_are_told_apart() -> None:
    names = [{"person": f"https://w3id.org/vnkg/id/person/an-{n}", "name": "Lê An"} for n in (1, 2)]
    assert _told_apart(names) == ["Lê An (person:an-1)", "Lê An (person:an-2)"]


def test_what_a_plan_and_an_appointment_are_against() -> None:
    (plan,), (post,) = found_in(*planned_otherwise()), found_in(*appointed_on_a_day_after_its_end())
    assert plan[1] == (
        "Xã Hải An + Xã Hải Vĩnh → Xã Tân Lập: planned, but by the register "
        "Xã Hải Vĩnh + Xã Hải Xuân → Xã Hải Hưng on 2020-01-01"
    )
    assert post[1].endswith(": appointed on 2025-09, but Xã Hải Hưng ended on 2025-06-30")


def test_a_unit_that_the_register_has_there_on_other_days_only(tmp_path: Path) -> None:
    def told(day: str, unit: str) -> list[tuple[str, str]]:
        text = f"Họp\n\nÔng Lê Văn Hiếu, Chủ tịch UBND {unit} cho biết như vậy tại {unit}.\n"
        line = {"id": "a", "text": text, "published": day}
        (tmp_path / "a.jsonl").write_text(json.dumps(line), "utf-8")
        build([tmp_path / "a.jsonl"], tmp_path / "store")
        with Store.open(tmp_path / "store") as opened:
            return [(f.kind, f.what) for f in check(opened.graph())]

    assert told("2022-03-15", "xã Hải Bình, huyện Hải Lăng") == [
        (
            "unit-of-other-days",
            "Xã Hải Bình in Huyện Hải Lăng on 2022-03-15: the register has only Xã Hải Bình 2025-01-01 – 2025-06-30",
        )
    ]
    assert [what for _, what in told("2022-03-15", "xã Vĩnh Định, huyện Hải Lăng")] == [
        "Xã Vĩnh Định in Huyện Hải Lăng on 2022-03-15: the register has only Xã Vĩnh Định 2025-07-01 – …"
    ]
    assert told("2025-03-15", "xã Hải Bình, huyện Hải Lăng") == []  # there on its day
    assert told("2022-03-15", "xã Tân Thành, huyện Hải Lăng") == []  # a namesake elsewhere is no namesake


def test_check_in_all_formats(kg: Command, store: Path) -> None:
    table, told = kg("check", "--store", store), json.loads(kg("check", "--store", store, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(kg("check", "--store", store, "--format", "csv").out)))
    assert (table.code, table.err) == (0, "")
    assert {f["kind"] for f in told["findings"]} == {row["kind"] for row in rows} == set(
        re.findall(r"\d+ ([a-z-]+)", table.out.splitlines()[-1])
    )  # fmt: skip
    assert len(rows) == sum(len(f["passages"]) or 1 for f in told["findings"])


def test_the_samples_name_no_unit_of_other_days(kg: Command, store: Path) -> None:
    found = json.loads(kg("check", "--store", store, "--format", "json").out)["findings"]
    assert found
    assert [f["what"] for f in found if f["kind"] == "unit-of-other-days"] == []


def test_strict_makes_findings_a_failure(kg: Command, store: Path, tmp_path: Path) -> None:
    build([ROOT / "samples/hai-lang-xa-moi-2020.txt"], tmp_path / "clean")
    for kept, code in ((store, 1), (tmp_path / "clean", 0)):
        done, plain = kg("check", "--store", kept, "--strict"), kg("check", "--store", kept)
        assert (done.code, plain.code, done.out) == (code, 0, plain.out)


# -- diff --------------------------------------------------------------------------------------------------------------


def test_what_came_went_and_changed() -> None:
    first = Story("a").post("Phan Thành Chung", "Bí thư", AN).done()
    second = Story("b", date(2023, 5, 5)).post("Phan Thành Chung", "Bí thư", AN).done()
    other = Story("c").post("Cáp Hữu Chiểu", "Bí thư", HUNG).done()
    found = {d.label: d for d in diff(graph(first), graph(first, second, other)) if "thuộc" not in d.label}
    changed, came = found["Phan Thành Chung — Bí thư Đảng ủy xã Hải An"], found[f"Cáp Hữu Chiểu — Bí thư {HUNG}"]
    assert (changed.how, came.how) == ("changed", "came")
    assert {c.name: (c.before, c.after) for c in changed.changes if c.name != "evidence"} == {
        "known until": (("2022-01-28",), ("2023-05-05",))
    }
    (evidence,) = [c for c in changed.changes if c.name == "evidence"]
    assert (evidence.before, len(evidence.after)) == ((), 1)
    back = {d.label: d.how for d in diff(graph(first, second, other), graph(first))}
    assert back[came.label] == "went"
    assert diff(graph(first, second), graph(second, first)) == []


def test_diff_of_two_stores(kg: Command, store: Path, tmp_path: Path) -> None:
    build([ROOT / "samples/hai-lang-lay-y-kien-2019.txt"], tmp_path / "less")
    assert kg("diff", store, store).out == "no difference\n"
    done = kg("diff", tmp_path / "less", store)
    assert done.code == 0
    assert "+ Hồ Sĩ Lượng" in done.out
    assert "    status: báo chí đưa tin\n" in done.out
    assert re.search(r"^    resolution: .*Nghị quyết số 832/NQ-UBTVQH14$", done.out, re.MULTILINE)
    assert not re.search(r"^    (?!\+ |- ).*\b(code|src|law):", done.out, re.MULTILINE)
    told = json.loads(kg("diff", store, tmp_path / "less", "--format", "json").out)["differences"]
    rows = list(csv.DictReader(io.StringIO(kg("diff", store, tmp_path / "less", "--format", "csv").out)))
    assert {d["how"] for d in told} == {row["how"] for row in rows}
    assert {d["fact"] for d in told} == {row["fact"] for row in rows}
    assert kg("diff", store, tmp_path / "none").code == 2


# -- who and person ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["UBND huyện Hải Lăng", "ubnd huyen hai lang", "Ủy ban nhân dân huyện Hải Lăng", "UBND Hải Lăng"]
)
def test_who_holds_the_posts_of_a_body(kg: Command, store: Path, name: str) -> None:
    told = json.loads(kg("who", name, "--store", store, "--json").out)
    (chair,) = [h for h in told["holdings"] if h["title"] == "Chủ tịch UBND huyện Hải Lăng"]
    assert (chair["name"], chair["first_seen"], chair["last_seen"]) == ("Trương Quang Điềm", "2019-08-16", "2020-05-21")
    assert chair["accepted"]
    assert 0.5 < chair["certainty"] <= 1
    assert all(p["quote"] and p["article"] for p in chair["passages"])


def test_who_on_a_day_tells_certain_from_possible(kg: Command, store: Path) -> None:
    asked = ("who", "xã Hải Vĩnh", "--store", store, "--json", "--as-of")
    then, before = (json.loads(kg(*asked, day).out)["holdings"] for day in ("2019-08-16", "2019-08-15"))
    assert {(h["name"], h["then"]) for h in then} >= {("Lê Cảnh Thuận", "certain"), ("Võ Thị Nhạn", "certain")}
    assert {h["then"] for h in before} == {"possible"}
    done = kg("who", "xã Hải Vĩnh", "--store", store, "--as-of", "2020-01-01")
    assert (done.code, done.out) == (1, "")
    assert done.lines == ["kg: there was no “xã Hải Vĩnh” on 2020-01-01; there was: Xã Hải Vĩnh … – 2019-12-31"]


def test_who_lists_what_a_name_may_be(kg: Command, store: Path) -> None:
    done = kg("who", "Quảng Trị", "--store", store)
    assert done.code == 1
    assert len(done.lines) == 1
    assert [(" 44," in line or "(Đơn vị hành chính, 44" in line, " – " in line) for line in done.out.splitlines()] == [
        (True, True),
        (False, True),
    ]
    assert kg("who", "Quảng Trị", "--store", store, "--as-of", "2025-06-13").code == 0


def test_a_career_in_order_of_time(kg: Command, store: Path) -> None:
    (told,) = json.loads(kg("person", "le canh thuan", "--store", store, "--json").out)["people"]
    titles = [h["title"] for h in told["holdings"]]
    assert titles.index("Bí thư Đảng ủy xã Hải Vĩnh") < titles.index("Bí thư Đảng ủy xã Hải Hưng")
    assert told["score"] > 0.5
    assert told["reasons"]
    assert told["namesakes"] == []
    assert "one person: " in kg("person", "Lê Cảnh Thuận", "--store", store).out


def test_people_of_one_name_are_told_apart(kg: Command, tmp_path: Path) -> None:
    for n, (unit, day) in enumerate(
        (("xã Hải Quế, huyện Hải Lăng", "2021-05-09"), ("xã Ia Lốp, huyện Ea Súp", "2021-05-10"))
    ):
        text = f"Họp\n\nÔng Nguyễn Văn Hòa, Chủ tịch UBND {unit}, dự họp.\n"
        (tmp_path / f"{n}.jsonl").write_text(json.dumps({"id": str(n), "text": text, "published": day}), "utf-8")
    build([tmp_path / "0.jsonl", tmp_path / "1.jsonl"], tmp_path / "store")
    told = json.loads(kg("person", "Nguyễn Văn Hoà", "--store", tmp_path / "store", "--json").out)["people"]
    assert len(told) == 2
    assert {c["namesakes"][0]["person"]["iri"] for c in told} == {c["person"]["iri"] for c in told}
    assert all(c["namesakes"][0]["why"] and c["namesakes"][0]["posts"] for c in told)
    assert kg("person", "hòa", "--store", tmp_path / "store").code == 0


@pytest.mark.parametrize("command", ["who", "person"])
@pytest.mark.parametrize("name", ["Nguyễn Không Có", "", "unit:nowhere", "Lê Cảnh Thuần"])
def test_what_is_not_there(kg: Command, store: Path, command: str, name: str) -> None:
    done = kg(command, name, "--store", store)
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)


@pytest.mark.parametrize(
    "arguments",
    [["who", "x"], ["person", "x"], ["check"], ["diff", "x"], ["check", "--store", "nowhere"], ["diff", "a", "b"]],
)
def test_what_cannot_be_asked(kg: Command, arguments: list[str]) -> None:
    done = kg(*arguments)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)


def test_a_name_with_what_it_lies_in(store: Path) -> None:
    with Store.open(store) as opened:
        found = opened.graph()
        assert [t.label for t in find(found, "Hải Hưng, Hải Lăng")] == ["Xã Hải Hưng"]
        assert [t.label for t in find(found, "thuận, hải hưng")] == ["Lê Cảnh Thuận"]
