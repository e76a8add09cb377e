"""Posts that a verb governs: whom it gives them to or takes them from, and who joins a committee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.facts.antecedents import Spoken
from kg.facts.claim import Around, Claim
from kg.facts.spans import after_relative, begins, gap, in_apposition
from kg.facts.verbs import acts, held, mode_of
from kg.grammar.bodies import body_at
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.naming import name_central
from kg.grammar.posts import Post
from kg.grammar.scan import Item, Name, Run, Trigger
from kg.lexicon import phrase_set, word_set
from kg.tokens import word_key


def governed(document: Document, items: list[Item], n: int, around: Around, spoken: Spoken) -> Iterator[Claim]:
    """The person of a post that a verb governs."""
    mode, right, right_gap = around.mode, around.right, around.right_gap
    if mode == "denied":
        return
    chain = items[n]
    assert isinstance(chain, Chain)
    verb = items[around.at - 1] if around.at else None
    last = items[n - 1] if n else None
    if mode == "remove" and isinstance(last, Trigger) and document.keys[last.end : chain.start] == [","]:
        return  # "Sau khi bà A bị bãi nhiệm, | Trưởng ban B được phê chuẩn thay thế"
    stripped = mode == "former" and verb is not None and document.keys[verb.start] == _STRIP
    if (
        (stripped or mode in {"remove", "appoint", "transfer", "propose", "candidate", "current"})
        and right is not None
        and right_gap is not None
    ) and _falls_to(document, items, around):
        yield from _falling_to(document, items, n, around, spoken)
        return
    names = [
        x for k, x in enumerate(items[:n])
        if isinstance(x, Name) and _may_get(document, items, k, x) and not _aside(document, x, chain)
        and not _by_whom(document, items, k)
    ]  # fmt: skip
    pronoun = next((x for x in reversed(items[:n]) if isinstance(x, Name) and not x.text), None)
    if _no_ones(document, items, n, around, names) or _of_kin(document, items, around, pronoun):
        return
    status = "ask" if _drafted(document, items, n, around) else mode if mode != "hold" else held(document, items, n)
    if mode in {"appoint", "transfer"} and _a_step(document, items, around, chain):
        status = "former"
    if names and (pronoun is None or pronoun.start < names[-1].start):
        since = document.keys[names[-1].end : chain.start]
        own = "(" in since and ")" not in since  # "ông A và bà B - nguyên C (hiện là D)": of B alone
        group = [names[-1]] if own else _together(document, items, items.index(names[-1]))
        for name in group:
            past = "former" if _of_another_day(document, name, chain, status) else ""
            yield Claim(name, chain, past or _planned(document, items, n) or status, "trigger")
    elif (
        pronoun is not None
        and _speaks_of(document, items, n, around, pronoun)
        and (meant := spoken.meant(pronoun, items[: items.index(pronoun)])) is not None
    ):
        then = document.keys[max(pronoun.start - 1, 0)] in _TIMES  # "từ thời ông còn làm B"
        then |= status in {"", "current"} and back_then(document, chain)
        yield Claim(
            replace(meant, start=pronoun.start, end=pronoun.end), chain, "former" if then else status, "pronoun"
        )
    elif pronoun is None and not names and spoken.last is not None and mode == "propose" and _at_once(document, chain):
        yield Claim(replace(spoken.last, start=chain.start, end=chain.start + 1), chain, mode, "pronoun")


def _falling_to(document: Document, items: list[Item], n: int, around: Around, spoken: Spoken) -> Iterator[Claim]:
    """ "miễn nhiệm chức vụ B đối với ông A", "cách chức B đối với ông này": the persons right after the posts."""
    chain, right = items[n], around.right
    assert isinstance(chain, Chain)
    assert right is not None
    mode = "ask" if _drafted(document, items, n, around) else around.mode
    if right.text:
        names = _series(document, items, items.index(right))
        for k, name in enumerate(names):
            post = chain.posts[k : k + 1] if _one_each(chain, names) else chain.posts
            yield Claim(name, Chain(post[0].start, post[-1].end, post), mode, "trigger-to")
    elif (meant := spoken.meant(right, ())) is not None:
        yield Claim(replace(meant, start=right.start, end=right.end), chain, mode, "pronoun")


def _one_each(chain: Chain, names: list[Name]) -> bool:
    """ "chức danh Chủ tịch, Phó Chủ tịch HĐND đối với bà A và bà B": nobody is a body's head and its deputy."""
    named = {p.role for p in chain.posts}
    return len(names) == len(chain.posts) and any(f"Phó {role}" in named for role in named)


def _of_another_day(document: Document, name: Name, chain: Chain, status: str) -> bool:
    """ "từ thời ông A làm B", "thời điểm đó, ông A là B", "ông A khi đó đang là B": is the time of the post over?"""
    if _in_his_time(document, name, chain):
        return True
    if status in {"", "current"} and _while_held(document, name):
        return True
    then = status == "current" and begins(document.keys[name.end : name.end + 4], phrase_set("at that time"))
    return then or (status in {"", "current"} and back_then(document, chain))


def _while_held(document: Document, name: Name) -> bool:
    """ "Sai phạm xảy ra khi ông A giữ chức B"; not "sau khi ông A làm B", "trước khi ông A làm B"."""
    keys = document.keys
    during = name.start > 1 and keys[name.start - 1] == "khi" and keys[name.start - 2] not in _NOT_DURING
    return during and keys[name.end : name.end + 1] in (["giữ"], ["làm"], ["đang"])


_NOT_DURING = frozenset({"sau", "trước", "ngay", "từ"})


def _at_once(document: Document, chain: Chain) -> bool:
    """ "… giữ chức A. Đồng thời, giới thiệu để bầu giữ chức B": is it of who was appointed the sentence before?"""
    first = document.sentence_start(chain.start)
    return document.keys[first : first + 3] == ["đồng", "thời", ","] and document.keys[first + 3] in {"giới", "đề"}


def _a_step(document: Document, items: list[Item], around: Around, chain: Chain) -> bool:
    """ "Sau đó, ông lần lượt được bổ nhiệm làm A, B, C"; "có một thời gian được điều động làm A": steps of a career."""
    start = items[around.at - 1].start if around.at else 0
    if document.keys[document.sentence_start(start)] in _BEGINNINGS or _left_again(document, chain):
        return True
    before = [k for k in document.keys[max(start - 3, 0) : start] if k != "được"][-2:]
    return before == ["thời", "gian"] or (len(chain.posts) > 1 and before == ["lần", "lượt"])


# "Bắt đầu từ vị trí chuyên viên, ông A trở thành B": so a career is told from its beginning
_BEGINNINGS = frozenset({"bắt", "khởi", "xuất"})


def _left_again(document: Document, chain: Chain) -> bool:
    """ "trở thành A và giữ chức vụ này trong 3 năm, trước khi làm B": it is told how the post ended, too."""
    after = document.keys[chain.end : chain.end + 12]
    at = next((k for k in range(len(after) - 2) if after[k : k + 2] == ["trước", "khi"]), None)
    return at is not None and after[at + 2] in _TAKING and not {".", ";"} & set(after[:at])


_TAKING = frozenset({"làm", "giữ", "về", "được", "trở", "chuyển", "nhận", "sang", "đảm"})


# "xóa tư cách nguyên Chủ tịch UBND huyện A nhiệm kỳ 2011 - 2016 đối với ông B"
_STRIP = word_key("xóa")


def back_then(document: Document, chain: Chain) -> bool:
    """ "Thời điểm đó, ông A đang là B": do the words that open the sentence, or what is quoted, tell of another day?"""
    keys, first = document.keys, document.sentence_start(chain.start)
    openings = [first, *(k + 1 for k in range(first, chain.start) if keys[k] in {":", "“", '"', "("})]
    return any(begins(keys[k : k + 4], phrase_set("at that time")) for k in openings)


def _no_ones(document: Document, items: list[Item], n: int, around: Around, names: list[Name]) -> bool:
    """Is the post given to none of the names before it: planned only, decided on by them, or of someone unnamed?"""
    start = items[n].start
    said = " ".join(document.keys[names[-1].end if names else document.sentence_start(start) : start])
    return (
        any(f" {phrase} " in f" {said} " for phrase in phrase_set("no appointment"))
        or acts(document, items, n)
        or _of_another(document, items, n, around)
        or _told_now(document, items, n, names)
        or _unclaimed_subject(document, items, around)
        or _by_someone(document, names[-1].end if names else start, start)
    )


def _by_someone(document: Document, since: int, until: int) -> bool:
    """ "ông A ký quyết định cho công ty do Vũ “nhôm” làm B": who is named after "do" is no person that a rule knows."""
    tokens = document.tokens
    return any(tokens.keys[k] == "do" and tokens.caps[k + 1] for k in range(since, until - 1))


def _of_kin(document: Document, items: list[Item], around: Around, pronoun: Name | None) -> bool:
    """ "công ty mà chồng bà làm giám đốc": the pronoun only says whose relative it is."""
    verb = items[around.at - 1] if around.at else None
    beside = pronoun is not None and verb is not None and verb.start == pronoun.end
    return pronoun is not None and beside and after_relative(document, pronoun.start)


def _told_now(document: Document, items: list[Item], n: int, names: list[Name]) -> bool:
    """ "Bà A thông tin thêm, hiện tại Giám đốc sở B đi vắng": "hiện" is no verb of hers, a clause stands between."""
    at = mode_of(document, items, n)[1]
    verb = items[at - 1] if at else None
    if not names or verb is None or document.keys[verb.start] != "hiện":
        return False
    plain = set(document.keys[verb.start : items[n].start]) <= {"hiện", "nay", "tại"}
    return plain and bool(set(document.keys[names[-1].end : verb.start]) - word_set("apposition"))


def _in_his_time(document: Document, name: Name, chain: Chain) -> bool:
    """ "Thời ông A làm B …", "khi ông A còn làm B"."""
    before = document.keys[name.start - 1] if name.start else ""
    return before in _TIMES or (before in {"khi", "lúc"} and "còn" in document.keys[name.end : chain.start])


# before a person: what is told is of another day
_TIMES = frozenset({"thời", "hồi"})


def _unclaimed_subject(document: Document, items: list[Item], around: Around) -> bool:
    """ "… đồng cấp Vladimir Putin tái đắc cử B": a name that no rule has claimed stands right before the verb."""
    assert around.at is not None
    before = items[around.at - 2] if around.at >= 2 else None
    verb = items[around.at - 1]
    return isinstance(before, Run) and before.end - before.start >= 2 and before.end == verb.start


def _together(document: Document, items: list[Item], last: int) -> list[Name]:
    """The persons of "ông A, ông B và bà C được bổ nhiệm"; "do ông A chủ trì, ông B được bổ nhiệm" is of B alone.

    Each may have posts of his own in apposition: "bầu ông A - B và ông C làm D".
    """
    found = [items[last]]
    joined, edge = _row_of_many(document, items, last), items[last].start
    for k in range(last - 1, -1, -1):
        item, between = items[k], gap(document, items[k].end, edge)
        if isinstance(item, Chain) and k and isinstance(items[k - 1], Name) and between in _AND:
            if not in_apposition(gap(document, items[k - 1].end, item.start)):
                break
            joined, edge = True, item.start
            continue
        of_list = isinstance(item, Name) and bool(item.text) and not is_replaced(document, items, k)
        beside = isinstance(items[k + 1], Chain) and edge == items[k + 1].start
        joined = joined or between == ["và"]
        if not of_list or not (beside or between == ["và"] or (between == [","] and joined)):
            break
        found.append(item)
        edge = item.start
    return [x for x in found if isinstance(x, Name)]


_AND = (["và"], [",", "và"], [")", "và"], [")", ",", "và"])


def _row_of_many(document: Document, items: list[Item], last: int) -> bool:
    """Does the row of persons that ends here begin with a title of many: "Các ông A, B, C"?"""
    k = last
    while k and isinstance(items[k - 1], Name) and gap(document, items[k - 1].end, items[k].start) in ([","], ["và"]):
        k -= 1
    first = items[k]
    return isinstance(first, Name) and first.many


def _of_another(document: Document, items: list[Item], n: int, around: Around) -> bool:
    """Is the post someone's whom the sentence does not name: "bổ nhiệm vợ mình làm B", "chọn người giữ chức B"?

    Nor is it got under a condition: "nếu trở thành B".
    """
    assert around.at is not None
    keys, verb = document.keys, items[around.at - 1]
    named = [x for x in items[:n] if isinstance(x, Name) and x.text]
    since = [x for x in items[:n] if not named or x.start >= named[-1].end]
    if any(isinstance(x, Trigger) and x.kind == "predecessor" for x in since):
        return True
    if after_relative(document, verb.start) and keys[verb.start - 1] != "anh":
        return True  # "con ông A làm B, con gái làm C"
    said = " ".join(keys[named[-1].end if named else document.sentence_start(verb.start) : verb.start])
    if _GIVES_TO_KIN.search(said):
        return True  # "ông A bổ nhiệm con trai mắc bệnh làm B"
    inside = set(keys[verb.end : items[n].start])
    if inside & word_set("relatives") and inside & {"mình", "ruột", "trai", "gái", "rể", "ông", "bà"}:
        return True
    before = keys[max(verb.start - 3, 0) : verb.start]
    if before[-1:] == ["người"] and not {",", "-", "–", "(", "là"} & set(before[:-1]):
        return True
    if before[-2:] == ["nhân", "sự"]:
        return True  # "ông A nói về việc thay đổi nhân sự giữ chức B"
    noun = keys[verb.start] == "ứng" and "viên" in keys[verb.start : verb.end]
    if noun and before[-1:] and before[-1] in word_set("before nouns"):
        return True
    lead = keys[max(verb.start - 12, document.sentence_start(verb.start)) : verb.start]
    return "nếu" in lead[-8:] or "trong trường hợp" in " ".join(lead)


_GIVES_TO_KIN = re.compile(r"\bbổ nhiệm\b.*\b(?:con (?:trai|gái|rể|dâu)|em (?:trai|gái|ruột|vợ)|vợ|chồng|cháu)\b")


def _falls_to(document: Document, items: list[Item], around: Around) -> bool:
    """ "miễn nhiệm chức danh B đối với ông A"; not "cuộc đua trở thành Tổng thống của ông A"."""
    if around.mode in {"remove", "retire"} and around.right is not None:
        at = around.right.start  # "thôi chức B và các chức vụ liên quan để nghỉ hưu theo nguyện vọng đối với ông A"
        if document.keys[at - 2 : at] == ["đối", "với"] and not {";", "."} & set(around.right_gap or []):
            return True
    # "… giai đoạn 2011-2016 với ông A"
    words = {w for w in around.right_gap or [] if not w[0].isdigit()} - {"giai", "đoạn", "thời", "kỳ", "-", "–"}
    if not words or not words <= {"đối", "với", "cho", "của", ",", "là"} or not words & {"với", "cho", "của"}:
        return False
    verb = items[around.at - 1] if around.at else None
    # "Quyết định bổ nhiệm thủ tướng Pháp của Macron": who decides
    decides = words == {"của"} and around.mode in {"appoint", "transfer"}
    return verb is None or not (document.keys[verb.start] == "trở" or decides)


def _speaks_of(document: Document, items: list[Item], n: int, around: Around, pronoun: Name) -> bool:
    """Is the pronoun the verb's subject? Not past another name, nor of "nếu anh ứng cử", nor far from a candidacy."""
    assert around.at is not None
    verb = items[around.at - 1]
    if any(isinstance(x, Run) and x.end - x.start >= 2 and pronoun.end <= x.start < verb.start for x in items[:n]):
        return False
    near = verb.start - pronoun.end <= 4
    return "nếu" not in document.keys[max(pronoun.start - 2, 0) : pronoun.start] and (
        near or around.mode not in {"candidate", "propose"}
    )


def _may_get(document: Document, items: list[Item], k: int, name: Name) -> bool:
    source = document.keys[max(name.start - 1, 0)] == "theo"  # "Theo ông A, thành phố sẽ điều động Bí thư B về làm C"
    # "con trai ông A làm B"; in "vợ ông A, khi đó giữ chức B" the post is his
    acts_next = items[k + 1].start == name.end
    kin = after_relative(document, name.start) if acts_next else _kin(document, items, k)
    aside = source or kin or _whose_kin(document, items, k) or is_replaced(document, items, k)
    return bool(name.text) and not (name.byline or aside)


def _by_whom(document: Document, items: list[Item], k: int) -> bool:
    """ "Ông A được | Tổng thống B | bổ nhiệm làm C": who stands right between "được" and the verb does it."""
    name, verb = items[k], items[k + 1] if k + 1 < len(items) else None
    if not isinstance(verb, Trigger) or verb.kind not in {"appoint", "transfer", "propose"} or verb.start != name.end:
        return False
    before = items[k - 1] if k else None
    start = before.start if isinstance(before, Chain) and before.end == name.start else name.start
    return document.keys[start - 1 : start] in (["được"], ["bị"])


def _aside(document: Document, name: Name, chain: Chain) -> bool:
    """ "bổ nhiệm ông A (con trai ông B, nguyên C) làm D": who is named in a bracket closed before the post."""
    opened = document.keys[max(name.start - 14, 0) : name.start]
    inside = "(" in opened and ")" not in opened[opened.index("(") :]
    return inside and ")" in document.keys[name.end : chain.start]


def is_replaced(document: Document, items: list[Item], k: int) -> bool:
    """ "ông A được bổ nhiệm thay ông C làm B", "thay ông C, ông A làm B": C gets nothing.

    In "thay ông C, người vừa được bổ nhiệm làm B" the verb is C's own.
    """
    before, after = items[k - 1] if k else None, items[k + 1]
    if not isinstance(before, Trigger) or before.kind != "replace":
        return False
    between = gap(document, items[k].end, after.start)
    if isinstance(after, Name):
        return between in ([","], ["và"])
    return not between and isinstance(after, Trigger) and after.kind in {"hold", "be"}


def _planned(document: Document, items: list[Item], n: int) -> str:
    """ "Dự kiến, ông A sẽ được bầu làm B": proposed, not got."""
    at = mode_of(document, items, n)[1]
    verb = items[at - 1] if at else None
    if verb is None or not isinstance(verb, Trigger) or verb.kind not in {"appoint", "transfer", "hold"}:
        return ""
    first = document.sentence_start(verb.start)
    near = document.keys[max(first, verb.start - 4) : verb.start]
    return "propose" if "sẽ" in near or document.keys[first : first + 2] == ["dự", "kiến"] else ""


def _drafted(document: Document, items: list[Item], n: int, around: Around) -> bool:
    """ "dự thảo quyết định | cho thôi giữ chức vụ A đối với ông B", "ông B sắp | rời chức vụ A": nobody has lost it."""
    verb = items[around.at - 1] if around.at else None
    lead = document.keys[max(verb.start - 4, 0) : verb.start] if verb is not None else []
    moves = document.keys[items[n].end : items[n].end + 1] == ["để"]  # "sẽ rời vị trí A để trở thành B": decided
    to_come = bool(_TO_COME & set(lead[-2:])) and not moves
    return around.mode == "remove" and (lead[:2] == ["dự", "thảo"] or to_come)


_TO_COME = frozenset({"sẽ", "sắp"})


def told_beside(document: Document, items: list[Item], k: int) -> Name | None:
    """ "Bà A, chị ông B, khi đó là C": who is told of, where the name at item k says only whose relative that is."""
    name, before = items[k], items[k - 1] if k else None
    if not isinstance(before, Name) or not before.text:
        return None
    between = document.keys[before.end : name.start + 1]
    return before if between[:1] == [","] and between[1:] and set(between[1:]) <= word_set("relatives") else None


def _whose_kin(document: Document, items: list[Item], k: int) -> bool:
    """ "ông A - chồng của bà B - làm Giám đốc", "ông A, em trai Bí thư B, làm Giám đốc": B says only who A is."""
    name, chain = items[k], items[k - 1] if k else None
    at = chain.start if isinstance(chain, Chain) and chain.end == name.start else name.start
    before = document.keys[max(at - 2, 0) : at]
    if before[-1:] == ["của"]:
        return before[0] in word_set("relatives")
    # "Bà A là vợ ông B (…), được bổ nhiệm làm C", "Bà A, chị ông B, khi đó là C"
    said = after_relative(document, at) and (before[0] == "là" or at < name.start)
    return said or told_beside(document, items, k) is not None


def _kin(document: Document, items: list[Item], k: int) -> bool:
    """ "vợ là bà B", "con trai là ông C": told of for another's sake, but in "bổ nhiệm con trai là ông C"."""
    name, verb = items[k], items[k - 2] if k > 1 else None
    if isinstance(verb, Trigger) and verb.kind in {"appoint", "transfer"} and name.start - verb.end <= 8:
        return False
    before = document.keys[max(name.start - 3, 0) : name.start]
    return before[-1:] == ["là"] and bool({"vợ", "chồng", "con", "em", "anh", "chị", "bố", "mẹ", "cha"} & set(before))


def joining(document: Document, items: list[Item], n: int, spoken: Spoken) -> Iterator[Claim]:
    """ "(thôi) tham gia Ban Chấp hành, Ban Thường vụ Huyện ủy": a seat on each committee named."""
    posts: list[Post] = []
    verb = items[n]
    assert isinstance(verb, Trigger)
    edge = verb.end
    for item in _joined(document, items, n):
        if posts and isinstance(item, Chain) and gap(document, edge, item.start) in ([","], ["và"]):
            posts += item.posts  # "được bầu vào Ban Chấp hành Trung ương và Uỷ viên dự khuyết Bộ Chính trị"
            edge = item.end
            continue
        seat = _seat(item) if isinstance(item, Body) else None
        if seat is None or not set(gap(document, edge, item.start)) <= {",", "và", "vào"}:
            break
        posts.append(seat)
        edge = item.end
    committee = next(
        (p.body for x in items[n + 1 :] if isinstance(x, Chain) for p in x.posts
         if p.body is not None and p.body.kind == "cap-uy" and not p.body.lacks), None,
    )  # fmt: skip
    for post in posts:
        if post.body is not None and post.body.kind == "ban-can-su" and post.body.lacks:
            post.body = _like(items[n + 1 :], post.body)
        if committee is None or post.body is None:
            continue
        if committee.place is not None and post.body.kind == "cap-uy" and post.body.lacks == committee.place.kind:
            post.body = committee  # "Ban Thường vụ Tỉnh ủy và giữ chức Bí thư Tỉnh ủy Quảng Bình"
        elif post.body.lacks == "host" and post.body.kind == "cap-uy" and committee.place is None:
            post.body = committee  # "Ban Thường vụ Đảng ủy và giữ chức phó bí thư Đảng ủy Khối doanh nghiệp trung ương"
        elif post.body.lacks == "host" and post.body.kind == "ban-chap-hanh" and committee.place is not None:
            place = committee.place  # "Ban Chấp hành Đảng bộ, Ban Thường vụ Tỉnh ủy Quảng Bình"
            post.body = replace(post.body, text=f"{post.body.text} {place.full}", place=place, lacks="", head="*")
        elif post.body.lacks == "committee":
            own = post.body.text
            text = f"{own} {committee.text}" if own else committee.text
            post.body = Body(
                post.body.start, post.body.end, post.body.kind, text, committee.place, parent=committee, head="*"
            )
    names = [x for x in items[:n] if isinstance(x, Name) and x.text and not x.byline]
    opens = verb.start - document.sentence_start(verb.start) <= _OPENING
    holder = names[-1] if names else spoken.last if opens or any(isinstance(x, Name) for x in items[:n]) else None
    if posts and holder is not None:
        yield Claim(holder, Chain(posts[0].start, edge, posts), verb.kind, "trigger")


# so many words may stand before the verb of a sentence that goes on of the person of the last
_OPENING = 12


def _like(items: list[Item], body: Body) -> Body:
    """ "tham gia Ban Cán sự Đảng, giữ chức Bí thư Ban Cán sự Đảng Bộ A": the body named in full by the next post."""
    bodies = [p.body for x in items if isinstance(x, Chain) for p in x.posts if p.body is not None]
    return next((b for b in bodies if b.kind == body.kind and not b.lacks), body)


def _joined(document: Document, items: list[Item], n: int) -> Iterator[Item]:
    """The items after the verb; committees in small letters, "thôi tham gia ban chấp hành, ban thường vụ", before."""
    k = items[n].end
    k += document.keys[k : k + 1] == ["vào"]
    while k < len(document.tokens) and document.tokens.words[k].islower() and (body := body_at(document, k, True)):
        if body.kind not in _COMMITTEES or (n + 1 < len(items) and items[n + 1].start < body.end):
            break
        yield body
        k = body.end + (document.keys[body.end : body.end + 1] in ([","], ["và"]))
    yield from items[n + 1 :]


_COMMITTEES = frozenset({"ban-chap-hanh", "ban-can-su", "ban-thuong-vu"})


def _seat(body: Body) -> Post | None:
    """The seat of who joins the body: "Ủy viên Ban Thường vụ", "Đảng ủy viên"; None: it is no committee."""
    name_central(body)
    if body.kind == "cap-uy" and body.text.startswith(("Đảng ủy", "Đảng uỷ")):
        return Post(body.start, body.end, "Đảng ủy viên", "member", body)
    if body.kind not in _COMMITTEES:
        return None
    if body.kind != "ban-thuong-vu" or (not body.lacks and body.parent is None):  # "Ban Bí thư", "Bộ Chính trị"
        return Post(body.start, body.end, "Ủy viên", "member", body)
    committee = body.parent or Body(body.end, body.end, "cap-uy", "", lacks="committee", head="*")
    return Post(body.start, body.end, "Ủy viên Ban Thường vụ", "member", committee)


def _series(document: Document, items: list[Item], n: int) -> list[Name]:
    """The persons of a list whose members may have posts of their own: "đối với ông A, nguyên …; bà B, … và ông C"."""
    first = items[n]
    names = [first] if isinstance(first, Name) else []
    if isinstance(first, Name) and first.many and ";" in document.keys[first.end : items[-1].end]:
        # "đối với các ông: A - nguyên …, lý do …; B - …"
        rest = [x for x in items[n + 1 :] if isinstance(x, Name) and x.text]
        return names + [x for x in rest if document.keys[x.start - 1] == ";"]
    edge = first.end
    for item in items[n + 1 :]:
        between = set(gap(document, edge, item.start))
        if isinstance(item, Chain) and in_apposition(gap(document, edge, item.start)):
            edge = item.end
        elif isinstance(item, Name) and item.text and between and between <= {";", ",", "và", "cùng", "-", ")"}:
            if not item.title and ";" not in between and "và" not in between:
                break
            names.append(item)
            edge = item.end
        else:
            break
    return names
