"""Positions: a named person holds, held, gets or loses a post.

    "Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu cho biết"
    → person Cáp Hữu Chiểu, role Bí thư, body Đảng ủy xã Hải Hưng, status current

Rules (the id that each fact carries):
    post-person   the holder stands right after the chain of posts
    person-post   the chain stands in apposition after the person: comma, dash, bracket, "là"
    trigger       a verb between them says so: "ông A được bổ nhiệm giữ chức B"
    trigger-to    the person follows the post: "miễn nhiệm chức danh B đối với ông A"
    person-after  "Trong thời gian giữ chức B, ông A đã …"
    pronoun       as trigger, the person taken from the sentence before
    listed        "danh sách ứng cử đại biểu HĐND có ông A, …; bà B, …"
    replaced      "… giữ chức B thay ông C": C held B before
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.grammar.bodies import Body, completed
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.posts import Chain, Post
from kg.grammar.scan import Item, Name, OtherPlace, Scan, Trigger
from kg.grammar.units import Place
from kg.language.dates import DateMention
from kg.model import Position, Status
from kg.text import capital, key
from kg.tokens import is_syllable

# What may stand between a person and the posts in apposition.
_FILLER = frozenset(
    ", - – ( ) là hiện nay đang sn sinh năm tuổi nguyên giữ chức vụ cương vị khi đó lúc bấy giờ trước đây vốn : nữ với "
    "tư cách và đồng thời cũng người hiện_nay danh các".split()
)
_MARKS = frozenset({",", "-", "–", "(", "là", ":"})
_BETWEEN = frozenset(
    "để ra tới đây nhiều khác chủ chốt qua từng chức vụ danh vị trí các cương là làm giữ đảm nhiệm nhận được bị vào bổ sung kiêm hai thêm và , quyền thành mới cho phụ trách : "
    "nhiệm tiếp tục bầu tham gia công tác ở tại".split()
)
_CONFIDENCE = {
    "post-person": 0.96, "person-post": 0.95, "trigger": 0.92, "trigger-to": 0.92, "person-after": 0.88, "listed": 0.85, "pronoun": 0.8, "replaced": 0.75,
}  # fmt: skip
_STATUS: dict[str, Status] = {
    "appoint": "appointed", "transfer": "appointed", "remove": "dismissed", "retire": "dismissed",
    "candidate": "candidate", "propose": "proposed", "former": "former", "current": "current", "join": "appointed",
}  # fmt: skip
_MEMBER = ("ủy viên", "uỷ viên", "đại biểu")


@dataclass(slots=True)
class Claim:
    """One chain given to one person, before bodies and names are resolved."""

    name: Name
    chain: Chain
    status: str
    rule: str
    posts: list[Post] = field(default_factory=list)


def find(document: Document, scan: Scan, memory: Memory, dates: list[DateMention]) -> list[Position]:
    """All positions of an article, each (person, role, body) once, the most telling status first."""
    positions: list[Position] = []
    subject: Name | None = None
    for items in scan.sentences:
        claims = list(_claims(document, memory, items, subject))
        _leave_old_posts(items, claims)
        for claim in claims:
            positions += _positions(document, memory, claim, dates)
        subject = _subject(items, claims) or subject
    return _merged(positions)


def _subject(items: list[Item], claims: list[Claim]) -> Name | None:
    """Whom "ông" in the next sentence means: the first person of this one."""
    return next((x for x in items if isinstance(x, Name) and x.text and not x.byline), None)


def _claims(document: Document, memory: Memory, items: list[Item], subject: Name | None) -> Iterator[Claim]:
    """Give each chain of a sentence to its holder; then what is said of a predecessor."""
    claims: list[Claim] = []
    for n, item in enumerate(items):
        if isinstance(item, Chain):
            claims += _holders(document, items, n, subject, claims)
        elif isinstance(item, Trigger) and item.kind == "join":
            claims += _joining(document, items, n, subject)
        elif isinstance(item, Trigger) and item.kind == "replace" and claims:
            claims += _replaced(document, items, n, claims[-1])
    yield from claims


def _holders(
    document: Document, items: list[Item], n: int, subject: Name | None, claims: list[Claim]
) -> Iterator[Claim]:
    """The holders of the chain that is item n, by the first rule that finds any."""
    chain = items[n]
    assert isinstance(chain, Chain)
    left, right = _neighbour(items, n, -1), _neighbour(items, n, 1)
    mode, at = _mode(document, items, n)
    right_gap = _gap(document, chain.end, right.start) if right else None
    left_gap = _gap(document, left.end, chain.start) if left else None
    removing = claims[-1].status if claims and _joined(document, chain) and claims[-1].status == "remove" else ""
    if right is not None and right.text and (right_gap == [] or _in_charge(right_gap)):
        status = mode if mode == "remove" else removing
        for name in _group(document, items, items.index(right)) if chain.plural else [right]:
            yield Claim(name, chain, status, "post-person")
    elif left is not None and left.text and left_gap is not None and _apposition(left_gap) and not at:
        yield Claim(left, chain, "former" if "nguyên" in left_gap else "", "person-post")
    elif candidates := _listed(document, items, n, mode):
        for name in candidates:
            yield Claim(name, chain, "candidate", "listed")
    elif right is not None and right.text and right_gap is not None and _introduces(document, chain, right_gap, right):
        for name in _group(document, items, items.index(right)):
            yield Claim(name, chain, "", "post-person")
    elif (later := _named_after(document, items, n)) is not None:
        yield Claim(later, chain, "former" if _past(document, chain) else "", "person-after")
    elif claims and left is None and _then(document, claims[-1].chain, chain):
        yield Claim(claims[-1].name, chain, claims[-1].status, claims[-1].rule)
    elif at:
        yield from _triggered(document, items, n, mode, right, right_gap, subject)
    elif left is not None and not left.text and left_gap is not None and _is(left_gap) and subject is not None:
        status = "former" if _in_the_past(document, chain) else ""
        yield Claim(replace(subject, start=left.start, end=left.end), chain, status, "pronoun")


def _in_charge(gap: list[str] | None) -> bool:
    """ "Phó Giám đốc phụ trách công tác An toàn | Đào Tuấn Anh"."""
    return gap is not None and gap[:2] == ["phụ", "trách"] and len(gap) <= 7 and "," not in gap


def _is(gap: list[str]) -> bool:
    return gap in (["là"], ["hiện", "là"], ["đang", "là"], ["từng", "là"], ["đã", "là"])


def _then(document: Document, before: Chain, chain: Chain) -> bool:
    """ "… là A, sau đó là B": the same person."""
    gap = " ".join(_gap(document, before.end, chain.start))
    return any(w in gap for w in ("sau đó là", "rồi là", "tiếp đó là", "sau đó làm", "rồi làm", "sau đó giữ chức"))


_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def _in_the_past(document: Document, chain: Chain) -> bool:
    """A sentence of a career: years stand in it, and nothing says that it goes on."""
    start, end = document.sentence_spans[document.sentence_of(chain.start)]
    text = document.tokens.text[start:end].lower()
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
    return names if {"có", "gồm", ":"} & set(between) else []


def _replaced(document: Document, items: list[Item], n: int, claim: Claim) -> Iterator[Claim]:
    """ "được bổ nhiệm giữ chức B, thay ông C nghỉ hưu": C has left the post."""
    for k, item in enumerate(items[n + 1 :], n + 1):
        if isinstance(item, Name) and item.text:
            if claim.status not in {"appoint", "transfer", "hold"}:
                return
            after = items[k + 1] if k + 1 < len(items) else None
            retired = isinstance(after, Trigger) and after.kind in {"retire", "remove"}
            posts = [replace(p, status="") for p in claim.chain.posts]
            yield Claim(item, replace(claim.chain, posts=posts), "retire" if retired else "former", "replaced")
            return
        if not isinstance(item, Trigger):
            return


def _neighbour(items: list[Item], n: int, step: int) -> Name | None:
    """The item next to n if it is a person; places and triggers in between are looked through by the gap."""
    k = n + step
    while 0 <= k < len(items):
        item = items[k]
        if isinstance(item, Name):
            return item
        if isinstance(item, Trigger | OtherPlace):
            k += step
            continue
        return None
    return None


def _gap(document: Document, start: int, end: int) -> list[str]:
    return document.keys[start:end] if end - start <= 14 else ["…"]


def _apposition(gap: list[str]) -> bool:
    """Nothing but marks, "là", and the person's age between the person and the posts."""
    return bool(gap) and any(g in _MARKS for g in gap) and all(g in _FILLER or g[0].isdigit() for g in gap)


def _introduces(document: Document, chain: Chain, gap: list[str], right: Name) -> bool:
    """Posts, then a colon or comma, then a person with a title: "Chủ tịch Ủy ban châu Âu, bà Ursula …".

    With a comma only where the posts open the sentence: in "Trả lời Bí thư Thành ủy, ông A …" A is another.
    """
    if gap in ([":"], ["là"]):
        return gap == [":"] or bool(right.title)
    return gap == [","] and bool(right.title) and _first_token(document, chain.start) == chain.start


def _joined(document: Document, chain: Chain) -> bool:
    return chain.start > 0 and document.keys[chain.start - 1] in {"và", ","}


def _group(document: Document, items: list[Item], n: int) -> list[Name]:
    """The persons in a row that begins at item n: "ông A, ông B và bà C"."""
    names = [items[n]]
    for item in items[n + 1 :]:
        if not isinstance(item, Name) or not item.text:
            break
        if not set(_gap(document, names[-1].end, item.start)) <= {",", "và", "cùng"}:
            break
        names.append(item)
    return [x for x in names if isinstance(x, Name)]


def _mode(document: Document, items: list[Item], n: int) -> tuple[str, int | None]:
    """What the triggers right before a chain say of it, and the item index of the first of them + 1 (None: no trigger).

    "được điều động, bổ nhiệm giữ chức", "từng giữ chức vụ", "vẫn đảm nhận cương vị".
    """
    chain = items[n]
    found: list[str] = []
    edge, first = chain.start, None
    k = n - 1
    while k >= 0:
        item = items[k]
        gap = _gap(document, item.end, edge)
        if isinstance(item, Trigger):
            if item.kind in {"to", "none", "be", "replace"} or not all(g in _BETWEEN for g in gap):
                if item.kind == "be" and all(g in _BETWEEN for g in gap) and not found:
                    k, edge = k - 1, item.start
                    continue
                break
            found.append(item.kind)
            edge, first = item.start, k
        elif isinstance(item, Name) and found and all(g in _BETWEEN | {"-", "–", "đồng", "chí"} for g in gap):
            edge = item.start
        elif isinstance(item, Chain) and found and _apposition(_gap(document, item.end, edge) or [","]):
            edge = item.start
        elif isinstance(item, Place | Body) and found and all(g in _BETWEEN | {"sinh", "từ"} for g in gap):
            edge = item.start
        else:
            break
        k -= 1
    if first is None or all(f.endswith("?") for f in found):
        return "", None
    found = [f.rstrip("?") for f in found]
    return _combined(found), first + 1


def _combined(found: list[str]) -> str:
    """One meaning out of several triggers, the nearest to the post first."""
    for kind in ("remove", "retire", "candidate", "propose"):
        if kind in found:
            return kind
    if "former" in found:
        return "former"
    if "current" in found:
        return "current"
    for kind in ("transfer", "appoint"):
        if kind in found:
            return kind
    return found[0]


def _triggered(
    document: Document, items: list[Item], n: int, mode: str, right: Name | None, right_gap: list[str] | None,
    subject: Name | None,
) -> Iterator[Claim]:  # fmt: skip
    """The person of a post that a verb governs."""
    chain = items[n]
    assert isinstance(chain, Chain)
    if mode in {"remove", "appoint", "propose", "candidate"} and right is not None and right.text and right_gap is not None:
        if right_gap and set(right_gap) <= {"đối", "với", "cho", "của", ",", "là"} and set(right_gap) & {"với", "cho", "của"}:
            yield Claim(right, chain, mode, "trigger-to")
            return
    names = [x for x in items[:n] if isinstance(x, Name) and x.text and not x.byline]
    if _acts(document, items, n):
        return
    pronoun = next((x for x in reversed(items[:n]) if isinstance(x, Name) and not x.text), None)
    status = mode if mode != "hold" else _held(document, items, n)
    if names and (pronoun is None or pronoun.start < names[-1].start):
        last = items.index(names[-1])
        group = [names[-1]]
        while last > 0 and isinstance(items[last - 1], Name) and items[last - 1].text and (  # type: ignore[union-attr]
            _gap(document, items[last - 1].end, items[last].start) in (["và"], [","])
        ):  # fmt: skip
            last -= 1
            group.append(items[last])  # type: ignore[arg-type]
        for name in group:
            yield Claim(name, chain, status, "trigger")
    elif pronoun is not None and subject is not None:
        yield Claim(replace(subject, start=pronoun.start, end=pronoun.end), chain, status, "pronoun")


def _joining(document: Document, items: list[Item], n: int, subject: Name | None) -> Iterator[Claim]:
    """ "tham gia Ban Chấp hành, Ban Thường vụ Huyện ủy": a seat on each committee named."""
    posts: list[Post] = []
    edge = items[n].end
    for item in items[n + 1 :]:
        if not isinstance(item, Body) or item.kind not in {"ban-chap-hanh", "ban-thuong-vu"}:
            break
        if not set(_gap(document, edge, item.start)) <= {",", "và", "vào"}:
            break
        role = "Ủy viên Ban Thường vụ" if item.kind == "ban-thuong-vu" else "Ủy viên"
        body = item
        if item.kind == "ban-thuong-vu":
            body = item.parent or Body(item.end, item.end, "cap-uy", "", lacks="committee", head="*")
        posts.append(Post(item.start, item.end, role, "member", body))
        edge = item.end
    committee = next(
        (p.body for x in items[n + 1 :] if isinstance(x, Chain) for p in x.posts
         if p.body is not None and p.body.kind == "cap-uy" and not p.body.lacks), None,
    )  # fmt: skip
    for post in posts:
        if committee is not None and post.body is not None and post.body.lacks == "committee":
            own = post.body.text
            text = f"{own} {committee.text}" if own else committee.text
            post.body = Body(post.body.start, post.body.end, post.body.kind, text, committee.place, parent=committee, head="*")
    names = [x for x in items[:n] if isinstance(x, Name) and x.text and not x.byline]
    holder = names[-1] if names else subject
    if posts and holder is not None:
        yield Claim(holder, Chain(posts[0].start, edge, posts), "join", "trigger")


_WHILE = ("trong thời gian", "trong thời kỳ", "khi", "lúc", "với vai trò", "với cương vị", "trên cương vị", "ở cương vị", "thời điểm")


def _named_after(document: Document, items: list[Item], n: int) -> Name | None:
    """The person of "Trong thời gian giữ chức A, sau đó là B, ông X đã …": named after the posts and a comma."""
    chain = items[n]
    first = _first_token(document, chain.start)
    opening = " ".join(document.keys[first : min(chain.start, first + 12)])
    if not opening.startswith(_WHILE) or any(isinstance(x, Name) for x in items[:n]):
        return None
    for item in items[n + 1 :]:
        if isinstance(item, Name) and item.text and item.title and document.keys[item.start - 1] == ",":
            return item
    return None


def _first_token(document: Document, token: int) -> int:
    start = document.sentence_spans[document.sentence_of(token)][0]
    return bisect_left(document.tokens.starts, start)


def _past(document: Document, chain: Chain) -> bool:
    """Is the time of the post over: a closed range, or another post "sau đó"?"""
    after = " ".join(document.keys[chain.end : chain.end + 12])
    return "sau đó" in after or "sau đó là" in after


_ACTING = frozenset("ký trao công yêu đề xem quyết ban thống chỉ kiến họp quy".split())


def _acts(document: Document, items: list[Item], n: int) -> bool:
    """Is the person before the verb its agent ("ông A ký quyết định cách chức B"), not the one it befalls?

    What befalls is said with "được" or "bị", with a verb of holding, or has its person after the verb.
    """
    first = _mode(document, items, n)[1]
    assert first is not None
    k = first - 1
    verbs = [x for x in items[k:n] if isinstance(x, Trigger)]
    if any(isinstance(x, Name) for x in items[k:n]):
        return False
    start = items[k].start
    before = [x for x in items[:k] if isinstance(x, Name | Chain)]
    lead = document.keys[max(before[-1].end if before else start - 4, start - 12) : start]
    if {"được", "bị"} & set(lead[-4:]) or any({"được", "bị"} & set(document.keys[v.start : v.end]) for v in verbs):
        return False
    if _ACTING & set(lead):
        return True
    return all(v.kind in {"transfer", "transfer?", "appoint?", "propose", "propose?"} or document.keys[v.start] in _DONE_TO for v in verbs)


# verbs of removing and electing whose subject is who does it
_DONE_TO = frozenset("cách miễn bãi giáng sa cho bầu chỉ phê chuẩn".split())


def _held(document: Document, items: list[Item], n: int) -> str:
    """ "giữ chức" alone: an appointment if the sentence has a verb of appointing before it, else simply held."""
    kinds = [x.kind for x in items[:n] if isinstance(x, Trigger)]
    if "transfer" in kinds or "appoint" in kinds:
        return "appoint"
    return "former" if "former" in kinds else ""


def _leave_old_posts(items: list[Item], claims: list[Claim]) -> None:
    """Who is transferred or appointed leaves the posts named in apposition before, but not a seat on a committee."""
    for claim in claims:
        if claim.rule != "person-post" or claim.status or not claim.chain.posts:
            continue
        later = [c for c in claims if c.name is claim.name and c.chain.start > claim.chain.start and c.rule == "trigger"]
        between = [
            x for c in later for x in items
            if isinstance(x, Trigger) and claim.name.start - 6 <= x.start < c.chain.start
        ]  # fmt: skip
        elected = any(x.kind == "appoint" for x in between)
        moved = any(x.kind == "transfer" for x in between) or (not elected and any(x.kind == "hold" for x in between))
        if moved:
            for post in claim.chain.posts:
                if not post.status and not any(m in post.role.lower() for m in _MEMBER):
                    post.status = "former"


def _positions(document: Document, memory: Memory, claim: Claim, dates: list[DateMention]) -> Iterator[Position]:
    """One Position a post of the claim, bodies completed from the context."""
    person = memory.person(claim.name.text, claim.name.start)
    inherited = ""
    before: Place | None = None
    for post in claim.chain.posts:
        if _foreign(document, claim.name) and post.mode.startswith("self:") and not _abroad(document, memory, post, claim.name):
            continue
        inherited = post.status or inherited
        status = _status(claim.status, post.status or (inherited if inherited == "former" else ""))
        if post.body is not None and post.body.lacks == "unit" and before is not None and before.word:
            post.body = Body(post.body.start, post.body.end, post.body.kind, f"{post.body.text} {before.full}", before, head="*")
        body, place, kind, certainty = _body(memory, post)
        before = place or before
        if body is None:
            continue
        low, high = min(claim.name.start, post.start), max(claim.name.end, post.end)
        tokens = document.tokens
        evidence = document.evidence(tokens.starts[low], tokens.ends[high - 1])
        confidence = _CONFIDENCE[claim.rule] * certainty
        if " " not in person:
            confidence *= 0.6
        start, end = _dates(document, claim, post, dates, status)
        status = _by_date(document, status, start, end)
        yield Position(
            person, capital(post.role), capital(body), _place_name(memory, place), status, evidence, claim.rule,
            round(confidence, 3), kind or None, start, end,
        )  # fmt: skip


def _foreign(document: Document, name: Name) -> bool:
    return not all(map(is_syllable, name.text.split()))


def _abroad(document: Document, memory: Memory, post: Post, name: Name) -> bool:
    """A foreigner's "Thủ tướng" is of the country last named in the sentence; without one the fact is not made."""
    if post.body is not None and post.body.place is not None:
        return True
    sentence = document.sentence_of(post.start)
    near = [
        p for at, p in memory.units
        if p.kind == "country" and at < post.start and document.sentence_of(at) == sentence and key(p.name) != "việt nam"
    ]  # fmt: skip
    if near:
        post.body = Body(post.start, post.end, "", near[-1].name, near[-1], head="*")
    return bool(near)


def _status(trigger: str, own: str) -> Status:
    if own == "former" or own == "appointed":
        return own  # type: ignore[return-value]
    if trigger == "former":
        return "former"
    return _STATUS.get(trigger, "current")


def _body(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float]:
    """(name, unit, kind, certainty) of a post's body; None where no one can say which."""
    body = post.body
    if body is None:
        return _remembered(memory, post)
    certainty = 1.0 if body.place is None or body.place.sure else 0.5
    if not body.lacks:
        return body.text, body.place, body.kind, certainty
    if body.lacks in {"committee", "host", "unit"}:
        return _hosted(memory, body)
    found = memory.unit(body.lacks, body.start)
    if found is None:
        return body.text, None, body.kind, 0.75 if body.lacks == "province" else 0.6
    return completed(body, found.place), found.place, body.kind, certainty * found.certainty


def _hosted(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """A committee that the text names without its host."""
    if body.lacks == "host":
        return _of_host(memory, body)
    if body.lacks == "unit":
        return None, None, "", 0.0
    found = memory.body(frozenset({"cap-uy"}), body.start)
    if found is None:
        return (body.text or None), None, body.kind, 0.55
    host, certainty = found
    if not body.text:
        return host.text, host.place, "cap-uy", certainty
    if host.kind == body.kind:
        return host.text, host.place, body.kind, certainty
    return f"{body.text} {host.text}", host.place, body.kind, certainty


_HOSTS_ALL = frozenset({"truong", "cong-ty", "benh-vien", "cong-an", "co-quan", "bao-chi"})
_COMMUNES = frozenset({"xa", "phuong", "thi-tran", "dac-khu"})


def _of_host(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """ "Đảng ủy" alone: of the school, company or commune last spoken of."""
    kinds = frozenset({body.kind}) if not body.text else _HOSTS_ALL
    hosts = [(b.start, b.text if b.kind == body.kind else f"{body.text} {b.text}", b.place) for _, b in memory.bodies if b.kind in kinds and not b.lacks]
    communes = [] if body.kind not in {"cap-uy", "chi-bo", "dang-bo"} else [(at, f"{body.text} {p.full}", p) for at, p in memory.units if p.kind in _COMMUNES and p.word and body.text]
    found = sorted(hosts + communes, key=lambda x: x[0])
    if not found:
        return None, None, "", 0.0
    before = [x for x in found if x[0] < body.start]
    _, text, place = before[-1] if before else found[0]
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
        return same[0].text, same[0].place, same[0].kind, 0.85
    if post.mode == "party" and (found := memory.body(frozenset({"cap-uy"}), post.start)):
        return found[0].text, found[0].place, "cap-uy", 0.7 if found[1] > 0.9 else 0.45
    if len(names) > 1:
        first, second = names.most_common(2)
        if first[1] >= 3 and first[1] >= 2 * second[1]:
            body = next(b for b in same if key(b.text) == first[0])
            return body.text, body.place, body.kind, 0.65
    return None, None, "", 0.0


def _place_name(memory: Memory, place: Place | None) -> str | None:
    if place is None:
        return None
    if place.word or place.kind == "country":
        return place.full
    for _, other in memory.units:
        if other.word and key(other.name) == key(place.name) and other.kind == place.kind:
            return other.full
    return f"tỉnh {place.name}" if place.kind == "tinh" and "tinh" in memory.document.kinds(key(place.name)) else place.name


def _dates(
    document: Document, claim: Claim, post: Post, dates: list[DateMention], status: Status
) -> tuple[str | None, str | None]:
    """The dates that the text states for the tenure: "từ 7/2014 - 10/2017", "kể từ ngày 2-12-2024", "Tháng 6/1997, ông …"."""
    tokens = document.tokens
    at = tokens.ends[post.end - 1]
    sentence = document.sentence_spans[document.sentence_of(post.start)]
    opening = [d for d in dates if sentence[0] <= d.start < min(sentence[0] + 12, tokens.starts[post.start])]
    for date in dates:
        if date.start < at - 1 or date.start > at + 40:
            continue
        lead = tokens.text[at : date.start].lower()
        if any(stop in lead for stop in (".", ";", "\n", "nghị quyết")):
            break
        if date.kind == "range":
            return date.value, date.until
        if date.kind == "since" or (date.kind in {"date", "relative"} and {"từ", "vào"} & set(lead.split())):
            return (None, date.value) if status == "dismissed" else (date.value, None)
    if opening and claim.rule in {"trigger", "pronoun"} and status in {"appointed", "current", "former"}:
        date = opening[0]
        if date.kind == "range":
            return date.value, date.until
        if date.kind in {"since", "date"} and date.precision != "year" or date.kind == "since":
            return date.value, None
    return None, None


def _by_date(document: Document, status: Status, start: str | None, end: str | None) -> Status:
    """What was got long before the article, or ended before it, is told as a career: "former"."""
    published = document.article.published
    today = published.isoformat() if published else ""
    if end and status in {"current", "appointed"} and (not today or end < today[: len(end)] or end[:4] < today[:4]):
        return "former"
    if status == "appointed" and start and today and int(start[:4]) < int(today[:4]) - 1:
        return "former"
    return status


_RANK = {"dismissed": 5, "appointed": 4, "former": 3, "proposed": 2, "candidate": 2, "current": 1}


def _merged(positions: list[Position]) -> list[Position]:
    """One record a (person, role, body): the status that says most, the best confidence."""
    best: dict[tuple[str, str, str], Position] = {}
    for p in positions:
        at = (key(p.person), key(p.role), key(p.body))
        old = best.get(at)
        if old is None:
            best[at] = p
        elif (_RANK[p.status], p.confidence) > (_RANK[old.status], old.confidence) and p.confidence >= 0.5:
            best[at] = replace(p, start=p.start or old.start, end=p.end or old.end)
    return list(best.values())
