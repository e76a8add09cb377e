"""Who holds which chain of posts: each chain of a sentence is given to a person, by the first rule that finds one.

The rules are those that kg/facts/positions.py lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.facts.antecedents import Spoken
from kg.facts.claim import Around, Claim
from kg.facts.governed import governed, is_replaced, joining
from kg.facts.rosters import heads_a_list, members
from kg.facts.spans import gap, in_apposition
from kg.facts.succession import is_successor
from kg.facts.verbs import mode_of
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.posts import Post
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
    return made


def _moves_a_seat(document: Document, trigger: Trigger) -> bool:
    """ "thôi tham gia", "được bầu vào", "trúng cử vào" before a committee."""
    keys = document.keys
    elected = trigger.kind == "appoint" and keys[trigger.end : trigger.end + 1] == ["vào"]
    return elected or keys[trigger.start : trigger.end] == ["thôi", "tham", "gia"]


def _renamed(document: Document, chain: Chain) -> bool:
    """ "Chủ tịch Hội đồng Bộ trưởng (nay là Thủ tướng)": what the post is called today, no other post."""
    return document.keys[max(chain.start - 3, 0) : chain.start] == ["(", "nay", "là"]


def _of_kin(document: Document, chain: Chain) -> bool:
    """ "giao cho chồng là giám đốc B": the post of a relative who is not named."""
    before = document.keys[max(chain.start - 2, 0) : chain.start]
    return len(before) == 2 and before[0] in word_set("relatives") and before[1] == "là"


def _around(document: Document, items: list[Item], n: int) -> Around:
    chain, left, right = items[n], _neighbour(document, items, n, -1), _neighbour(document, items, n, 1)
    left_gap = gap(document, left.end, chain.start) if left else None
    right_gap = _without_abbreviation(document, chain.end, right.start) if right else None
    return Around(left, right, left_gap, right_gap, *mode_of(document, items, n))


def _without_abbreviation(document: Document, start: int, end: int) -> list[str]:
    """The words between posts and a person, but for the body's abbreviation: "Liên đoàn Bóng chuyền (VFV) A"."""
    words = document.tokens.words[start : start + 3]
    short = len(words) == 3 and words[0] == "(" and words[2] == ")" and words[1].isupper() and start + 3 <= end
    return gap(document, start + 3 if short else start, end)


def _holders(document: Document, items: list[Item], n: int, spoken: Spoken, made: list[Claim]) -> list[Claim]:
    """The holders of the chain that is item n, by the first rule that finds any."""
    _complete(document, items, n)
    around = _around(document, items, n)
    return list(_beside(document, items, n, around, made)) or list(_elsewhere(document, items, n, around, spoken, made))


def _beside(document: Document, items: list[Item], n: int, around: Around, made: list[Claim]) -> Iterator[Claim]:
    """Those who stand right after the posts, or whom the posts follow in apposition, or are listed after them."""
    chain = items[n]
    assert isinstance(chain, Chain)
    left, right, left_gap, right_gap = around.left, around.right, around.left_gap, around.right_gap
    mode = around.mode
    if heads_a_list(document, chain) and (listed := members(document, items, n)):
        for name in listed:
            yield Claim(name, chain, "", "post-person")
        return
    removing = made[-1].status if made and _joined(document, chain) and made[-1].status == "remove" else ""
    if right is not None and right.text and (right_gap == [] or _in_charge(right_gap)):
        status = mode if mode == "remove" else removing
        for name in _group(document, items, items.index(right)) if chain.plural else [right]:
            yield Claim(
                name, chain, status, "post-person?" if _beside_another(document, chain, left) else "post-person"
            )
    elif (
        left is not None
        and left.text
        and left_gap is not None
        and not heads_a_list(document, chain)
        and _holds(left, chain, left_gap)
        and not around.at
        and not (left_gap[-1:] == ["là"] and _relative(document, left))
    ):
        doubtful = left_gap == [","] and (
            _new_clause(document, left, chain) or _names_another(items, n) or _kin_in_brackets(document, left)
        )
        rule = "person-post?" if doubtful else "person-post"
        status = _removed(document, items, left, made) or _ends(document, items, n)
        yield Claim(left, chain, "former" if _long_ago(document, chain, left_gap) else status, rule)
    elif candidates := _listed(document, items, n, mode):
        for name in candidates:
            yield Claim(name, chain, "candidate", "listed")
    elif (
        right is not None
        and right.text
        and right_gap is not None
        and _introduces(document, chain, right_gap, right)
        and not (right_gap == [","] and left is not None)
    ):
        told = mode if right_gap[-1:] == ["là"] and mode in _TOLD else ""  # "Người được bổ nhiệm làm B là ông A"
        told = told or ("appoint" if right_gap == ["là"] and is_successor(document, items, n - 1) else "")
        m = items.index(right)
        told = told or _ends(document, items, m + (m + 1 < len(items) and isinstance(items[m + 1], Chain)))
        for name in _group(document, items, m):
            past = _then_past(right_gap) or (right_gap[-1:] == ["là"] and _at_that_time(document, chain))
            yield Claim(name, chain, "former" if past else told, "post-person")


_TOLD = frozenset({"appoint", "transfer", "remove", "retire", "candidate", "propose"})


def _elsewhere(
    document: Document, items: list[Item], n: int, around: Around, spoken: Spoken, made: list[Claim]
) -> Iterator[Claim]:  # fmt: skip
    """The person whom a verb, the sentence's course or the sentence before gives the posts."""
    chain = items[n]
    assert isinstance(chain, Chain)
    left, mode = around.left, around.mode
    if (later := _named_after(document, items, n, spoken)) is not None:
        over = _past(document, chain) or _then_got_another(document, items, n)
        status = mode if mode in {"remove", "retire"} else "former" if over else ""
        yield Claim(later, chain, status, "person-after")
    elif made and left is None and (_then(document, made[-1].chain, chain) or _next_in_list(document, made[-1], chain)):
        yield Claim(made[-1].name, chain, made[-1].status, made[-1].rule)
    elif made and left is None and _goes_on(document, items, n, made[-1].chain):
        yield Claim(made[-1].name, chain, mode or made[-1].status, made[-1].rule)
    elif spoken.last is not None and _step_of_career(document, items, n):
        first = document.sentence_start(chain.start)
        status = "current" if "nay" in document.keys[first : chain.start] else "career"
        yield Claim(replace(spoken.last, start=chain.start, end=chain.start + 1), chain, status, "pronoun")
    elif around.at:
        yield from governed(document, items, n, around, spoken)
    elif (
        left is not None
        and not left.text
        and _is(around.left_gap or [])
        and (meant := spoken.meant(left, items[: items.index(left)])) is not None
    ):
        status = "former" if _in_the_past(document, chain) else ""
        yield Claim(replace(meant, start=left.start, end=left.end), chain, status, "pronoun")


def _step_of_career(document: Document, items: list[Item], n: int) -> bool:
    """ "- Từ 7/2014 - 10/2017: Phó Bí thư Huyện ủy …": nothing but dates before the post, nobody is named."""
    if any(isinstance(x, Name) for x in items):
        return False
    first = document.sentence_start(items[n].start)
    lead = document.keys[first : items[n].start]
    if not any(any(c.isdigit() for c in k) for k in lead):
        if lead[:2] not in (["sau", "đó"], ["tiếp", "đó"]) or not set(lead[2:]) & {"làm", "giữ", "là"}:
            return False
        lead = lead[2:]  # "Sau đó làm Bí thư Tỉnh đoàn"
    return all(k in _DATE_WORDS or k[0].isdigit() for k in lead)


_DATE_WORDS = word_set("dates of a career")


def _removed(document: Document, items: list[Item], name: Name, made: list[Claim]) -> str:
    """ "cách chức ông A - B và ông C - D": the posts in apposition to whom a verb of removing befalls are lost.

    So are those of "quyết định nghỉ hưu cho ông A - B".
    """
    at = items.index(name)
    before = [x for x in items[:at] if not (isinstance(x, Trigger) and x.kind == "to")]
    verb = before[-1] if before else None
    if isinstance(verb, Trigger):
        befalls = verb.kind == "remove" and verb.end == name.start and document.keys[verb.start] in word_set("done to")
        retires = verb.kind == "retire" and gap(document, verb.end, name.start) in (["cho"], ["đối", "với"])
        return verb.kind if befalls or retires else ""
    last = made[-1] if made else None
    if last is None or last.status not in {"remove", "retire"} or last.rule != "person-post":
        return ""
    between = [k for k in gap(document, last.chain.end, name.start) if k.isalpha()]
    places = [x for x in items if isinstance(x, Place) and last.chain.end <= x.start < name.start]
    known = {k for x in places for k in document.keys[x.start : x.end]}
    return last.status if set(between) - known <= {"và", "cùng"} else ""


def _ends(document: Document, items: list[Item], n: int) -> str:
    """ "Ông A, B, nghỉ hưu", "… qua đời", "… bị cách chức": what follows the posts ends them; "" if nothing does."""
    after = items[n + 1] if n + 1 < len(items) else None
    if _goes_elsewhere(document, items, n):
        return "leaves"
    if not isinstance(after, Trigger) or after.kind not in {"retire", "remove", "die"}:
        return ""
    lead = gap(document, items[n].end, after.start)
    befalls = after.kind != "remove" or {"bị", "được"} & set(lead) or document.keys[after.start] in _OF_ONES_OWN
    governs = n + 2 < len(items) and isinstance(items[n + 2], Chain | Name | Body)
    return after.kind if befalls and not governs and set(lead) <= word_set("before the end") else ""


# verbs of leaving whose subject is who leaves
_OF_ONES_OWN = frozenset({"thôi", "mất", "rời", "từ", "rút"})
_OTHER_DUTIES = re.compile(
    r"\b(?:nhận|chuyển|điều động|bổ nhiệm|phân công|giữ|làm|sang|điều chuyển|luân chuyển)(?: (?:đi|sang|làm))?"
    r" (?:nhiệm vụ|vị trí|công tác|cương vị)(?: công tác)? (?:khác|mới)\b"
)


def _goes_elsewhere(document: Document, items: list[Item], n: int) -> bool:
    """ "Ông A, B, được C điều động, bổ nhiệm vị trí công tác khác": he leaves for what the text does not name."""
    start = items[n].end
    others = (x.start for x in items[n + 1 :] if isinstance(x, Name | Chain))
    told = document.keys[start : min(next(others, start + 16), start + 16)]
    found = _OTHER_DUTIES.search(" ".join(told))
    if found is None:
        return False
    lead = " ".join(told)[: found.start()].split()
    plain = [k for k, named in zip(lead, document.tokens.caps[start:], strict=False) if not named]
    return set(plain) <= word_set("before other duties")


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
        _then_past(left_gap)
        or (left_gap[-1:] == ["là"] and _before_that(document, chain))
        or document.keys[chain.end : chain.end + 2] == ["trước", "khi"]
    )


def _holds(name: Name, chain: Chain, between: list[str]) -> bool:
    """Posts in apposition, or said of the person by "hiện là", "nguyên là", "với cương vị"."""
    if not between:  # without a comma: "Theo ông Lê Văn An Chủ tịch Hội Nông dân xã"
        body = chain.posts[-1].body
        return bool(chain.posts[0].said) or (bool(name.title) and body is not None and not body.lacks)
    if chain.posts[0].said and between[0] == "," and between[-1] == ",":
        return True  # "ông A, đã bị khiển trách, hiện là B"
    as_such = between[0] == "với" and between[1:3] in (["cương", "vị"], ["vai", "trò"], ["tư", "cách"])
    return in_apposition(between) or as_such


def _relative(document: Document, name: Name) -> bool:
    """ "Vợ ông A là Phó Văn phòng …": the post is the relative's."""
    return name.start > 0 and document.keys[name.start - 1] in word_set("relatives")


def _new_clause(document: Document, left: Name, chain: Chain) -> bool:
    """ "Nói về ý tưởng của ông A, Chủ tịch huyện cho rằng …": the posts may be another's, who is the subject."""
    keys = document.keys
    oblique = left.start > 0 and keys[left.start - 1] in word_set("oblique")
    return oblique and chain.end < len(keys) and keys[chain.end] in word_set("verbs of saying")


def _names_another(items: list[Item], n: int) -> bool:
    """ "Theo ông A, Tổng thống Trump sẽ …": a name that no rule has claimed stands right after the post."""
    chain, after = items[n], items[n + 1] if n + 1 < len(items) else None
    assert isinstance(chain, Chain)
    open_post = chain.posts[-1].mode.startswith(("country", "self:"))
    return open_post and isinstance(after, Run) and after.start == chain.end


def _before_that(document: Document, chain: Chain) -> bool:
    """ "Trước khi làm B, ông A là C"; "Trước đó, bà là C": C is past."""
    first = document.sentence_start(chain.start)
    return document.keys[first : first + 2] in (["trước", "khi"], ["trước", "đó"], ["trước", "đây"], ["trước", "kia"])


def _at_that_time(document: Document, chain: Chain) -> bool:
    """ "Thời đó, bí thư là ông A": who held it then is said, not who holds it."""
    first = document.sentence_start(chain.start)
    return " ".join(document.keys[first : first + 2]) in _LEADS | {"thời đó", "thời ấy", "hồi đó", "ngày đó"}


def _then_past(between: list[str]) -> bool:
    """ "nguyên", "khi đó là", "lúc bấy giờ là": the time of the post is over."""
    text = " ".join(between)
    return "nguyên" in between or any(
        w in text for w in ("khi đó", "lúc đó", "lúc bấy giờ", "bấy giờ", "trước đây", "thời điểm")
    )


def _in_charge(between: list[str] | None) -> bool:
    """ "Phó Giám đốc phụ trách công tác An toàn | Đào Tuấn Anh"."""
    return between is not None and between[:2] == ["phụ", "trách"] and len(between) <= 7 and "," not in between


def _goes_on(document: Document, items: list[Item], n: int, before: Chain) -> bool:
    """ "ông là A; từ 2015 đến 2020 là B": "là" right before the posts, and nobody else named since the last ones."""
    since = [x for x in items[:n] if x.start >= before.end]
    verb = since[-1] if since else None
    return (
        isinstance(verb, Trigger)
        and verb.kind == "be"
        and verb.end == items[n].start
        and all(isinstance(x, Trigger) for x in since)
    )


def _complete(document: Document, items: list[Item], n: int) -> None:
    """A bare role takes its body from a like one in the sentence, and a coach the club "of" which he is said to be."""
    chain = items[n]
    assert isinstance(chain, Chain)
    post = chain.posts[-1]
    if post.body is not None:
        return
    if post.mode == "people":
        others = [p for x in items if isinstance(x, Chain) and x is not chain for p in x.posts if p.mode == "people"]
        bodies = [p.body for p in others if p.body is not None]
        if bodies and document.keys[chain.start - 1 : chain.start] == ["("]:
            post.body = replace(bodies[0], head="*")
    elif (led := _led(document, items, n, post)) is not None:
        post.body = replace(led, head="*")
    elif (
        post.mode == "club" and n + 2 < len(items) and isinstance(items[n + 1], Name) and isinstance(items[n + 2], Run)
    ):
        name, club = items[n + 1], items[n + 2]
        if document.keys[name.end : club.start] == ["của"]:
            post.body = Body(club.start, club.end, "hoi", document.tokens.span(club.start, club.end))


def _led(document: Document, items: list[Item], n: int, post: Post) -> Body | None:
    """ "Ban Kinh tế - Ngân sách (do bà A làm Trưởng ban)": the body named right before "do" is the one that is led."""
    keys = document.keys
    for k in range(n - 1, -1, -1):
        body, after = items[k], items[k + 1]
        if isinstance(body, Body) and isinstance(after, Name):
            named = gap(document, body.end, after.start) in (["do"], ["(", "do"], [",", "do"], ["-", "do"])
            says = post.mode.startswith("head:") and key(post.mode[5:]) == keys[body.start]
            return body if named and says and "làm" in keys[after.end : items[n].start] else None
    return None


_RANK_AND_FILE = frozenset({"chuyên", "viên", "cán", "bộ", "rồi", "giáo", "kỹ", "sư", "bác", "sĩ", "thư", "ký"})


def _is(between: list[str]) -> bool:
    while between and between[-1] in _RANK_AND_FILE:  # "là chuyên viên rồi Phó Trưởng phòng"
        between = between[:-1]
    return between in (["là"], ["hiện", "là"], ["đang", "là"], ["từng", "là"], ["đã", "là"])


def _then(document: Document, before: Chain, chain: Chain) -> bool:
    """ "… là A, sau đó là B": the same person."""
    between = " ".join(gap(document, before.end, chain.start))
    if between in (
        "cũng là",
        ", cũng là",
        ", đồng thời là",
        "đồng thời là",
        ", hiện là",
        "và là",
        ", là",
        "và cũng là",
    ):
        return True
    return any(w in between for w in ("sau đó là", "rồi là", "tiếp đó là", "sau đó làm", "rồi làm", "sau đó giữ chức"))


def _next_in_list(document: Document, before: Claim, chain: Chain) -> bool:
    """ "Bà từng giữ chức A từ năm 2001; B; C khóa XI": after a verb a semicolon and no one else, the same person."""
    between = _without_bracket(gap(document, before.chain.end, chain.start))
    lead = document.keys[before.chain.start - 1]
    headed = lead in {":", "gồm"}  # "cách các chức vụ, gồm: A; B"
    if not headed and (before.status == "remove" or not (before.rule in {"trigger", "pronoun"} or lead == "là")):
        return False
    ends = document.keys[chain.end : chain.end + 1] in ([], [";"], ["."], [","], ["("], ["..."], ["…"], ["từ"])
    return ends and ";" in between and all(k in _DATE_WORDS | {";"} or k[0].isdigit() for k in between)


def _without_bracket(between: list[str]) -> list[str]:
    """ "Sư đoàn 316 (Quân khu 2); …": the gap without what a bracket adds."""
    return between[between.index(")") + 1 :] if between[:1] == ["("] and ")" in between else between


_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def _in_the_past(document: Document, chain: Chain) -> bool:
    """A sentence of a career: years stand in it, and nothing says that it goes on."""
    start, end = document.sentence_spans[document.sentence_of(chain.start)]
    text = document.tokens.text[start:end].lower()
    if text.startswith(("từ ngày", "từ tháng", "từ năm", "kể từ")) and " đến " not in text:
        return False
    after = document.keys[chain.end : chain.end + 2]
    if text.startswith(("trước đây", "trước kia", "trước đó")) or after == ["trước", "khi"]:
        return True
    return bool(_YEARS.search(text)) and not any(w in text for w in ("đến nay", "hiện nay", "hiện là", "nhiệm kỳ"))


def _listed(document: Document, items: list[Item], n: int, mode: str) -> list[Name]:
    """ "Trong danh sách ứng cử đại biểu HĐND tỉnh có ông A, …; bà B": each person of the list stands for the seat."""
    chain = items[n]
    if mode != "candidate" or any(isinstance(x, Name) and x.text for x in items[:n]):
        return []
    names = [x for x in items[n + 1 :] if isinstance(x, Name) and x.text and x.title]
    if not names:
        return []
    between = document.keys[chain.end : names[0].start]
    return names if set(between[-2:]) & {"có", "gồm", ":"} else []


def _neighbour(document: Document, items: list[Item], n: int, step: int) -> Name | None:
    """The item next to n if it is a person; places and triggers in between are looked through by the gap."""
    k = n + step
    while 0 <= k < len(items):
        item = items[k]
        if isinstance(item, Name):
            return item
        if isinstance(item, Trigger | OtherPlace | Place | Name):
            k += step
            continue
        return None
    return None


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
_LEADS = frozenset({"", "khi đó", "lúc đó", "lúc bấy giờ", "thời điểm đó", "bấy giờ", "khi ấy"})


def _introduces(document: Document, chain: Chain, between: list[str], right: Name) -> bool:
    """Posts, then a colon or comma, then a person with a title: "Chủ tịch Ủy ban châu Âu, bà Ursula …".

    With a comma only where the posts open the sentence: in "Trả lời Bí thư Thành ủy, ông A …" A is another.
    """
    if between[:1] == ["khác"]:
        between = between[1:]  # "Phó bí thư khác là bà A"
    if between[:2] in (["hiện", "nay"], ["hiện", "tại"], ["đương", "nhiệm"]):
        between = between[2:]  # "Bí thư Huyện ủy hiện nay, ông A, …"
    if between[-1:] == ["là"] and right.title and " ".join(between[:-1]) in _LEADS:
        return True
    if " ".join(between) in _LISTS:
        return True
    if chain.plural and between == ["là"]:
        return True
    if between in ([":"], ["là"]):
        return between == [":"] or bool(right.title)
    if between in (["-"], ["–"]):
        return True
    oblique = chain.start > 0 and document.keys[chain.start - 1] in word_set("oblique")
    if between == [","] and right.title in phrase_set("ranks") and not oblique:
        return True
    opens = document.sentence_start(chain.start) == chain.start or document.keys[chain.start - 1] in {",", ";"}
    return between == [","] and bool(right.title) and opens


def _joined(document: Document, chain: Chain) -> bool:
    return chain.start > 0 and document.keys[chain.start - 1] in {"và", ","}


def _group(document: Document, items: list[Item], n: int) -> list[Name]:
    """The persons in a row that begins at item n: "ông A, ông B và bà C"."""
    names = [items[n]]
    for item in items[n + 1 :]:
        if not isinstance(item, Name) or not item.text:
            break
        if not set(gap(document, names[-1].end, item.start)) <= {",", "và", "cùng"}:
            break
        names.append(item)
    return [x for x in names if isinstance(x, Name)]


_WHILE = (
    "từng là",
    "từng làm",
    "từng giữ",
    "trong thời gian",
    "trong thời kỳ",
    "khi",
    "lúc",
    "với vai trò",
    "với cương vị",
    "trên cương vị",
    "trên các cương vị",
    "ở cương vị",
    "thời điểm",
    "sau khi",
    "trước khi",
)


# so begins what happened while a post was held that is held no more
_DURING = ("từng ", "trong thời gian", "trong thời kỳ", "khi còn", "khi giữ", "khi làm", "lúc còn", "thời còn")


def _named_after(document: Document, items: list[Item], n: int, spoken: Spoken) -> Name | None:
    """The person of "Trong thời gian giữ chức A, sau đó là B, ông X đã …": named after the posts and a comma."""
    chain, keys = items[n], document.keys
    first = document.sentence_start(chain.start)
    opens = " ".join(keys[first : min(chain.start, first + 12)]).startswith(_WHILE)
    comma = max((k for k in range(first, chain.start) if keys[k] == ","), default=first)
    clause = " ".join(keys[comma + 1 : chain.start]).startswith(("thời kỳ", "trong thời gian", "khi còn"))
    if not clause and not (opens and _names_no_one(document, items, n)):
        return None
    if keys[chain.start - 1] in {"được", "bị", "do"}:
        return None  # "sau khi được Chủ tịch UBND huyện đồng ý, ông A …"
    for item in items[n + 1 :]:
        if isinstance(item, Name) and item.title and (keys[item.start - 1] == "," or keys[item.start - 1].isdigit()):
            if item.text:
                return item
            meant = spoken.meant(item, items[:n])
            return replace(meant, start=item.start, end=item.end) if meant is not None else None
    return None


def _names_no_one(document: Document, items: list[Item], n: int) -> bool:
    """Is nobody named before item n but who is replaced, as in "Sau khi thay ông C làm B, ông A …"?"""
    return not any(isinstance(x, Name) and not is_replaced(document, items, k) for k, x in enumerate(items[:n]))


def _past(document: Document, chain: Chain) -> bool:
    """Is the time of the post over: "trong thời gian giữ chức A, … đã", or another post "sau đó"?"""
    first = document.sentence_start(chain.start)
    opening = " ".join(document.keys[first : chain.start])
    after = " ".join(document.keys[chain.end : chain.end + 12])
    return opening.startswith(_DURING) or "sau đó" in after


def _then_got_another(document: Document, items: list[Item], n: int) -> bool:
    """ "Sau khi làm A, ông X được bầu làm B": A is over, unless it was but the way to B."""
    first = document.sentence_start(items[n].start)
    if document.keys[first : first + 2] != ["sau", "khi"]:
        return False
    later = (k for k in range(n + 1, len(items)) if isinstance(items[k], Chain))
    return any(mode_of(document, items, k)[1] for k in later)
