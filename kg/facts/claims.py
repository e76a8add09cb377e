"""Who holds which chain of posts: each chain of a sentence is given to a person, by the first rule that finds one.

The rules are those that kg/facts/positions.py lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.facts.antecedents import Spoken
from kg.facts.careers import (
    before_that,
    described,
    goes_on,
    in_profile,
    in_the_past,
    is_past,
    is_said,
    last_clause,
    moved_from,
    named_after,
    names_someone,
    next_in_list,
    past_behind,
    step_of_career,
    then_also,
    then_got_another,
    then_past,
)  # fmt: skip
from kg.facts.claim import Around, Claim
from kg.facts.completion import complete
from kg.facts.endings import dies, ends, ends_all, ends_in_the_party, has_left, leaves, loses_party_posts, removed
from kg.facts.governed import back_then, governed, joining, told_beside
from kg.facts.in_turn import in_turn
from kg.facts.rosters import heads_a_list, members, past_election
from kg.facts.spans import QUOTES, after_relative, gap, in_apposition, in_brackets, without_remark
from kg.facts.succession import is_successor
from kg.facts.verbs import held, mode_of
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.lists import heads, roles, titles
from kg.grammar.memory import Memory
from kg.grammar.names import looks_like_person
from kg.grammar.scan import Item, Name, OtherPlace, Run, Trigger
from kg.grammar.units import Place
from kg.lexicon import phrase_set, word_set
from kg.text import key


def claims(document: Document, memory: Memory, items: list[Item], spoken: Spoken) -> list[Claim]:
    """Give each chain of a sentence to its holder."""
    made: list[Claim] = []
    for n, item in enumerate(items):
        if isinstance(item, Chain) and not (_renamed(document, item) or _of_kin(document, item)):
            made += _holders(document, items, n, spoken, made)
        elif isinstance(item, Trigger) and (item.kind == "join" or _moves_a_seat(document, item)):
            made += joining(document, items, n, spoken)
        elif isinstance(item, Trigger) and item.kind == "appoint" and (into := _into(document, items, n)) is not None:
            made += joining(document, [*items[: n + 2], into, *items[n + 2 :]], n + 2, spoken)
        elif isinstance(item, Trigger) and item.kind == "remove" and made and _this_post(document, items, n, made[-1]):
            made[-1] = _lost(made[-1], item)
    made += moved_from(document, items, made)
    return made


def _lost(claim: Claim, verb: Trigger) -> Claim:
    """The posts of the claim, lost by "miễn nhiệm chức vụ này": what stands there tells when."""
    end = verb.end + 3
    posts = [replace(p, start=verb.start, end=end) for p in claim.chain.posts]
    return replace(claim, chain=Chain(verb.start, end, posts), status="remove")


def _this_post(document: Document, items: list[Item], n: int, last: Claim) -> bool:
    """ "ông A kiêm chức B và vừa được miễn nhiệm chức vụ này": the post told last, of one person alone."""
    this = document.keys[items[n].end : items[n].end + 3]
    if this[:1] != ["chức"] or this[-1:] != ["này"]:
        return False
    return not any(isinstance(x, Name) and x.start > last.chain.end for x in items[:n])


def _moves_a_seat(document: Document, trigger: Trigger) -> bool:
    """ "thôi tham gia", "được bầu vào", "trúng cử vào" before a committee."""
    keys = document.keys
    elected = trigger.kind == "appoint" and keys[trigger.end : trigger.end + 1] == ["vào"]
    elected |= keys[trigger.start : trigger.end] == ["trúng", "cử"]  # "trúng cử | Ban Chấp hành Đảng bộ tỉnh"
    return elected or keys[trigger.start : trigger.end] == ["thôi", "tham", "gia"]


def _into(document: Document, items: list[Item], n: int) -> Trigger | None:
    """ "Chỉ định đồng chí A | vào | Ban Chấp hành Đảng bộ quận": the word behind who is elected."""
    name = items[n + 1] if n + 1 < len(items) else None
    beside = isinstance(name, Name) and bool(name.text) and name.start == items[n].end
    if name is None or not beside or document.keys[name.end : name.end + 1] != ["vào"]:
        return None
    return Trigger(name.end, name.end + 1, "appoint")


def _renamed(document: Document, chain: Chain) -> bool:
    """ "Chủ tịch Hội đồng Bộ trưởng (nay là Thủ tướng)": what the post is called today, no other post.

    "Chủ tịch UBND huyện A (nay là Bí thư Huyện ủy)" is one.
    """
    ours = chain.posts[0].mode in {"party", "people"} or chain.posts[0].mode.startswith("head:")
    return not ours and document.keys[max(chain.start - 3, 0) : chain.start] == ["(", "nay", "là"]


def _of_kin(document: Document, chain: Chain) -> bool:
    """ "giao cho chồng là giám đốc B": the post of a relative who is not named."""
    before = document.keys[max(chain.start - 2, 0) : chain.start]
    return len(before) == 2 and before[0] in word_set("relatives") and before[1] == "là"


def _around(document: Document, items: list[Item], n: int) -> Around:
    chain, left, right = items[n], _neighbour(document, items, n, -1), _neighbour(document, items, n, 1)
    left_gap = gap(document, left.end, chain.start) if left else None
    right_gap = _without_brackets(document, items, n, right) if right else None
    return Around(left, right, left_gap, right_gap, *mode_of(document, items, n))


def _without_brackets(document: Document, items: list[Item], n: int, right: Name) -> list[str]:
    """The words between posts and a person, but for brackets that belong to the body.

    Its abbreviation in "Liên đoàn Bóng chuyền (VFV) A", its province in "Chủ tịch UBND huyện B (tỉnh C) A".
    """
    start, after = items[n].end, items[n + 1]
    beside = isinstance(after, Place) and after.word != "" and after.start == start + 1 and right.start == after.end
    if beside and isinstance(after, Place) and after.kind in {"tinh", "tp-tw"} and document.keys[start] == ",":
        return []  # "Chủ tịch huyện A, tỉnh B | Nguyễn Văn C"
    words = document.tokens.words[start : start + 3]
    if isinstance(after, Place) and after.start == start + 1 and in_brackets(document, after):
        start = after.end + 1
    elif len(words) == 3 and words[0] == "(" and words[2] == ")" and words[1].isupper() and start + 3 <= right.start:
        start += 3
    return gap(document, start, right.start)


def _holders(document: Document, items: list[Item], n: int, spoken: Spoken, made: list[Claim]) -> list[Claim]:
    """The holders of the chain that is item n, by the first rule that finds any."""
    complete(document, items, n)
    around = _around(document, items, n)
    beside = (found for rule in _BESIDE if (found := rule(document, items, n, around, made)))
    given = next(beside, None) or list(_elsewhere(document, items, n, around, spoken, made))
    return in_turn(document, items, n, given)


def _of_list(document: Document, items: list[Item], n: int, around: Around, _: list[Claim]) -> list[Claim]:
    """The members of a list that the posts head; those who stand for a seat."""
    chain, told = _chain(items, n), around.mode if around.mode in _TOLD else ""
    if heads_a_list(document, chain):
        told = told or ("appoint" if past_election(document, chain) > chain.end + 1 else "")
        return [Claim(name, chain, told, "post-person") for name in members(document, items, n)]
    return []


def _befallen(document: Document, items: list[Item], n: int, around: Around, made: list[Claim]) -> list[Claim]:
    """ "miễn nhiệm chức A đối với ông X, và B đối với ông Y": B is lost by Y, no post of X's."""
    right, last = around.right, made[-1] if made else None
    if last is None or last.rule != "trigger-to" or right is None or not right.text or last.name is not around.left:
        return []
    joined = set(around.left_gap or ["…"]) <= {",", ";", "và", "chức", "danh", "vụ"}
    befalls = around.right_gap in (["đối", "với"], ["cho"])
    return [Claim(right, _chain(items, n), last.status, "trigger-to")] if joined and befalls else []


def _after_posts(document: Document, items: list[Item], n: int, around: Around, made: list[Claim]) -> list[Claim]:
    """Who stands right after the posts."""
    chain, right = _chain(items, n), around.right
    named = around.right_gap in ([], ["tên"], ["tên", "là"])
    if right is None or not right.text or not (named or _in_charge(around.right_gap)):
        return []
    removing = made[-1].status if made and _joined(document, chain) and made[-1].status == "remove" else ""
    rule = "post-person?" if _beside_another(document, chain, around.left) else "post-person"
    names = _group(document, items, items.index(right)) if chain.plural else [right]
    remembered = _remembers(document, chain)
    if remembered and chain.posts[-1].body is None:
        rule = "post-person?"  # "tưởng niệm Chủ tịch A": of what, the article's bodies do not say
    then = document.keys[right.end : right.end + 2] in (["(", "nay"], ["(", "hiện"])  # "Chủ tịch xã A (nay là B)"
    then |= has_left(document, right.end)  # "Chủ tịch xã A (đã nghỉ hưu)"
    then |= document.keys[chain.start - 1 - chain.plural] == "thời"  # "thời hai Thủ tướng A và B"
    since = document.sentence_start(chain.start)
    then |= document.keys[since : since + 2] == ["sinh", "thời"]  # "Sinh thời, Chủ tịch A B đã …": B is dead
    past = "former" if then else ""
    dead = remembered or dies(document, items, items.index(right))
    lost = around.mode if around.mode == "remove" else removing or leaves(document, items, items.index(right))
    status = "die" if dead else past or lost
    if len(chain.posts) > 1 and (_told_to(document, items, n, right) or _got_by_another(document, items, n)):
        chain = Chain(chain.posts[-1].start, chain.end, chain.posts[-1:])
    if around.left is not None and around.left_gap in (["-"], ["–"], ["("]) and len(chain.posts) > 1:
        first, last = (Chain(p[0].start, p[-1].end, p) for p in (chain.posts[:-1], chain.posts[-1:]))
        return [Claim(around.left, first, "", "person-post?"), Claim(right, last, status, rule)]
    return [Claim(name, chain, status, rule) for name in names]


def _got_by_another(document: Document, items: list[Item], n: int) -> bool:
    """ "ông A xin từ chức sau khi được điều động làm B, Bộ trưởng C nói": B is no post of C's."""
    chain, keys = _chain(items, n), document.keys
    governed = keys[chain.start - 1] in _GOVERNING and keys[chain.posts[-1].start - 1] == ","
    return governed and any(isinstance(x, Name) for x in items[:n])


_GOVERNING = frozenset({"làm", "chức", "vụ", "thành"})


def _told_to(document: Document, items: list[Item], n: int, name: Name) -> bool:
    """ "Báo cáo với Bí thư Thành ủy, Giám đốc Sở B Nguyễn Văn A cho biết": the first post is of who is told.

    A seat ("của Ủy viên Bộ Chính trị, Bí thư Thành ủy A") stands with its holder's name alone.
    """
    chain, keys = _chain(items, n), document.keys
    lead = last_clause(document, chain)
    if len(lead) > 9 or keys[chain.start - 1] not in word_set("oblique") or chain.posts[0].mode == "member":
        return False
    says = any(w.isalpha() and w.islower() for w in document.tokens.words[name.end : name.end + 1])
    alone = not names_someone(items, n, chain.start - len(lead))
    return says and keys[chain.posts[-1].start - 1] == "," and alone


def _remembers(document: Document, chain: Chain) -> bool:
    """ "Khu lưu niệm Tổng Bí thư A", "viếng đồng chí Chủ tịch A": the words before the posts are of the dead."""
    before = " ".join(document.keys[max(chain.start - 4, document.sentence_start(chain.start)) : chain.start])
    return before.removesuffix(" đồng chí").removesuffix(" cố").endswith(phrase_set("before the dead"))


def _before_posts(document: Document, items: list[Item], n: int, around: Around, made: list[Claim]) -> list[Claim]:
    """Whom the posts follow in apposition."""
    chain, left, left_gap = _chain(items, n), around.left, around.left_gap
    if left is None or not left.text or left_gap is None or around.at or heads_a_list(document, chain):
        return []
    if "là" in left_gap:
        left = told_beside(document, items, items.index(left)) or left
    last = made[-1] if made and made[-1].name is left else None
    if last is not None and last.rule == "post-person" and _begins_another(around):
        return []
    if last is not None and last.rule == "post-person?" and left_gap == [",", "là"]:
        served = next((x for x in items[:n] if isinstance(x, Name) and x.text), left)  # "A từng là thư ký của B, là …"
        once = "từng" in document.keys[served.end : left.start]
        return [Claim(served, chain, "former" if once else "", "person-post")]
    if left_gap[:1] == ["khỏi"] and (away := removed(document, items, left, made)):
        return [Claim(left, chain, away, "trigger")]  # "miễn nhiệm bà A khỏi chức vụ B"
    left_gap, names = _those_before(document, items, left, chain, left_gap)
    if (
        not names
        or not _holds(left, chain, left_gap)
        or (left_gap[-1:] == ["là"] and after_relative(document, left.start))
    ):
        return []
    doubtful = _source_now(document, left, chain) or (
        left_gap == [","]
        and (
            _new_clause(document, left, chain) or _names_another(document, items, n) or _kin_in_brackets(document, left)
        )
    )
    if loses_party_posts(document, items, left):
        return _out_of_party(left, chain)
    status = removed(document, items, left, made)
    if not status:
        status = _ended(document, items, n, made)
        if status == "remove" and ends_in_the_party(document, items[n + 1]):
            return [claim for name in names for claim in _out_of_party(name, chain)]
    past = _long_ago(document, chain, left_gap)
    rule = "person-post?" if doubtful else "person-post"
    return [Claim(name, chain, "former" if past else status, rule) for name in names]


def _out_of_party(name: Name, chain: Chain) -> list[Claim]:
    """The posts in the Party are lost, the others kept."""
    lost, kept = (Chain(chain.start, chain.end, [p for p in chain.posts if p.of_party == o]) for o in (True, False))
    return [Claim(name, lost, "remove", "person-post"), Claim(name, kept, "", "person-post")]


def _ended(document: Document, items: list[Item], n: int, made: list[Claim]) -> str:
    """What ends the posts; it may befall those named before as well."""
    status = ends(document, items, n)
    for claim in made if status else []:
        alike = claim.rule == "person-post" and not claim.status and claim.name.text
        if alike and ends_all(document, items, n, claim.name):
            claim.status = status
    return status


def _begins_another(around: Around) -> bool:
    """ "Chủ tịch UBND TP A, | Giám đốc Đại học B, GS.TS C": after a post before its holder the next one is C's."""
    right = around.right
    learned = phrase_set("ranks") + phrase_set("degrees")
    return right is not None and around.right_gap == [","] and right.title in learned


def _those_before(
    document: Document, items: list[Item], left: Name, chain: Chain, left_gap: list[str]
) -> tuple[list[str], list[Name]]:  # fmt: skip
    """The gap without words that say the posts are of several persons, and whom they then are of.

    "ông A và bà B, các Phó Chủ tịch UBND xã C", "ông A, bà B (đều là …": of both. Posts in the plural after one person
    alone ("Trưởng ban A, các thứ trưởng …") are of others.
    """
    if left_gap[:3] == ["là", "một", "trong"]:
        return ["là"], [left]  # "ông A là một trong hai Phó Chủ tịch"
    each = [k for k, word in enumerate(left_gap) if word == "đều" or left_gap[k : k + 2] == ["cùng", "là"]]
    and_him = left_gap == ["là"] and document.keys[left.start - 1] == "và"  # "ông A và ông B là Phó Chủ tịch"
    if not each and not chain.plural and not and_him:
        return left_gap, [left]
    names = _group(document, items, items.index(left), step=-1)
    return [w for k, w in enumerate(left_gap) if k not in each], names if len(names) > 1 or and_him else []


def _source_now(document: Document, left: Name, chain: Chain) -> bool:
    """ "Theo ông A, hiện Chủ tịch HĐND đã yêu cầu …", "Theo ông A, nguyên Bộ trưởng có thành tích …": the posts begin
    what A says, they may be another's."""
    keys, words_ = document.keys, document.tokens.words
    if keys[left.start - 1] != "theo" or chain.posts[0].said:
        return False
    after = words_[chain.end] if chain.end < len(words_) else ""
    goes_on = after.isalpha() and after.islower() and keys[chain.end] not in {"cho", "nói", "thì", "khẳng"}
    return keys[chain.start] == "hiện" or (chain.posts[0].status == "former" and goes_on)


def _candidates(document: Document, items: list[Item], n: int, around: Around, _: list[Claim]) -> list[Claim]:
    """ "Trong danh sách ứng cử đại biểu HĐND tỉnh có ông A, …; bà B": each person of the list stands for the seat."""
    chain = _chain(items, n)
    if around.mode != "candidate" or any(isinstance(x, Name) and x.text for x in items[:n]):
        return []
    names = [x for x in items[n + 1 :] if isinstance(x, Name) and x.text and x.title]
    if not names or not set(document.keys[chain.end : names[0].start][-2:]) & {"có", "gồm", ":"}:
        return []
    return [Claim(name, chain, "candidate", "listed") for name in names]


def _introduced(document: Document, items: list[Item], n: int, around: Around, made: list[Claim]) -> list[Claim]:
    """Who is named after the posts and a colon, a comma or "là"."""
    chain, right, between = _chain(items, n), around.right, around.right_gap
    told_before = made and made[-1].name is around.left and made[-1].rule == "post-person" and _begins_another(around)
    beside = between == [","] and around.left is not None and not told_before
    if right is None or not right.text or between is None or beside:
        return []
    if not _introduces(document, chain, between, right):
        return []
    m = items.index(right)
    told = (
        around.mode if between[-1:] == ["là"] and around.mode in _TOLD else ""
    )  # "Người được bổ nhiệm làm B là ông A"
    told = told or ("appoint" if between == ["dành", "cho"] else "")
    if between[-1:] == ["là"] and around.mode == "hold" and held(document, items, n) == "appoint":
        told = "appoint"  # "Người thay ông C giữ chức B là ông A"
    told = told or ("appoint" if between == ["là"] and is_successor(document, items, n - 1) else "")
    told = told or ends(document, items, m + (m + 1 < len(items) and isinstance(items[m + 1], Chain)))
    past = then_past(between) or (
        between[-1:] == ["là"] and (back_then(document, chain) or before_that(document, chain))
    )
    one = between in ([","], ["-"], ["–"]) and not chain.plural  # "Chủ tịch Tập đoàn A - ông B và bà C, con gái của D"
    names = [right] if one else _group(document, items, m)
    return [Claim(name, chain, "former" if past else told, "post-person") for name in names]


def _chain(items: list[Item], n: int) -> Chain:
    chain = items[n]
    assert isinstance(chain, Chain)
    return chain


# the rules for persons beside the posts, the first that finds any decides
_BESIDE = (_of_list, _befallen, _after_posts, _before_posts, _candidates, _introduced)
_TOLD = frozenset({"appoint", "transfer", "remove", "retire", "candidate", "propose"})


def _elsewhere(
    document: Document, items: list[Item], n: int, around: Around, spoken: Spoken, made: list[Claim]
) -> Iterator[Claim]:  # fmt: skip
    """The person whom a verb, the sentence's course or the sentence before gives the posts."""
    chain = items[n]
    assert isinstance(chain, Chain)
    left, mode = around.left, around.mode
    if (later := named_after(document, items, n, spoken)) is not None:
        over = is_past(document, chain) or then_got_another(document, items, n)
        status = mode if mode in {"remove", "retire"} else "former" if over else ""
        yield Claim(later, chain, status, "person-after")
    elif (
        made
        and left is None
        and (then_also(document, made[-1].chain, chain) or next_in_list(document, made[-1], chain))
    ):
        yield Claim(made[-1].name, chain, made[-1].status, made[-1].rule)
    elif made and left is None and goes_on(document, items, n, made[-1].chain):
        yield Claim(made[-1].name, chain, mode or made[-1].status, made[-1].rule)
    elif spoken.last is not None and step_of_career(document, items, n):
        first = document.sentence_start(chain.start)
        status = "current" if "nay" in document.keys[first : chain.start] else "career"
        yield Claim(replace(spoken.last, start=chain.start, end=chain.start + 1), chain, status, "pronoun")
    elif (person := in_profile(document, items, n)) is not None:
        yield Claim(person, chain, "", "person-post")
    elif (subject := described(document, items, n, around)) and (who := spoken.holder(subject)) is not None:
        past = mode == "former" or then_past(document.keys[subject.end : chain.start])
        held = "former" if past else mode if mode in {"remove", "appoint", "transfer"} else ""
        yield Claim(replace(who, start=subject.start, end=subject.end), chain, held, "pronoun")
    elif around.at:
        yield from governed(document, items, n, around, spoken)
    elif (
        left is not None
        and not left.text
        and is_said(around.left_gap or [])
        and (meant := spoken.meant(left, items[: items.index(left)])) is not None
    ):
        status = "former" if in_the_past(document, chain) else ""
        yield Claim(replace(meant, start=left.start, end=left.end), chain, status, "pronoun")


def _beside_another(document: Document, chain: Chain, left: Name | None) -> bool:
    """ "Trợ lý Bộ trưởng B A", "cố vấn an ninh của Thủ tướng A": A may be the aide or the minister.

    In "ông C, đặc phái viên của Thủ tướng A" the envoy is C.
    """
    if left is not None and document.keys[left.end : left.end + 1] in ([","], ["-"], ["("]):
        return False
    before = document.keys[max(chain.start - 7, document.sentence_start(chain.start)) : chain.start]
    said = " ".join(k if k.isalnum() else ";" for k in before).rpartition(";")[2]
    return any(f" {word} " in f" {said} " for word in phrase_set("aides"))


def _long_ago(document: Document, chain: Chain, left_gap: list[str]) -> bool:
    return (
        then_past(left_gap)
        or _then_was(left_gap)
        or (left_gap[-1:] == ["là"] and (before_that(document, chain) or back_then(document, chain)))
        or document.keys[chain.end : chain.end + 2] == ["trước", "khi"]
        or past_behind(document, chain)
    )


def _holds(name: Name, chain: Chain, between: list[str]) -> bool:
    """Posts in apposition, or said of the person by "hiện là", "nguyên là", "với cương vị"."""
    if not between:  # without a comma: "Theo ông Lê Văn An Chủ tịch Hội Nông dân xã"
        body = chain.posts[-1].body
        return bool(chain.posts[0].said) or (bool(name.title) and body is not None and not body.lacks)
    if chain.posts[0].said and between[0] == "," and between[-1] == ",":
        return True  # "ông A, đã bị khiển trách, hiện là B"
    if _then_was(between):
        return True
    as_such = between[0] == "với" and between[1:3] in (["cương", "vị"], ["vai", "trò"], ["tư", "cách"])
    return in_apposition(between) or as_such


def _then_was(between: list[str]) -> bool:
    """ "ông A (khi bị bắt là B)", "ông A, trước khi bị bắt là B": between the person and the posts, of another day."""
    opens = between[:1] in ([","], ["("], ["-"], ["–"]) and between[1:2] != [] and between[1] in _WHEN
    return opens and between[-1] == "là" and not {",", ";", ")"} & set(between[1:])


_WHEN = frozenset({"khi", "lúc", "trước", "thời", "vào"})


def _new_clause(document: Document, left: Name, chain: Chain) -> bool:
    """ "Nói về ý tưởng của ông A, Chủ tịch huyện cho rằng …", "Cùng với việc kỷ luật ông A, Chủ tịch UBND tỉnh đã …":
    the posts may be another's, who is the subject."""
    keys, first = document.keys, document.sentence_start(chain.start)
    verb = keys[chain.end] if chain.end < len(keys) else ""
    oblique = left.start > 0 and keys[left.start - 1] in word_set("oblique")
    clause = max((k + 1 for k in range(first, left.start) if keys[k] == ","), default=first)
    lead = keys[clause] in word_set("opens a lead")
    return (oblique and verb in word_set("verbs of saying")) or (lead and verb in word_set("does something"))


def _names_another(document: Document, items: list[Item], n: int) -> bool:
    """ "Theo ông A, Tổng thống Trump sẽ …": a name that no rule has claimed stands right after the post."""
    chain, after = _chain(items, n), items[n + 1] if n + 1 < len(items) else None
    if not isinstance(after, Run) or after.start != chain.end:
        return False
    if after.end - after.start == 1 and chain.posts[-1].body is None and heads().at(document.keys, after.start) is None:
        return True  # "Trả lời bà A, Bộ trưởng Khánh cho biết …"
    open_post = chain.posts[-1].mode.startswith(("country", "self:"))
    before = items[n - 1] if n else None
    untitled = isinstance(before, Name) and not before.title  # "…, A, phó trưởng Phòng B Cầm Thị Bun Sọn và …"
    return open_post or (untitled and 1 < after.end - after.start < 5)


def _in_charge(between: list[str] | None) -> bool:
    """ "Phó Giám đốc phụ trách công tác An toàn | Đào Tuấn Anh"."""
    return between is not None and between[:2] == ["phụ", "trách"] and len(between) <= 7 and "," not in between


def _neighbour(document: Document, items: list[Item], n: int, step: int) -> Name | None:
    """The item next to n if it is a person; places and triggers in between are looked through by the gap."""
    k = n + step
    while 0 <= k < len(items):
        item = items[k]
        if step < 0 and _is_alias(document, item):
            k += step
            continue
        if isinstance(item, Name):
            return item
        member = isinstance(item, Body) and document.keys[item.start - 2 : item.start] == ["đảng", "viên"]
        short = isinstance(item, Body) and in_brackets(document, item) and item.text.isupper()  # "Cục A (B) | ông C"
        rank = isinstance(item, Run) and _is_rank(document, item)
        if member or short or rank or isinstance(item, Trigger | OtherPlace | Place):
            k += step
            continue
        return None
    return None


def _is_rank(document: Document, item: Run) -> bool:
    """ "(nguyên | Đại | tá, Phó Giám đốc Công an tỉnh A)": a rank between commas, no other person's title."""
    m = titles().at(document.keys, item.start)
    rank = m is not None and " ".join(document.keys[item.start : m[0]]) in phrase_set("ranks")
    return rank and m is not None and document.keys[m[0] : m[0] + 1] == [","]


def _is_alias(document: Document, item: Item) -> bool:
    """'Đinh Ngọc Huệ ("Út Đen", …': another name of the person before the bracket."""
    keys = document.keys
    return keys[max(item.start - 2, 0)] == "(" and keys[item.start - 1] in QUOTES


def _kin_in_brackets(document: Document, name: Name) -> bool:
    """ "ông A (chồng của bà B, …": who is named for another's sake, and a comma after which either may be meant."""
    keys, kin = document.keys, word_set("relatives")
    at = name.start - 1 - (keys[name.start - 1 : name.start] == ["của"])
    first = at
    while first > 0 and keys[first] in kin:
        first -= 1
    aside = 0 < first < at and keys[first] in {"(", ","} and "(" in keys[max(first - 8, 0) : at]
    return aside and keys[name.end : name.end + 1] == [","]


# between posts and the list of those who hold them
_LISTS = frozenset({"gồm", "gồm :", "gồm có", "gồm có :", "gồm các", ", gồm", ", gồm :"})


_OPENS = frozenset({",", ";", "việc", "rằng"})


def _introduces(document: Document, chain: Chain, between: list[str], right: Name) -> bool:
    """Posts, then a colon or comma, then a person with a title: "Chủ tịch Ủy ban châu Âu, bà Ursula …".

    With a comma only where the posts open the sentence: in "Trả lời Bí thư Thành ủy, ông A …" A is another.
    """
    if between[:1] == ["khác"]:
        between = between[1:]  # "Phó bí thư khác là bà A"
    if between[:2] == ["phụ", "trách"] and between[-1:] == ["là"] and right.title:
        return True  # "Phó Chánh Văn phòng UBND tỉnh phụ trách Ban B là ông A"
    if between[:2] in (["hiện", "nay"], ["hiện", "tại"], ["đương", "nhiệm"]):
        between = between[2:]  # "Bí thư Huyện ủy hiện nay, ông A, …"
    if between[-1:] == ["là"] and right.title and " ".join(between[:-1]) in {"", "cũ", *phrase_set("at that time")}:
        return True
    if " ".join(between) in _LISTS:
        return True
    if chain.plural and between == ["là"]:
        return True
    if between == ["dành", "cho"]:
        return bool(right.title)  # "Chức danh Chánh Văn phòng HĐND dành cho ông A"
    if between[-1:] == ["do"] and set(between[:-1]) <= {"hiện", "đang", "nay", "được", "hiện_nay"} and right.title:
        # "Chức danh Phó Bí thư Tỉnh ủy hiện do ông A đảm nhiệm"
        return document.keys[right.end : right.end + 1] in (["đảm"], ["nắm"], ["giữ"], ["phụ"], ["kiêm"])
    if between == ["là"] and not right.title and len(right.text.split()) > 2 and chain.posts[-1].body is not None:
        return document.keys[right.end : right.end + 1] != ["-"]  # "Tổng Giám đốc Công ty A là Nguyễn Văn B"
    if between in ([":"], ["là"]):
        after = document.tokens.words[right.end : right.end + 1]
        quoted = bool(right.title) and after != [] and after[0].islower()  # "Tổng Thư ký Quốc hội: Ông A suy nghĩ"
        return not quoted if between == [":"] else bool(right.title)
    if between in (["-"], ["–"]):
        return True
    oblique = chain.start > 0 and document.keys[chain.start - 1] in word_set("oblique")
    if between == [","] and right.title in phrase_set("ranks") and not oblique:
        return True
    if between == [","] and right.title and _closed(document, chain, right):
        return True
    opens = document.sentence_start(chain.start) == chain.start or document.keys[chain.start - 1] in _OPENS
    if between == [","] and opens and not right.title and chain.posts[-1].body is not None:
        speaks = right.end < len(document.keys) and document.keys[right.end] in {"cho", "nói", "khẳng", "chia"}
        return speaks and looks_like_person(key(right.text).split())  # "Giám đốc Công ty A, Phan Anh Dũng cho biết"
    return between == [","] and bool(right.title) and opens


def _closed(document: Document, chain: Chain, right: Name) -> bool:
    """ "Theo Bí thư Huyện ủy A, ông B, việc …": the person stands between commas, and no post of his follows."""
    keys, after = document.keys, right.end + 1
    opens = document.sentence_start(chain.start) == chain.start - 1 and keys[chain.start - 1] == "theo"
    return opens and keys[right.end : after] == [","] and after < len(keys) and roles().at(keys, after) is None


def _joined(document: Document, chain: Chain) -> bool:
    return chain.start > 0 and document.keys[chain.start - 1] in {"và", ","}


def _group(document: Document, items: list[Item], n: int, step: int = 1) -> list[Name]:
    """The persons in a row that begins at item n: "ông A (45 tuổi), ông B và bà C"; that ends there, if step is -1."""
    names: list[Name] = []
    while 0 <= n < len(items) and isinstance(item := items[n], Name | Trigger):
        if isinstance(item, Trigger) and names and in_brackets(document, item):
            n += step  # "bà A (tái cử) và ông B"
            continue
        if not isinstance(item, Name) or not item.text:
            break
        first, second = (names[-1], item)[::step] if names else (item, item)
        between = without_remark(gap(document, first.end, second.start)) if names else []
        if not all(word in _AMID or word.isdigit() for word in between):
            break
        names.append(item)
        n += step
    return names


# between two persons in a row: "ông A (SN 1970, ngụ …" would be told otherwise
_AMID = frozenset({",", "và", "cùng", "(", ")", "sn", "sinh", "năm", "tuổi"})
