"""Judgements: the file, its contradictions, their replay on the graph, and the commands that write them."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import Command
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import judgements
from kg.cli import judge
from kg.errors import SettingsError
from kg.graph import iri
from kg.graph.facts import graph_quads
from kg.judgements import Judgement, Verdict
from kg.model import Article, Containment, Entity, Evidence, Extraction, Position, Status
from kg.pipeline import rebuild
from kg.register import Register
from kg.replay import Replayed, resolve_with, unheeded_facts
from kg.store import Store

TIME = "2026-01-31T08:00:00Z"


def judged(verdict: Verdict, one: str, other: str | None = None, why: str = "", author: str = "lan") -> Judgement:
    return Judgement(verdict, one, other, author, TIME, why)


def post(
    id: str,
    day: str,
    person: str,
    commune: str,
    district: str = "huyện Hải Lăng",
    status: Status = "current",
    confidence: float = 0.95,
) -> Extraction:
    quote = f"{person}, Bí thư Đảng ủy {commune}"
    evidence = Evidence(0, len(quote), quote)
    places = ((commune, "xa"), (district, "huyen"))
    entities = [Entity("LOC", name, (), evidence, "unit", 0.95, kind) for name, kind in places]
    entities.append(Entity("PER", person, (), evidence, "person", 0.95))
    said = Position(
        person, "Bí thư", f"Đảng ủy {commune}", commune, status, evidence, "post", confidence, body_kind="cap-uy"
    )
    inside = Containment(commune, district, evidence, "address", 0.95)
    return Extraction(Article(id, quote, None, date.fromisoformat(day)), tuple(entities), (said,), (), (inside,))


NAME = "Nguyễn Văn Hòa"
HOAS = (
    post("a", "2021-03-01", NAME, "xã Hải Hưng"),
    post("b", "2021-04-01", NAME, "xã Hải Hưng"),
    post("c", "2022-01-28", NAME, "xã Hải An"),
    post("d", "2022-05-01", NAME, "xã Cam Chính", "huyện Cam Lộ"),
    post("e", "2022-06-01", "Nguyễn Văn Hùng", "xã Hải Quy"),
)


def replay(judged: Sequence[Judgement], articles: Sequence[Extraction] = HOAS) -> Replayed:
    return resolve_with(articles, Register.load(), judged)


def person(found: Replayed, article: str, name: str = NAME) -> str:
    return found.resolution.person_links[article, name].id


def people() -> dict[str, str]:
    """The person of each article without judgements."""
    found = replay(())
    return {x.article.id: f"person:{person(found, x.article.id, x.positions[0].person)}" for x in HOAS}


PEOPLE = people()

# -- the file ----------------------------------------------------------------------------------------------------------

GOOD = f"same\tperson:x-1a2b3c\tperson:y-1a2b3c\tlan\t{TIME}\tmoved"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("same", "1 columns"),
        (GOOD.replace("same", "equal"), "“equal” is none of"),
        (GOOD.replace("\tlan\t", "\t\t"), "no author"),
        (GOOD.replace(TIME, "yesterday"), "“yesterday” is no time"),
        (GOOD.replace("person:y", "unit:y"), "not of the kind"),
        (GOOD.replace("person:x-1a2b3c", "Nguyễn Văn A"), "“Nguyễn Văn A” is no person"),
        (GOOD.replace("person:y-1a2b3c", "person:x-1a2b3c"), "same as itself"),
        (GOOD.replace("same", "accept"), "is no tenure"),
        (GOOD.replace("same\tperson:x-1a2b3c", "reject\ttenure:x"), "should be -"),
        (f"{GOOD}\textra", "7 columns"),
    ],
)
def test_a_malformed_line_is_told_with_file_and_number(tmp_path: Path, line: str, wrong: str) -> None:
    path = tmp_path / "j.tsv"
    path.write_text(f"# mine\n\n{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="no judgement") as e:
        judgements.load(path)
    assert str(e.value).startswith(f"{path}:4: ")
    assert wrong in str(e.value)
    assert "\n" not in str(e.value)


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "j.tsv"
    given = [judged("same", "person:x-1", "person:y-1", "vì\tmột\nlý do"), judged("accept", "tenure:t", None, "đúng")]
    for j in given:
        assert judgements.add(path, j)
    assert not judgements.add(path, judged("same", "person:y-1", "person:x-1", "again"))
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("# ")
    assert len(text.splitlines()) == 3
    found = judgements.load(path)
    assert [(j.verdict, j.about, j.author, j.time) for j in found] == [
        (j.verdict, j.about, j.author, j.time) for j in given
    ]
    assert [j.why for j in found] == ["vì một lý do", "đúng"]
    path.write_bytes(text.rstrip("\n").replace("\n", "\r\n").encode("utf-8-sig"))
    assert judgements.add(path, judged("reject", "link:l", None, "no"))
    assert len(judgements.load(path)) == 3


def test_full_iris_are_understood_and_other_bases_too() -> None:
    for name in ("<https://w3id.org/vnkg/id/person/x-1a>", "https://example.org/kg/id/person/x-1a", "person:x-1a"):
        assert judgements.prefixed(name) == "person:x-1a"
    assert judgements.prefixed("foaf:Person") is None


def test_a_file_that_is_no_utf8_or_missing(tmp_path: Path) -> None:
    path = tmp_path / "j.tsv"
    with pytest.raises(SettingsError, match="no such file"):
        judgements.load(path, must=True)
    assert judgements.load(path) == []
    path.write_bytes(b"# a\n\xff\n")
    with pytest.raises(SettingsError, match=r"j\.tsv:2"):
        judgements.load(path)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([("same", "a", "b"), ("different", "b", "a")], ("same person:a", "different person:a")),
        ([("same", "a", "b"), ("same", "c", "b"), ("different", "a", "c")], ("j.tsv:2", "j.tsv:3", "j.tsv:4")),
    ],
)
def test_contradictions_name_both_sides(
    tmp_path: Path, lines: list[tuple[Verdict, str, str]], named: Iterable[str]
) -> None:
    path = tmp_path / "j.tsv"
    given = [judged(v, f"person:{a}", f"person:{b}") for v, a, b in lines]
    path.write_text("# x\n" + "".join(j.line() for j in given), encoding="utf-8")
    with pytest.raises(SettingsError, match="contradict") as e:
        judgements.load(path)
    assert all(name in str(e.value) for name in named)
    path.write_text("# x\n" + "".join(j.line() for j in given[:-1]), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="the new one"):
        judgements.add(path, given[-1])
    assert path.read_bytes() == before


def test_a_fact_is_not_both_accepted_and_rejected() -> None:
    with pytest.raises(SettingsError, match=r"accept tenure:t .* reject tenure:t"):
        judgements.check([judged("accept", "tenure:t"), judged("reject", "tenure:t", None, "no")])


# -- replay: who is who ------------------------------------------------------------------------------------------------


def test_without_judgements_they_are_four() -> None:
    assert PEOPLE["a"] == PEOPLE["b"]
    assert len(set(PEOPLE.values())) == 4


def test_same_joins_under_the_id_of_the_first() -> None:
    found = replay([judged("same", PEOPLE["d"], PEOPLE["a"], "chuyển công tác")])
    assert person(found, "d") == person(found, "a") == PEOPLE["a"].removeprefix("person:")
    assert person(found, "c") != person(found, "a")
    link = found.resolution.person_links["d", NAME]
    assert any("judged to be the same" in r for r in link.reasons)
    assert found.unheeded == []


def test_same_joins_two_names() -> None:
    found = replay([judged("same", PEOPLE["e"], PEOPLE["a"], "báo viết sai")])
    assert person(found, "e", "Nguyễn Văn Hùng") == person(found, "a")
    assert found.resolution.persons[person(found, "a")].aliases == ("Nguyễn Văn Hùng",)


def test_different_keeps_apart_and_is_no_candidate_any_more() -> None:
    before = replay(()).resolution.person_links["a", NAME]
    assert person(replay(()), "c") in before.candidates
    found = replay([judged("different", PEOPLE["a"], PEOPLE["c"])])
    link = found.resolution.person_links["a", NAME]
    assert person(found, "c") not in link.candidates
    assert any("judged different" in r for r in link.reasons)


def test_different_holds_against_evidence_that_comes_later() -> None:
    """An article that would join the two through a body of both."""
    bridge = post("f", "2022-02-01", NAME, "xã Hải Hưng")
    other = post("g", "2022-03-01", NAME, "xã Hải An", status="appointed")
    both = Extraction(
        bridge.article,
        (*bridge.entities, *other.entities),
        (*bridge.positions, *other.positions),
        (),
        bridge.containments,
    )
    articles = (*HOAS, both)
    joined = replay((), articles)
    assert person(joined, "a") == person(joined, "c")
    kept = replay([judged("different", PEOPLE["a"], PEOPLE["c"])], articles)
    assert person(kept, "a") != person(kept, "c")


def test_a_judgement_outlives_a_change_of_the_id() -> None:
    """With an older article of another post the person's id is another; what was judged still holds."""
    old = post("0", "2019-03-01", NAME, "xã Hải Vĩnh")
    move = post("1", "2020-02-01", NAME, "xã Hải Hưng", status="appointed")
    moved = Extraction(
        move.article, (*move.entities, *old.entities), (*move.positions, *old.positions), (), move.containments
    )
    articles = (old, moved, *HOAS)
    assert f"person:{person(replay((), articles), 'a')}" != PEOPLE["a"]
    found = replay([judged("same", PEOPLE["a"], PEOPLE["d"])], articles)
    assert person(found, "a") == person(found, "d")
    assert found.unheeded == []


def test_what_is_gone_is_told() -> None:
    gone = judgements.parse(judged("same", "person:nguyen-van-hoa-000000", PEOPLE["a"]).line(), "j.tsv")
    unit = judged("different", "unit:x-nowhere", "unit:x-nothing")
    found = replay([*gone, unit, judged("accept", "tenure:nobody")])
    assert ("j.tsv:1", f"judgement not heeded: {gone[0]}: there is no person:nguyen-van-hoa-000000") in found.unheeded
    assert any("no unit:x-nowhere" in what for _, what in found.unheeded)
    graph_quads(HOAS, found.resolution, verdicts=found.verdicts)
    assert [what for _, what in unheeded_facts(found.verdicts)] == [
        "judgement not heeded: accept tenure:nobody: there is no such fact"
    ]


PAIRS = st.lists(
    st.tuples(st.sampled_from(("same", "different")), st.sampled_from("acde"), st.sampled_from("acde")), max_size=5
)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_replay_hangs_on_no_order_and_says_the_same_again(
    pairs: list[tuple[Verdict, str, str]], rng: random.Random
) -> None:
    given = [judged(v, PEOPLE[a], PEOPLE[b]) for v, a, b in pairs if a != b]
    try:
        judgements.check(given)
    except SettingsError:
        return
    once = replay(given)
    shuffled, articles = [*given, *given], list(HOAS)
    rng.shuffle(shuffled)
    rng.shuffle(articles)
    again = replay(shuffled, articles)
    assert again.resolution == once.resolution
    assert list(again.resolution.persons) == list(once.resolution.persons)
    for j in given:
        one, two = (next(a for a in "acde" if PEOPLE[a] == name) for name in j.about)
        names = {a: "Nguyễn Văn Hùng" if a == "e" else NAME for a in "acde"}
        assert (person(once, one, names[one]) == person(once, two, names[two])) == (j.verdict == "same")


# -- replay: units and bodies ------------------------------------------------------------------------------------------


def unclear(id: str) -> Extraction:
    evidence = Evidence(0, 1, "x")
    entity = Entity("LOC", "xã Tân Thành", (), evidence, "unit", 0.95, "xa")
    body = Entity("ORG", "UBND xã Tân Thành", (), evidence, "body", 0.95, "ubnd", "xã Tân Thành")
    return Extraction(Article(id, "x", None, date(2022, 5, 5)), (entity, body))


def test_a_unit_that_several_fit_is_judged_to_be_one_of_them() -> None:
    articles = (unclear("a"), unclear("b"))
    link = replay((), articles).resolution.unit_links["a", "xã Tân Thành"]
    assert len(link.candidates) > 2
    chosen = link.candidates[1]
    found = replay([judged("same", f"unit:{iri.local(link.id)}", f"unit:{chosen}")], articles)
    assert found.unheeded == []
    assert found.resolution.unit_links["a", "xã Tân Thành"].id == chosen
    assert found.resolution.body_links["a", "UBND xã Tân Thành"].id == f"ubnd.{chosen}"
    assert found.resolution.unit_links["b", "xã Tân Thành"].id.startswith("x-")
    assert link.id not in found.resolution.units
    none = replay([judged("different", f"unit:{iri.local(link.id)}", f"unit:{chosen}")], articles)
    assert chosen not in none.resolution.unit_links["a", "xã Tân Thành"].candidates


def test_two_units_of_the_register_are_never_one() -> None:
    found = replay([judged("same", "unit:hai-lang-470", "unit:cam-lo-468")])
    assert [what for _, what in found.unheeded] == [
        "judgement not heeded: same unit:cam-lo-468 unit:hai-lang-470: the register has both"
    ]


# -- replay: facts -----------------------------------------------------------------------------------------------------


def statuses(found: Replayed, articles: Sequence[Extraction] = HOAS) -> dict[str, str]:
    quads = graph_quads(articles, found.resolution, verdicts=found.verdicts)
    return {q.subject.value: q.object.value for q in quads if q.predicate.value.endswith("#status")}  # type: ignore[union-attr]


def tenure(found: Replayed, article: str, commune: str) -> ox.NamedNode:
    """The tenure of the article's secretary."""
    return iri.tenure(person(found, article), "bi-thu", found.resolution.body_links[article, f"Đảng ủy {commune}"].id)


def test_accepted_facts_count_and_rejected_ones_feed_nothing() -> None:
    articles = (
        post("a", "2021-03-01", NAME, "xã Hải Hưng", confidence=0.4),
        post("b", "2022-01-28", NAME, "xã Hải An"),
    )
    plain = replay((), articles)
    doubtful = tenure(plain, "a", "xã Hải Hưng")
    sure = tenure(plain, "b", "xã Hải An")
    assert statuses(plain, articles)[doubtful.value].endswith("fact-doubtful")
    names = [f"tenure:{node.value.rpartition('/')[2]}" for node in (doubtful, sure)]
    found = replay([judged("accept", names[0], None, "đã hỏi"), judged("reject", names[1], None, "nhầm")], articles)
    quads = graph_quads(articles, found.resolution, verdicts=found.verdicts)
    said = {(q.subject, q.predicate.value.replace("#", "/").rpartition("/")[2]): q.object for q in quads}
    assert said[doubtful, "status"].value.endswith("fact-reported")  # type: ignore[union-attr]
    assert said[doubtful, "knownFrom"].value == "2021-03-01"  # type: ignore[union-attr]
    assert said[sure, "status"].value.endswith("fact-retracted")  # type: ignore[union-attr]
    assert (sure, "knownFrom") not in said
    held = {q.subject for q in quads if q.predicate.value.endswith("org#holds")}
    assert held == {iri.person(person(found, "a"))}
    notes = {q.object.value for q in quads if q.graph_name == iri.graph("judgements")}  # type: ignore[union-attr]
    assert {"đã hỏi", "nhầm", "lan"} <= notes


def test_a_judged_fact_is_found_by_the_new_id_of_its_person() -> None:
    plain = replay(())
    node = tenure(plain, "d", "xã Cam Chính")
    assert node.value in statuses(plain)
    name = node.value.rpartition("/")[2]
    both = [judged("same", PEOPLE["a"], PEOPLE["d"]), judged("reject", f"tenure:{name}", None, "nhầm")]
    found = replay(both)
    assert [s for s in statuses(found).values() if s.endswith("retracted")]
    assert unheeded_facts(found.verdicts) == []


# -- commands ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "now", lambda: datetime(2026, 1, 31, 8, tzinfo=UTC))


RARE = "Cáp Hữu Chiểu"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A store with namesakes, a unit that several fit and a doubtful fact."""
    path = tmp_path / "made"
    doubtful = post("f", "2021-03-01", "Hồ Sĩ Lượng", "xã Hải Quế", confidence=0.4)
    career = (post("g", "2021-03-01", RARE, "xã Hải Hưng"), post("h", "2022-01-28", RARE, "xã Hải An"))
    with Store.create(path) as store, store.writing() as writer:
        for extraction in (*HOAS, doubtful, *career, unclear("u")):
            writer.put(extraction.article.id, extraction.to_json(text=True))
        writer.publish([])
    rebuild(path)
    return path


def listed(kg: Command, store: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(kg("review", "--list", "--format", "json", "--store", store).out)
    return items


def test_accept_reject_and_build(kg: Command, made: Path, tmp_path: Path) -> None:
    fact = next(i for i in listed(kg, made) if i["kind"] == "fact")["sides"][0]
    done = kg("accept", fact["label"], "--store", made, "--by", "lan", "--why", "đã hỏi văn phòng")
    assert (done.code, done.err) == (0, "")
    line = (made / "judgements.tsv").read_text(encoding="utf-8").splitlines()[-1]
    assert line == f"accept\t{fact['name']}\t-\tlan\t{TIME}\tđã hỏi văn phòng"
    assert "judged so before" in kg("accept", fact["name"], "--store", made, "--by", "hoa").out
    done = kg("reject", fact["name"], "--store", made, "--why", "no")
    assert (done.code, len(done.lines)) == (2, 1)
    assert "contradict" in done.err
    article = tmp_path / "z.txt"
    article.write_text("Ngày 1/3/2021, xã Hải Hưng, huyện Hải Lăng có mưa.", encoding="utf-8")
    built = kg("build", article, "--store", made, "--date", "2021-03-01")
    assert "1 judgement heeded, 0 not" in built.out
    assert "đã hỏi văn phòng" in kg("explain", fact["name"], "--store", made).out
    assert kg("validate", "--store", made).code == 0
    assert "is as it was" in kg("build", article, "--store", made, "--date", "2021-03-01").out


def test_same_by_names_and_what_is_gone(kg: Command, made: Path) -> None:
    done = kg("same", "Hồ Sĩ Lượng", "Nguyễn Văn Hùng", "--store", made, "--by", "lan", "--build")
    assert (done.code, "has the new graph" in done.out) == (0, True)
    text = (made / "judgements.tsv").read_text(encoding="utf-8")
    assert f"\tlan\t{TIME}" in text
    (made / "judgements.tsv").write_text(text.replace("nguyen-van-hung", "nguyen-van-nobody"), encoding="utf-8")
    done = kg("different", PEOPLE["a"], PEOPLE["c"], "--store", made, "--by", "lan", "--build")
    assert "judgement not heeded: same person:" in done.err
    assert "judgements.tsv:2" in done.err


def test_things_of_two_kinds_are_not_judged_and_nothing_is_written(kg: Command, made: Path) -> None:
    for command in ("same", "different"):
        done = kg(command, "Hồ Sĩ Lượng", "unit:hai-lang-470", "--store", made)
        assert (done.code, done.out, len(done.lines)) == (2, "", 1)
        assert "different kinds" in done.err
    path = made / "judgements.tsv"
    with pytest.raises(SettingsError, match="not of the kind"):
        judgements.add(path, judged("same", PEOPLE["a"], "unit:hai-lang-470"))
    assert not path.exists()


# -- undo --------------------------------------------------------------------------------------------------------------


def test_a_judgement_is_taken_back(kg: Command, made: Path) -> None:
    before = kg("export", "--store", made, "--to", "ntriples").out
    assert kg("same", "Hồ Sĩ Lượng", "Nguyễn Văn Hùng", "--store", made, "--build").code == 0
    assert kg("export", "--store", made, "--to", "ntriples").out != before
    done = kg("undo", "--store", made, "Hồ Sĩ Lượng", "--build")
    assert (done.code, done.err, "no more same person:" in done.out) == (0, "", True)
    assert (made / "judgements.tsv").read_text(encoding="utf-8") == judgements.HEAD
    assert kg("export", "--store", made, "--to", "ntriples").out == before


def test_the_last_judgement_is_taken_back_and_all_else_stays_as_it_is(kg: Command, made: Path) -> None:
    path = made / "judgements.tsv"
    kept = f"# mine\n\ndifferent\t{PEOPLE['a']}\t{PEOPLE['c']}\tlan\t{TIME}\tvì sao"
    path.write_text(kept, encoding="utf-8")
    kg("same", PEOPLE["c"], PEOPLE["d"], "--store", made)
    for left in (kept + "\n", "# mine\n\n"):
        done = kg("undo", "--store", made)
        assert (done.code, done.err) == (0, "")
        assert path.read_text(encoding="utf-8") == left
    done = kg("undo", "--store", made)
    assert (done.code, done.out, done.lines) == (1, "", [f"kg: {path}: there is no judgement"])


def test_which_judgement_is_meant(kg: Command, made: Path) -> None:
    one, two, three = (PEOPLE[a] for a in "acd")
    kg("same", one, two, "--store", made)
    kg("different", one, three, "--store", made)
    several = kg("undo", "--store", made, one)
    assert (several.code, len(several.lines), len(several.out.splitlines())) == (1, 1, 2)
    assert kg("undo", "--store", made, two, three).lines == [
        f"kg: {made / 'judgements.tsv'}: no judgement is about {two} and {three}"
    ]
    assert (
        kg("undo", "--store", made, three, one).out == f"{made / 'judgements.tsv'}: no more different {one} {three}\n"
    )
    assert [j.verdict for j in judgements.load(made / "judgements.tsv")] == ["same"]


def test_what_contradicts_can_be_taken_back(kg: Command, made: Path) -> None:
    path = made / "judgements.tsv"
    about = f"{PEOPLE['a']}\t{PEOPLE['c']}\tlan\t{TIME}\n"
    path.write_text(f"same\t{about}different\t{about}", encoding="utf-8")
    refused = kg("same", PEOPLE["a"], PEOPLE["d"], "--store", made)
    assert (refused.code, "kg undo" in refused.err) == (2, True)
    assert kg("undo", "--store", made).code == 0
    assert kg("same", PEOPLE["a"], PEOPLE["d"], "--store", made).code == 0


@pytest.mark.parametrize("arguments", [["undo"], ["undo", "--store", "nowhere"], ["undo", "--store", "nowhere", "x"]])
def test_undo_wants_a_store(kg: Command, arguments: list[str]) -> None:
    done = kg(*arguments)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)


def test_names_that_mean_nothing_several_or_another_kind(
    kg: Command, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_AUTHOR", "lan")
    for arguments in (("same", "Không Ai Cả", "Hồ Sĩ Lượng"), ("accept", "Hồ Sĩ Lượng")):
        done = kg(*arguments, "--store", made)
        assert (done.code, len(done.lines)) == (1, 1)
    assert kg("same", "Hồ Sĩ Lượng", "Hồ Sĩ Lượng", "--store", made).code == 2
    several = kg("same", NAME, "Hồ Sĩ Lượng", "--store", made)
    assert several.code == 1
    assert all(PEOPLE[a] in several.out for a in "acd")
    assert not (made / "judgements.tsv").exists()
    bad = made / "bad.tsv"
    bad.write_text("same\n", encoding="utf-8")
    for command in (("review", "--list"), ("build", made.parent)):
        done = kg(*command, "--store", made, "--judgements", bad)
        assert (done.code, "bad.tsv:1" in done.err) == (2, True)


def test_review_lists_in_three_forms(kg: Command, made: Path) -> None:
    items = listed(kg, made)
    assert {i["kind"] for i in items} == {"person", "unit", "fact"}
    assert items[0]["sides"][0]["label"] == RARE
    assert [i["score"] for i in items if i["kind"] == "person"] == sorted(
        (i["score"] for i in items if i["kind"] == "person"), reverse=True
    )
    for item in items:
        assert item["sides"][0]["passages"][0]["quote"]
    table = kg("review", "--list", "--store", made)
    assert (table.code, table.err, len(table.out.splitlines())) == (0, "", len(items) + 2)
    rows = list(csv.reader(io.StringIO(kg("review", "--list", "--format", "csv", "--store", made).out)))
    assert rows[0] == ["kind", "score", "label", "subject", "others", "why"]
    assert [r[3] for r in rows[1:]] == [i["sides"][0]["name"] for i in items]
    kg("accept", next(i for i in items if i["kind"] == "fact")["sides"][0]["name"], "--store", made)
    assert len(listed(kg, made)) == len(items) - 1


def test_review_walks_and_writes(kg: Command, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = listed(kg, made)
    answers = {"person": "d\n", "unit": "2 theo bản đồ\n", "fact": "x\nr không có nguồn khác\n"}
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(answers[i["kind"]] for i in items)))
    done = kg("review", "--store", made, "--by", "lan", "--build")
    assert done.code == 0
    assert "is no answer here" in done.out
    written = judgements.load(made / "judgements.tsv")
    assert len(written) == len(items)
    assert f"{len(written)} judgements written" in done.out
    unit = next(j for j in written if j.subject.startswith("unit:"))
    assert (unit.verdict, unit.why, unit.other) == ("same", "theo bản đồ", unit_of(items))
    assert next(j for j in written if j.verdict == "reject").why == "không có nguồn khác"
    assert kg("review", "--list", "--store", made).out == "nothing is open\n"


def unit_of(items: list[dict[str, Any]]) -> str:
    name: str = next(i for i in items if i["kind"] == "unit")["sides"][2]["name"]
    return name


def test_one_person_is_judged_to_be_two_by_a_post(kg: Command, tmp_path: Path) -> None:
    """An article wrongly ties two of the name together; the post that is the other's tells them apart."""
    bridge = post("m", "2021-09-01", NAME, "xã Hải Hưng", status="former")
    other = post("m", "2021-09-01", NAME, "xã Hải An", status="appointed")
    both = Extraction(
        bridge.article,
        (*bridge.entities, *other.entities),
        (*bridge.positions, *other.positions),
        (),
        (*bridge.containments, *other.containments),
    )
    path = tmp_path / "tied"
    with Store.create(path) as store, store.writing() as writer:
        for extraction in (*HOAS[:3], both):
            writer.put(extraction.article.id, extraction.to_json(text=True))
        writer.publish([])
    rebuild(path)
    (one,), facts = names(kg, path, "foaf:Person"), names(kg, path, "kg:Tenure")
    theirs, own = (next(f for f in facts if commune in f) for commune in ("hai-an", "hai-hung"))
    assert kg("different", one, theirs, "--store", path, "--build").code == 0
    assert len(names(kg, path, "foaf:Person")) == 2
    tenures = names(kg, path, "kg:Tenure")
    assert own in tenures
    (c,) = {
        t.partition(":")[2].partition("--")[0]
        for t in tenures
        if "hai-an" in t and not t.startswith(f"tenure:{one[7:]}")
    }
    assert f"person:{c}" in names(kg, path, "foaf:Person")
    done = kg("different", one, own, "--store", path)
    assert (done.code, "reject the fact" in done.err) == (1, True)


def names(kg: Command, store: Path, kind: str) -> list[str]:
    """The prefixed names of all things of a class."""
    asked = kg("query", f"SELECT ?t {{ ?t a {kind} }}", "--store", store, "--format", "json").out
    found = [row["t"]["value"] for row in json.loads(asked)["results"]["bindings"]]
    return sorted(name for value in found if (name := judgements.prefixed(value)))


def test_review_may_be_left(kg: Command, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for typed in ("\nq\n", "k\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        done = kg("review", "--store", made)
        assert (done.code, "0 judgements written" in done.out) == (0, True)
        assert not (made / "judgements.tsv").exists()
