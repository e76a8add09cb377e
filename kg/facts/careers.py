"""How careers are told: posts one after the other, posts of another day, the person named after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.facts.antecedents import Spoken
from kg.facts.claim import NARRATED, Around, Claim
from kg.facts.governed import is_replaced
from kg.facts.spans import begins, gap
from kg.facts.verbs import mode_of
from kg.grammar.chains import Chain, share_bodies
from kg.grammar.document import Document
from kg.grammar.lists import roles
from kg.grammar.scan import Item, Name, Trigger
from kg.grammar.units import units_at
from kg.lexicon import phrase_set, word_set


def step_of_career(document: Document, items: list[Item], n: int) -> bool:
    """ "- Từ 7/2014 - 10/2017: Phó Bí thư Huyện ủy …": nothing but dates before the post, nobody is named.

    In "Ngày 4/12/2001: Chủ tịch nước ban hành Lệnh" the post is who acts.
    """
    if any(isinstance(x, Name) for x in items):
        return False
    first = document.sentence_start(items[n].start)
    lead = document.keys[first : items[n].start]
    if not any(any(c.isdigit() for c in k) for k in lead):
        if lead[:2] not in (["sau", "đó"], ["tiếp", "đó"]) or not set(lead[2:]) & {"làm", "giữ", "là"}:
            return False
        lead = lead[2:]  # "Sau đó làm Bí thư Tỉnh đoàn"
    after = document.tokens.words[items[n].end : items[n].end + 1]
    acts = bool(after) and after[0].isalpha() and after[0].islower() and document.keys[items[n].end] not in _DATE_WORDS
    return not acts and all(k in _DATE_WORDS or k[0].isdigit() for k in lead)


_DATE_WORDS = word_set("dates of a career")


def described(document: Document, items: list[Item], n: int, around: Around) -> Chain | None:
    """The posts that are the subject of "Tân Bí thư Thị ủy A | từng là B", and stand for who has them."""
    subject, chain = items[0], items[n]
    if not isinstance(subject, Chain) or subject.plural or subject.start != document.sentence_start(chain.start):
        return None
    if not around.at or not all(isinstance(x, Trigger) for x in items[1:n]):
        return None
    said = document.keys[subject.end : chain.start]
    own = around.mode in {"former", "current"} or (around.mode == "hold" and said[:1] in (["giữ"], ["từng"], ["còn"]))
    return subject if own or {"được", "bị"} & set(said[:4]) else None


def moved_from(document: Document, items: list[Item], made: list[Claim]) -> Iterator[Claim]:
    """ "điều chuyển ông A từ B sang làm C", "được thăng chức từ B lên C": B is what A has left.

    `made` are the sentence's claims.
    """
    got = [claim for claim in made if claim.status in {"appoint", "transfer"} or claim.rule == "trigger"]
    places = {id(item): n for n, item in enumerate(items)} if got else {}
    for claim in got:
        n = places.get(id(claim.chain), 0)
        old = next((k for k in range(n - 1, -1, -1) if isinstance(items[k], Chain)), None)
        if old is None:
            continue
        chain, between = items[old], document.keys[items[old].end : claim.chain.start]
        assert isinstance(chain, Chain)
        lead = document.keys[max(chain.start - 3, 0) : chain.start]
        while lead and lead[-1] in {"chức", "vụ", "vị", "trí", "danh", "cương"}:
            lead.pop()
        if lead[-1:] != ["từ"] or any(isinstance(x, Name) for x in items[old:n]):
            continue
        if not claim.status and between == ["làm"]:
            claim.status = "transfer"  # "Việc ông A từ B làm C"
        if claim.status in {"appoint", "transfer"} and _TO & set(between[:6]):
            share_bodies([*chain.posts, *claim.chain.posts] if "lên" in between else chain.posts)
            yield Claim(claim.name, chain, "former", "person-post")


_TO = frozenset({"sang", "lên", "về", "đến", "xuống", "chuyển", "làm"})


def before_that(document: Document, chain: Chain) -> bool:
    """ "Trước khi làm B, ông A là C"; "Trước đó, bà là C": C is past."""
    first = document.sentence_start(chain.start)
    return document.keys[first : first + 2] in (["trước", "khi"], ["trước", "đó"], ["trước", "đây"], ["trước", "kia"])


def past_behind(document: Document, chain: Chain) -> bool:
    """ "ông A - Bí thư Huyện ủy B lúc đó - …": do the words right behind the posts say that their time is over?

    So does another post: "Chủ tịch UBND huyện A (nay là Bí thư Huyện ủy)".
    """
    if document.keys[chain.end : chain.end + 3] == ["(", "nay", "là"] and chain.end + 3 < len(document.keys):
        return roles().at(document.keys, chain.end + 3) is not None
    return begins(document.keys[chain.end : chain.end + 4], phrase_set("at that time"))


def then_past(between: list[str]) -> bool:
    """ "nguyên", "cũ là", "khi đó là", "lúc bấy giờ là": the time of the post is over."""
    text = " ".join(between)
    over = "nguyên" in between or between[:1] == ["cũ"]
    return over or any(w in text for w in (*phrase_set("at that time"), "trước đây", "thời điểm"))


def goes_on(document: Document, items: list[Item], n: int, before: Chain) -> bool:
    """ "ông là A; từ 2015 đến 2020 là B": "là" right before the posts, and nobody else named since the last ones."""
    since = [x for x in items[:n] if x.start >= before.end]
    verb = since[-1] if since else None
    return (
        isinstance(verb, Trigger)
        and verb.kind == "be"
        and verb.end == items[n].start
        and all(isinstance(x, Trigger) for x in since)
    )


_RANK_AND_FILE = word_set("rank and file")


def is_said(between: list[str]) -> bool:
    while between and between[-1] in _RANK_AND_FILE:  # "là chuyên viên rồi Phó Trưởng phòng"
        between = between[:-1]
    return between in (["là"], ["hiện", "là"], ["đang", "là"], ["từng", "là"], ["đã", "là"])


def then_also(document: Document, before: Chain, chain: Chain) -> bool:
    """ "… là A, sau đó là B": the same person."""
    between = " ".join(gap(document, before.end, chain.start))
    if between == "(" and chain.posts[0].status == "former" and document.keys[chain.end : chain.end + 1] == [")"]:
        return True  # "ông A, Phó Chủ tịch B (nguyên Phó Giám đốc C), …"
    if between in {"(", ";"} and document.keys[chain.start] == "hiện":
        return True  # "ông A, nguyên B (hiện là C)"
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


def next_in_list(document: Document, before: Claim, chain: Chain) -> bool:
    """ "Bà từng giữ chức A từ năm 2001; B; C khóa XI": after a verb a semicolon and no one else, the same person."""
    between = _without_bracket(gap(document, _past_place(document, before.chain.end), chain.start))
    lead = document.keys[before.chain.start - 1]
    headed = lead in {":", "gồm", "("}  # "cách các chức vụ, gồm: A; B"
    profile = lead == ";" and before.rule == "person-post"
    if not headed and (before.status == "remove" or not (before.rule in NARRATED or lead == "là" or profile)):
        return False
    ends = document.keys[chain.end : chain.end + 1] in ([], [";"], ["."], [","], ["("], ["..."], ["…"], ["từ"])
    return ends and ";" in between and all(k in _DATE_WORDS | {";"} or k[0].isdigit() for k in between)


def in_profile(document: Document, items: list[Item], n: int) -> Name | None:
    """Whose the post is in "Ông A 57 tuổi, quê quán xã B, tỉnh C; Uỷ viên Trung ương Đảng khóa XII; …"."""
    chain, keys = items[n], document.keys
    assert isinstance(chain, Chain)
    if keys[chain.start - 1] != ";" and not (keys[chain.start - 1] == "," and chain.posts[0].status == "former"):
        return None
    names = [x for x in items[:n] if isinstance(x, Name)]
    if len(names) != 1 or not names[0].text or any(isinstance(x, Chain) for x in items[:n]):
        return None
    ends = keys[chain.end : chain.end + 1] in ([], [";"], ["."], [","])
    return names[0] if ends and _OF_LIFE & set(keys[names[0].end : names[0].end + 8]) else None


_OF_LIFE = frozenset({"tuổi", "sinh", "sn", "quê"})


def _past_place(document: Document, at: int) -> int:
    """The index after ", quận 1", the unit in which that of the post before lies."""
    found = units_at(document, at + 1) if document.keys[at : at + 1] == [","] and at + 1 < len(document.keys) else None
    return found[0] if found is not None else at


def _without_bracket(between: list[str]) -> list[str]:
    """ "Sư đoàn 316 (Quân khu 2); …": the gap without what a bracket adds."""
    return between[between.index(")") + 1 :] if between[:1] == ["("] and ")" in between else between


_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def in_the_past(document: Document, chain: Chain) -> bool:
    """A sentence of a career: years stand in it, and nothing says that it goes on."""
    start, end = document.sentence_spans[document.sentence_of(chain.start)]
    text = document.tokens.text[start:end].lower()
    if text.startswith(("từ ngày", "từ tháng", "từ năm", "kể từ")) and " đến " not in text:
        return False
    after = document.keys[chain.end : chain.end + 2]
    if text.startswith(("trước đây", "trước kia", "trước đó")) or after == ["trước", "khi"]:
        return True
    return bool(_YEARS.search(text)) and not any(w in text for w in ("đến nay", "hiện nay", "hiện là", "nhiệm kỳ"))


_WHILE = phrase_set("while holding")


# so begins what happened while a post was held that is held no more
_DURING = phrase_set("held no more")


def named_after(document: Document, items: list[Item], n: int, spoken: Spoken) -> Name | None:
    """The person of "Trong thời gian giữ chức A, sau đó là B, ông X đã …": named after the posts and a comma."""
    chain, keys = items[n], document.keys
    assert isinstance(chain, Chain)
    first = document.sentence_start(chain.start)
    opens = begins(keys[first : min(chain.start, first + 12)], _WHILE)
    words = last_clause(document, chain)
    earlier = words[:2] == ["trước", "khi"] and first < chain.start - len(words)
    clause = (earlier or begins(words, _CLAUSES)) and not names_someone(items, n, chain.start - len(words))
    clause |= keys[first : chain.start] == ["là"]  # "Là phó bí thư Huyện ủy A, ông X …"
    if not clause and not (opens and _names_no_one(document, items, n)):
        return None
    if keys[chain.start - 1] not in word_set("right before a post held"):
        return None  # "sau khi được Chủ tịch UBND huyện đồng ý, ông A …", "trước khi gửi Thủ tướng, ông A …"
    # "ông B cho biết, trước khi được giữ chức A, | ông X từng …"
    for item in items[n + 1 : n + 2] if earlier else items[n + 1 :]:
        if isinstance(item, Name) and item.title and (keys[item.start - 1] == "," or keys[item.start - 1].isdigit()):
            if item.text:
                return item
            meant = spoken.meant(item, items[:n])
            return replace(meant, start=item.start, end=item.end) if meant is not None else None
    return None


def names_someone(items: list[Item], n: int, at: int) -> bool:
    """ "trong thời gian ông B giữ chức C, ông A …": is a person named between token at and item n?"""
    return any(isinstance(x, Name) and x.start >= at for x in items[:n])


# so begins a clause, after a comma, that tells of a post held
_CLAUSES = phrase_set("clauses of holding")


def _names_no_one(document: Document, items: list[Item], n: int) -> bool:
    """Is nobody named before item n but who is replaced, as in "Sau khi thay ông C làm B, ông A …"?"""
    return not any(isinstance(x, Name) and not is_replaced(document, items, k) for k, x in enumerate(items[:n]))


def is_past(document: Document, chain: Chain) -> bool:
    """Is the time of the post over: "trong thời gian giữ chức A, … đã", or another post "sau đó"?"""
    first = document.sentence_start(chain.start)
    opening = document.keys[first : chain.start]
    after = " ".join(document.keys[chain.end : chain.end + 12])
    return begins(opening, _DURING) or begins(last_clause(document, chain), _DURING) or "sau đó" in after


def last_clause(document: Document, chain: Chain) -> list[str]:
    """The words of the sentence between the last comma before the posts and the posts."""
    keys, first = document.keys, document.sentence_start(chain.start)
    comma = max((k for k in range(first, chain.start) if keys[k] == ","), default=first)
    return keys[comma + 1 : chain.start]


def moved_on(document: Document, at: int) -> bool:
    """Does the next step of a career follow token at: "…, đến tháng 8/2005, ông làm B", "… Tiếp đó, bà giữ chức B"?"""
    tokens = document.tokens
    if at >= len(tokens):
        return False
    start = tokens.starts[at]
    text = tokens.text[start : start + 160].split("\n", 1)[0]
    return bool(_NEXT_STEP.search(text))


_NEXT_STEP = re.compile(
    r"[,;.] ?(?:rồi )?(?:(?:đến|tới|từ|sang) (?:tháng|năm|ngày) [^.;,]{4,20}|tiếp đó|sau đó|tiếp theo"
    r"|(?:trong )?\w+ năm (?:tiếp theo|sau đó|sau)),? (?:thì )?(?:ông|bà|anh|chị|đồng chí|cô)? ?"
    r"(?:lại |được |trở lại )*(?:làm|giữ|chuyển|sang|về|bổ nhiệm|bầu|điều động|luân chuyển|phân công)\b",
    re.IGNORECASE,
)


def is_step(document: Document, chain: Chain) -> bool:
    """ "sau đó trở thành B", "A rồi B", "Sau 4 năm, ông trở thành B": does it come after another post?"""
    tokens = document.tokens
    start = tokens.starts[document.sentence_start(chain.start)]
    return bool(_AFTER_ANOTHER.search(tokens.text, start, tokens.starts[chain.start]))


_AFTER_ANOTHER = re.compile(
    r"\b(?:sau đó|tiếp đó|tiếp theo|rồi|sau \w+ (?:năm|tháng)|\w+ (?:năm|tháng) sau|trước khi)\b", re.IGNORECASE
)


def then_got_another(document: Document, items: list[Item], n: int) -> bool:
    """ "Sau khi làm A, ông X được bầu làm B": A is over, unless it was but the way to B."""
    first = document.sentence_start(items[n].start)
    if document.keys[first : first + 2] != ["sau", "khi"]:
        return False
    later = (k for k in range(n + 1, len(items)) if isinstance(items[k], Chain))
    return any(mode_of(document, items, k)[1] for k in later)
