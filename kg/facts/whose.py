"""Which body a post is in when the text leaves it open: the unit, host or country that the context gives."""

from __future__ import annotations

from collections import Counter

from kg.grammar.bodies import Body
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.naming import completed
from kg.grammar.posts import Post
from kg.grammar.scan import Name
from kg.grammar.units import Place
from kg.text import key
from kg.tokens import is_syllable


def foreign(document: Document, name: Name) -> bool:
    return not all(map(is_syllable, name.text.split()))


def abroad(document: Document, memory: Memory, post: Post, name: Name) -> bool:
    """A foreigner's "Thủ tướng" is of the country last named in the sentence; without one the fact is not made."""
    if post.body is not None and post.body.place is not None:
        return True
    sentence = document.sentence_of(post.start)
    near = [
        p for at, p in memory.units
        if p.kind == "country" and at < post.start and document.sentence_of(at) == sentence
        and key(p.name) != "việt nam"
    ]  # fmt: skip
    if near:
        post.body = Body(post.start, post.end, "", near[-1].name, near[-1], head="*")
    return bool(near)


def body_of(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float]:
    """(name, unit, kind, certainty) of a post's body; None where no one can say which."""
    body = post.body
    if body is None:
        return _remembered(memory, post)
    certainty = 1.0 if body.place is None or body.place.sure else 0.5
    if not body.lacks:
        return body.text, body.place, body.kind, certainty
    if body.lacks == "unknown":
        return None, None, "", 0.0
    if body.lacks in {"committee", "host", "unit"} or body.lacks.startswith("host:"):
        return _hosted(memory, body)
    found = memory.unit(body.lacks, body.start)
    if found is None:
        return body.text, None, body.kind, 0.75 if body.lacks == "province" else 0.6
    return completed(body, found.place), found.place, body.kind, certainty * found.certainty


def _hosted(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """A committee that the text names without its host."""
    if body.lacks.startswith("host"):
        return _of_host(memory, body)
    if body.lacks == "unit" and body.kind == "mttq" and key(body.text).endswith("việt nam"):
        return body.text, None, body.kind, 0.6  # the national committee, or that of the place spoken of
    if body.lacks == "unit" or body.kind == "ban-can-su":
        return None, None, "", 0.0
    found = memory.body(frozenset({"cap-uy"}), body.start)
    if found is None:
        return (body.text or None), None, body.kind, 0.55
    host, certainty = found
    if certainty < 0.9 and memory.document.sentence_of(host.start) != memory.document.sentence_of(
        min(body.start, len(memory.document.tokens) - 1)
    ):
        certainty = 0.45
    if not body.text:
        return host.text, host.place, "cap-uy", certainty
    if host.kind == body.kind:
        return host.text, host.place, body.kind, certainty
    return f"{body.text} {host.text}", host.place, body.kind, certainty


# tokens back in which a body spoken of is still meant
_NEAR = 60


_HOSTS = frozenset({"truong", "cong-ty", "benh-vien", "cong-an", "co-quan"})


_COMMUNES = frozenset({"xa", "phuong", "thi-tran", "dac-khu"})


def _of_host(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """ "Đảng ủy" alone: of the school, company or commune last spoken of."""
    pointed = body.lacks.partition(":")[2]
    kinds = frozenset({pointed or body.kind}) if pointed or not body.text else _HOSTS
    hosts: list[tuple[int, str, Place | None]] = [
        (b.start, b.text if b.kind == body.kind else f"{body.text} {b.text}", b.place)
        for _, b in memory.bodies
        if b.kind in kinds and b.lacks in {"", "province"} and (body.kind != "so" or body.text or b.head == "sở")
    ]
    communes: list[tuple[int, str, Place | None]] = (
        []
        if body.kind not in {"cap-uy", "chi-bo", "dang-bo"}
        else [
            (at, f"{body.text} {p.full}", p)
            for at, p in memory.units
            if p.kind in _COMMUNES and p.word and body.text and not pointed
        ]
    )
    found = sorted(hosts + communes, key=lambda x: x[0])
    if not found:
        return None, None, "", 0.0
    before = [x for x in found if x[0] < body.start]
    _, text, place = before[-1] if before else found[0]
    if place is None and pointed == "so" and (province := memory.unit("province", body.start)):
        place = province.place
        text = completed(Body(0, 0, "so", text, lacks="province"), place)
    certainty = 0.9 if len({key(t) for _, t, _ in found}) == 1 else 0.7
    return text, place, body.kind, certainty


def _remembered(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float]:
    """A role alone: the body in which the article has that role."""
    wanted = {"school": {"truong"}, "any": {"cong-ty", "benh-vien"}}.get(post.mode, set())
    same = [
        b for _, b in memory.bodies
        if (post.mode.startswith("head:") and b.text.lower().startswith(post.mode[5:].lower() + " "))
        or (b.kind in wanted and not b.lacks)
    ]  # fmt: skip
    names = Counter(key(b.text) for b in same)
    if len(names) == 1:
        near = any(0 < post.start - b.start < _NEAR for b in same)
        certainty = 0.85 if near or len(same) >= 3 or wanted == {"truong"} else 0.45
        return same[0].text, same[0].place, same[0].kind, certainty
    if post.mode == "party" and (found := memory.body(frozenset({"cap-uy"}), post.start)):
        return found[0].text, found[0].place, "cap-uy", 0.7 if found[1] > 0.9 else 0.6 if found[1] > 0.7 else 0.45
    if len(names) > 1:
        first, second = names.most_common(2)
        if first[1] >= 3 and first[1] >= 2 * second[1]:
            body = next(b for b in same if key(b.text) == first[0])
            return body.text, body.place, body.kind, 0.65
    return None, None, "", 0.0


def place_name(memory: Memory, place: Place | None) -> str | None:
    if place is None:
        return None
    if place.word or place.kind == "country":
        return place.full
    for _, other in memory.units:
        if other.word and key(other.name) == key(place.name) and other.kind == place.kind:
            return other.full
    return (
        f"tỉnh {place.name}"
        if place.kind == "tinh" and "tinh" in memory.document.kinds(key(place.name))
        else place.name
    )
