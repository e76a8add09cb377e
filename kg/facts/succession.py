"""Who comes after whom in a post: what the words for taking over, handing over and going before say of the other one.

"… được bầu giữ chức B thay ông C nghỉ hưu"       C held B and has left it
"Thay ông C là ông A"                             A has the post that C has just left
"ông C bàn giao chức vụ B cho ông A"              C has left B, A has it
"Người tiền nhiệm của ông, bà C, …"               C held the post last given to someone
    "Trước đó, chức vụ này do ông C đảm nhiệm"        the same
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.facts.claim import NARRATED, Claim
from kg.facts.spans import gap
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.scan import Item, Name, Trigger
from kg.grammar.units import Place

_GETS = frozenset({"appoint", "transfer", "hold"})
_LEAVES = frozenset({"remove", "retire", "handover", "former"})
_BETWEEN = frozenset({"cho", "vị", "trí", "của", "là", ",", "ghế", "chức", "vụ", ":"})


def successions(
    document: Document, memory: Memory, items: list[Item], made: list[Claim], before: list[Claim]
) -> Iterator[Claim]:
    """What follows from a sentence's words of succession: `made` are the sentence's claims, `before` earlier ones."""
    for n, item in enumerate(items):
        if not isinstance(item, Trigger):
            continue
        if item.kind == "replace":
            yield from _taken_over(document, memory, items, n, made, before)
        elif item.kind == "handover":
            yield from _handed_over(document, items, n, made)
        elif item.kind == "predecessor":
            yield from _gone_before(document, memory, items, n, made, before)


def _taken_over(
    document: Document, memory: Memory, items: list[Item], n: int, made: list[Claim], before: list[Claim]
) -> Iterator[Claim]:
    """ "… thay ông C": who is replaced has left the post that the other one gets."""
    old = _person_after(document, items, n)
    if old is None:
        yield from _in_the_place(document, items, n, before)
        return
    who = memory.person(old.text, old.start)
    got = _as(items, items.index(old), made) or _got(memory, items, made, items[n].start, who)
    if got is None and (new := _successor(document, items, items.index(old))) is not None:
        left = _left(memory, before, who)
        if left is not None:
            yield _copy(left, new, "appoint")
        return
    if got is None and (new := _person_before(items, n)) is not None:
        got = _last_got([c for c in before if _is(memory, c, new)])
        if got is None and new.text and (left := _left(memory, before, who)) is not None:
            yield _copy(left, new, "appoint")  # "Bà A, phó trưởng phòng, thay ông C": C has just left
            return
    if got is not None:
        yield _copy(got, old, "retire" if _is_over(document, items, items.index(old)) else "former")


def is_successor(document: Document, items: list[Item], n: int) -> bool:
    """Is item n the verb of "người thay thế", "người kế nhiệm"?"""
    verb = items[n] if n >= 0 else None
    return isinstance(verb, Trigger) and verb.kind == "replace" and document.keys[max(verb.start - 1, 0)] == "người"


def _in_the_place(document: Document, items: list[Item], n: int, before: list[Claim]) -> Iterator[Claim]:
    """ "Người thay thế là ông A", "Thay thế vị trí này là ông A": gets the posts that the last claims say were left."""
    be, new = (items[n + 1], items[n + 2]) if n + 2 < len(items) else (None, None)
    if not (isinstance(be, Trigger) and be.kind == "be" and isinstance(new, Name) and new.text):
        return
    between = gap(document, items[n].end, be.start)
    if gap(document, be.end, new.start) or not ((is_successor(document, items, n) and not between) or between in _THIS):
        return
    here = document.sentence_of(items[n].start)
    near = (c for c in reversed(before) if document.sentence_of(c.chain.start) >= here - 2)
    left = next((left for c in near if (left := _what_is_left(c)) is not None), None)
    if left is not None:
        yield _copy(left, new, "appoint")


_THIS = tuple([*words, "này"] for words in (["vị", "trí"], ["chức", "vụ"], ["chức", "danh"], ["cương", "vị"]))


def _handed_over(document: Document, items: list[Item], n: int, made: list[Claim]) -> Iterator[Claim]:
    """ "ông C bàn giao chức vụ B cho ông A"."""
    claim = next((c for c in made if c.status == "handover" and c.chain.start > items[n].start), None)
    if claim is None:
        return
    k = items.index(claim.chain) + 1
    if k + 1 < len(items) and isinstance(items[k], Trigger) and document.keys[items[k].start] == "cho":
        new = items[k + 1]
        if isinstance(new, Name) and new.text:
            yield _copy(claim, new, "appoint")


def _gone_before(
    document: Document, memory: Memory, items: list[Item], n: int, made: list[Claim], before: list[Claim]
) -> Iterator[Claim]:
    """ "Người tiền nhiệm của ông, bà C": held what was last said to be got or held."""
    named = [x for x in items[n + 1 :] if isinstance(x, Name) and x.text]
    whose = named.pop(0) if len(named) > 1 and document.keys[items[n].end : named[0].start] == ["của"] else None
    if not named:
        return
    old = named[0]  # "Người tiền nhiệm của ông A - ông C"
    between = gap(document, whose.end if whose else items[n].end, old.start)
    if set(between) - _BETWEEN - {"ông", "bà", "anh", "chị", "-", "–"}:
        return
    if "này" in document.keys[items[n].start : items[n].end] and not _earlier_time(document, items[n].start):
        return  # "hiện chức vụ này do ông C đảm nhiệm"
    who = memory.person(old.text, old.start)
    if whose is not None:
        before = [c for c in before if _is(memory, c, whose)]
    earlier = [c for c in [*before, *made] if c.chain.start < items[n].start]
    others = [c for c in earlier if not _is(memory, c, old)]
    given = [c for c in others if c.status in {"appoint", "transfer"}]
    here = document.sentence_of(items[n].start)
    near = [c for c in others if document.sentence_of(c.chain.start) >= here - 1]
    if len({p.role for c in given for p in c.chain.posts}) > 1:
        given = [c for c in given if c in near]  # several posts were given: which is meant is not said
    got = given[-1] if given else _last_got(near)
    if got is not None and who != memory.person(got.name.text, got.name.start):
        yield _copy(got, old, "former")


def _earlier_time(document: Document, token: int) -> bool:
    """ "Trước đó, chức vụ này do …": does the sentence begin with a word of the past?"""
    first = document.sentence_start(token)
    return "trước" in document.keys[first : token + 4]


def _person_after(document: Document, items: list[Item], n: int) -> Name | None:
    """The person right after the word: "thay (cho vị trí của) ông C"."""
    after = items[n + 1] if n + 1 < len(items) else None
    if not isinstance(after, Name) or not after.text:
        return None
    return after if set(gap(document, items[n].end, after.start)) <= _BETWEEN else None


def _as(items: list[Item], k: int, made: list[Claim]) -> Claim | None:
    """ "ông A thay ông C | làm phó ban": the claim of the post that is named right after item k."""
    verb, chain = [*items[k + 1 : k + 3], None, None][:2]
    if not (isinstance(verb, Trigger) and verb.kind == "hold" and isinstance(chain, Chain)):
        return None
    return next((c for c in made if c.chain.start == chain.start and c.name is not items[k]), None)


def _got(memory: Memory, items: list[Item], made: list[Claim], at: int, who: str) -> Claim | None:
    """The nearest claim of the sentence that gives a post to another: before the word, else after it.

    None, if posts that nobody was found for stand nearer.
    """
    nearest = max((x.start for x in items if isinstance(x, Chain) and x.start < at), default=0)
    sought = [c for c in made if _gets(c) or c.status in {"propose", "candidate"}]
    others = [c for c in sought if memory.person(c.name.text, c.name.start) != who]
    before = [c for c in others if c.chain.start < at]
    if before:
        return before[-1] if before[-1].chain.end > nearest else None
    return others[0] if others else None


def _last_got(earlier: list[Claim]) -> Claim | None:
    """The last claim that tells of getting a post, else the last of one held by a verb that says so."""
    got = [c for c in earlier if c.status in _GETS] or [c for c in earlier if _gets(c)]
    return got[-1] if got else None


def _successor(document: Document, items: list[Item], k: int) -> Name | None:
    """ "Thay ông C | là ông A"."""
    rest = [x for x in items[k + 1 : k + 4] if not isinstance(x, Place)]  # "Kế nhiệm ông C ở Hải Lăng là …"
    verb, new, *_ = [*rest, None, None]
    if isinstance(verb, Trigger) and verb.kind == "be" and isinstance(new, Name) and new.text:
        where = gap(document, items[k].end, verb.start)
        direct = (not where or where[0] in {"ở", "tại"}) and not gap(document, verb.end, new.start)
        return new if direct else None
    return None


def _person_before(items: list[Item], n: int) -> Name | None:
    """Who takes over: the last person before the word, if need be meant by "ông"."""
    return next((x for x in reversed(items[:n]) if isinstance(x, Name) and not x.byline), None)


def _left(memory: Memory, before: list[Claim], who: str) -> Claim | None:
    """The posts that the person has just been said to leave; None if he left several at different times."""
    own = (c for c in reversed(before) if memory.person(c.name.text, c.name.start) == who)
    return next((left for c in own if (left := _what_is_left(c)) is not None), None)


def _what_is_left(claim: Claim) -> Claim | None:
    """The claim with those of its posts that it says were left, if any."""
    posts = claim.chain.posts if claim.status in _LEAVES else [p for p in claim.chain.posts if p.status == "former"]
    return replace(claim, chain=replace(claim.chain, posts=posts)) if posts else None


def _is(memory: Memory, claim: Claim, name: Name) -> bool:
    """Is the claim of this person? A pronoun is of whoever was spoken of last."""
    return not name.text or memory.person(claim.name.text, claim.name.start) == memory.person(name.text, name.start)


def _gets(claim: Claim) -> bool:
    """Does someone get or have the posts by a verb that says so ("làm", "được bầu")?"""
    return claim.status in _GETS or (claim.status == "" and claim.rule in NARRATED)


def _is_over(document: Document, items: list[Item], k: int) -> bool:
    after = items[k + 1] if k + 1 < len(items) else None
    if not isinstance(after, Trigger) or after.kind not in {"retire", "remove"}:
        return False
    return after.kind == "retire" or "và" not in gap(document, items[k].end, after.start)


def _copy(claim: Claim, name: Name, status: str) -> Claim:
    """The same posts, of another person."""
    posts = [replace(p, status="") for p in claim.chain.posts]
    return Claim(name, replace(claim.chain, posts=posts), status, "replaced")
