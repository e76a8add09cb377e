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
    replaced      "… giữ chức B thay ông C": C held B before (see kg/facts/succession.py)
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from kg.facts.antecedents import Spoken
from kg.facts.careers import is_step
from kg.facts.circumstances import is_denied
from kg.facts.claim import NARRATED, Claim
from kg.facts.claims import claims
from kg.facts.endings import dies
from kg.facts.holding import SEATS, in_course
from kg.facts.merging import CONFIDENCE, Told, merged
from kg.facts.spans import after_relative, within
from kg.facts.succession import successions
from kg.facts.tenures import dated_before, dates_of, in_time, is_long_before, today_of
from kg.facts.whose import abroad, body_of, foreign, may_be_foreign, place_name
from kg.grammar.body import Body
from kg.grammar.document import Document
from kg.grammar.memory import Memory, level_of
from kg.grammar.naming import written_out
from kg.grammar.posts import Post, is_seat
from kg.grammar.scan import Item, Name, Scan, Trigger
from kg.grammar.states import OF_STATES, is_ours
from kg.grammar.units import Place
from kg.language.dates import DateMention
from kg.model import DOUBTFUL, Position, Status
from kg.text import capital, key
from kg.tokens import is_syllable

_STATUS: dict[str, Status] = {
    "appoint": "appointed", "transfer": "appointed", "remove": "dismissed", "retire": "dismissed",
    "candidate": "candidate", "propose": "proposed", "former": "former", "current": "current", "join": "appointed",
    "ask": "current", "die": "former", "handover": "dismissed", "career": "former",
}  # fmt: skip


_POLITE = frozenset({"ông", "bà", "anh", "chị", "cô", "thầy"})
# what a rumour may say of a post
_NEWS = frozenset({"appoint", "transfer", "candidate", "propose", "remove", "retire"})
# claims of earlier sentences that words of succession may refer to
_REMEMBERED = 24


def find(document: Document, scan: Scan, memory: Memory, dates: list[DateMention]) -> list[Position]:
    """All positions of an article, each (person, role, body) once, the most telling status first."""
    positions: list[Told] = []
    spoken = Spoken()
    told: list[Claim] = []
    heading = ""
    dead: set[str] = set()
    dates = [d for d in dates if not _BIRTH.search(document.tokens.text, max(d.start - 20, 0), d.start)]
    for n, items in enumerate(scan.sentences):
        made = claims(document, memory, items, spoken)
        _leave_old_posts(document, items, made)
        heading = _heading(document, n, items, heading)
        retiring = _list_of_the_retiring(document, items)
        for claim in made:
            if not claim.status and retiring < claim.chain.start and claim.rule in {"person-post", "post-person"}:
                claim.status = "retire"
            if (heading == "retire" and claim.rule == "person-post" and not claim.status) or (
                heading == "appoint" and claim.rule == "trigger" and claim.status in {"", "current"}
            ):
                claim.status = heading
        made += list(successions(document, memory, items, made, told))
        told = [*told, *made][-_REMEMBERED:]
        dead |= {memory.person(c.name.text, c.name.start) for c in made if _is_dead(document, c)}
        dead |= {
            memory.person(x.text, x.start) for k, x in enumerate(items)
            if isinstance(x, Name) and x.text and (_lived(document, x) or _has_died(document, items, k))
        }  # fmt: skip
        starts = _told_by_verbs(made)
        for claim in made:
            if claim.status in _NEWS and _denied(document, memory, claim):
                continue  # nobody got it, and who denies it is told of with no status
            positions += _positions(document, memory, claim, dates, _since(document, starts, claim))
        spoken.hold(made)
        spoken.hear(document, items)
    year = int(today_of(document, memory, dates)[:4] or 0)
    positions = in_course(positions, year)
    return merged([_of_the_dead(one) if one.position.person in dead else one for one in positions])


_BIRTH = re.compile(r"\b(?:sinh|SN)(?: ngày| năm| tháng)?[ :]*$")


def _year_of(document: Document, post: Post, dates: list[DateMention]) -> int:
    """The year of the last date before the post in its sentence, 0 if there is none."""
    before = dated_before(document, post, dates)
    return int(before[-1].value[:4]) if before else 0


def _is_dead(document: Document, claim: Claim) -> bool:
    """ "cố Tổng Bí thư A", "Khu lưu niệm Tổng Bí thư A", "ông A, B, qua đời"."""
    return claim.status == "die" or document.keys[claim.chain.start] == "cố"


def _has_died(document: Document, items: list[Item], k: int) -> bool:
    """ "ông A qua đời"; in "mẹ ông A qua đời" it is not he who has died."""
    return dies(document, items, k) and not after_relative(document, items[k].start)


def _lived(document: Document, name: Name) -> bool:
    """ "Lê Quang Đạo (1921-1999)": years too far apart for a term of office."""
    years = _LIFE.match(document.tokens.text, document.tokens.ends[name.end - 1])
    return years is not None and int(years[2]) - int(years[1]) > _LONGEST_TERM


_LIFE = re.compile(r"\s*\((\d{4})\s*[-–]\s*(\d{4})\)")
_LONGEST_TERM = 25


def _of_the_dead(told: Told) -> Told:
    """Who is dead holds no post; what "Chủ tịch A" was head of, the article's other bodies do not say."""
    p = told.position
    if p.status != "current":
        return told
    sure = p.confidence if p.confidence > _SAID_IN_FULL or p.rule != "post-person" else min(p.confidence, _DOUBT)
    return replace(told, position=replace(p, status="former", confidence=sure))


# the least confidence of a post that a name follows and whose body the text names; that of doubt
_SAID_IN_FULL, _DOUBT = 0.9, 0.45


def _denied(document: Document, memory: Memory, claim: Claim) -> bool:
    sentence = document.sentence_of(claim.chain.start)
    return memory.once(("denied", sentence), lambda: is_denied(document, sentence))


def _told_by_verbs(made: list[Claim]) -> dict[str, list[int]]:
    """Where the posts begin that verbs give each person of a sentence, in order."""
    starts: dict[str, list[int]] = defaultdict(list)
    for claim in made:
        if claim.rule in NARRATED and claim.status != "join":
            insort(starts[claim.name.text], claim.chain.start)
    return starts


def _since(document: Document, starts: dict[str, list[int]], claim: Claim) -> int:
    """The offset from which on a date of the sentence may be the claim's: "từ 1988 đến 1992 là A, sau đó là B" dates A.

    `starts` as of _told_by_verbs.
    """
    own = starts[claim.name.text] if claim.rule in NARRATED else []
    before = bisect_left(own, claim.chain.start)
    first = own[before - 1] if before else document.sentence_start(claim.chain.start)
    return document.tokens.starts[first]


def _heading(document: Document, sentence: int, items: list[Item], before: str) -> str:
    """ "Các ông, bà nghỉ hưu gồm:": what befalls the persons of the lines that follow, while they are a list's."""
    start, end = document.sentence_spans[sentence]
    text = document.tokens.text[start:end].strip()
    if text.endswith(":"):
        kinds = {x.kind for x in items if isinstance(x, Trigger)}
        if any(isinstance(x, Name) and x.text for x in items):
            return ""
        return "retire" if "retire" in kinds else "appoint" if {"appoint", "transfer"} & kinds else ""
    return before if _LIST_MARK.match(text) or (items and isinstance(items[0], Name) and items[0].title) else ""


def _list_of_the_retiring(document: Document, items: list[Item]) -> int:
    """Where the list of "nhận quyết định nghỉ hưu gồm: …" begins in the sentence; behind its end if there is none."""
    for x in items:
        after = document.keys[x.end : x.end + 2]
        if isinstance(x, Trigger) and x.kind == "retire" and (after == ["gồm", ":"] or after[:1] in (["gồm"], [":"])):
            return x.end
    return len(document.tokens)


_LIST_MARK = re.compile(r"(?:[-–•+*]|\d{1,2}[.)/])\s*\S")


def _leave_old_posts(document: Document, items: list[Item], made: list[Claim]) -> None:
    """Who is transferred or appointed leaves the posts named in apposition before, but not a seat on a committee."""
    for claim in made:
        if claim.status == "leaves":
            claim.status = ""
            _leave(claim.chain.posts)
        if claim.rule not in {"person-post", "post-person"} or claim.status or not claim.chain.posts:
            continue
        later = [
            c for c in made
            if c.name is claim.name and c.chain.start > claim.chain.start and c.rule == "trigger"
            and c.status not in {"propose", "candidate"} and not all(_is_seat(p) or _beside(p) for p in c.chain.posts)
        ]  # fmt: skip
        if not later:
            continue
        between = [
            x for c in later for x in items
            if isinstance(x, Trigger) and claim.name.start - 6 <= x.start < c.chain.start
        ]  # fmt: skip
        if any(x.kind == "current" or document.keys[x.start] == "kiêm" for x in between):
            continue  # "tiếp tục làm", "được giao kiêm": nothing is left
        elected = any(x.kind == "appoint" for x in between)
        office = any(c.chain.posts[-1].body is not None for c in later)  # "làm trưởng đoàn" is none
        holds = any(x.kind == "hold" for x in between)
        says = document.keys[claim.chain.start - 1] == "là"  # "còn là A và giữ chức B"
        moved = any(x.kind == "transfer" for x in between) or (office and holds and not (elected or says))
        # "bầu ông A, Phó Bí thư Huyện ủy giữ chức Chủ tịch UBND": who is elected keeps his seat in the Party
        stays = _elects(items, claim.name)
        kept = [
            p for p in claim.chain.posts
            if stays and ((_in_a_committee(p) and not _same_body(p, later)) or _beside_a_deputy(p, later))
        ]  # fmt: skip
        _leave(p for p in claim.chain.posts if (moved and p not in kept) or (elected and _in_another_unit(p, later)))


def _beside_a_deputy(post: Post, later: list[Claim]) -> bool:
    """ "bầu ông A, Chủ tịch UBND tỉnh, làm Phó Bí thư Tỉnh ủy": the chairman becomes the secretary's deputy as well."""
    new = [p for c in later for p in c.chain.posts if not _is_seat(p)]
    chairs = post.body is not None and post.body.kind in {"ubnd", "hdnd"} and post.role == "Chủ tịch"
    deputy = all(p.role.startswith("Phó Bí thư") and _in_a_committee(p) for p in new)
    return chairs and deputy and bool(new) and not _in_another_unit(post, later)


def _beside(post: Post) -> bool:
    """ "Hội đồng kỷ luật do Thứ trưởng A làm Chủ tịch", "làm Trưởng ban Chỉ đạo": a charge besides one's post."""
    return post.body is not None and key(post.body.text).startswith(("hội đồng kỷ luật", "ban chỉ đạo"))


def _leave(posts: Iterable[Post]) -> None:
    for post in posts:
        if not post.status and not _is_seat(post):
            post.status = "former"


def _is_seat(post: Post) -> bool:
    return is_seat(post) or any(m in post.role.lower() for m in SEATS)


def _in_another_unit(post: Post, later: list[Claim]) -> bool:
    """Is the new post in another unit, as of "bầu ông A, Chủ tịch UBND huyện B, làm Bí thư Thị ủy C"?"""
    old = post.body
    new = [p.body for c in later for p in c.chain.posts if p.body is not None and not _is_seat(p)]
    if old is None or not new:
        return False
    named = [b.place.name for b in new if b.place is not None and b.place.name]
    if old.place is not None and old.place.name and any(name != old.place.name for name in named):
        return True
    # "Phó Chủ tịch UBND quận A được chỉ định giữ chức Chủ tịch HĐND phường"
    return _level(old) < 4 and any(_level(old) < _level(b) < 4 for b in new)


def _level(body: Body) -> int:
    if body.place is None and body.lacks == "thanh-pho":
        return 9  # "HĐND thành phố" may be of either level
    return level_of(body.place.kind if body.place is not None else body.lacks.replace("province", "tinh"))


def _in_a_committee(post: Post) -> bool:
    return post.body is not None and post.body.kind in {"cap-uy", "ban-thuong-vu", "ban-chap-hanh"}


def _same_body(post: Post, later: list[Claim]) -> bool:
    kinds = {p.body.kind for c in later for p in c.chain.posts if p.body is not None}
    return post.body is not None and post.body.kind in kinds


def _elects(items: list[Item], name: Name) -> bool:
    """Is the nearest verb before the person one of electing?"""
    verbs = [x.kind for x in items if isinstance(x, Trigger) and x.end <= name.start]
    return bool(verbs) and verbs[-1] == "appoint"


def _own_statuses(document: Document, posts: list[Post]) -> Iterator[str]:
    """What the words before each post say of it: "nguyên A, B" are both over; in "nguyên A, nguyên B, C" C is not."""
    each, said = [p.status for p in posts].count("former") > 1, ""
    for post, behind in zip_longest(posts, posts[1:]):
        now = each and document.keys[post.start - 1] == ","
        said = post.status or (said if said == "former" and not now else "")
        gone = behind is not None and document.keys[behind.start - 1] == "rồi"  # "phó giám đốc rồi giám đốc Sở A"
        yield "former" if gone else said


def _positions(
    document: Document, memory: Memory, claim: Claim, dates: list[DateMention], since: int
) -> Iterator[Told]:
    """One Position a post of the claim, bodies completed from the context; `since` as of _since."""
    person = memory.person(claim.name.text, claim.name.start)
    if all(len(part) < 2 for part in re.split(r"[\s.]+", person)):
        return  # initials are no one in particular
    before: Place | None = None
    _share_country(claim.chain.posts)
    for post, own in zip(claim.chain.posts, _own_statuses(document, claim.chain.posts), strict=True):
        country = _of_its_country(document, memory, claim.name, post)
        # "phó chủ tịch UBND các tỉnh": of none in particular
        if not country or document.keys[post.end : post.end + 1] == ["các"]:
            continue
        status = _status(claim.status, own)
        _take_unit(post, before)
        open_unit = post.body is not None and bool(post.body.lacks)
        body, place, kind, certainty = body_of(memory, post)
        before = place if place is not None and certainty >= _SURE_OF_UNIT else before
        if body is None:
            continue
        if place is not None and kind and certainty >= DOUBTFUL:
            memory.settled.append(Body(post.start, post.end, kind, body, place))
        low, high = min(claim.name.start, post.start), max(claim.name.end, post.end)
        tokens = document.tokens
        evidence = document.evidence(tokens.starts[low], tokens.ends[high - 1])
        confidence = CONFIDENCE[claim.rule] * certainty * country * _of_name(memory, claim.name, person)
        start, end = dates_of(document, claim, post, dates, status, since)
        timed = in_time(document, memory, claim, post, dates, status, (start, end))
        passed = within(dates, document.sentence_spans[document.sentence_of(post.start)][0], since)
        if timed == "current" and is_long_before(passed, today_of(document, memory, dates)):
            timed = "former"
        unit = place_name(memory, place)
        position = Position(
            person, capital(post.role), written_out(capital(body), unit, place), unit, timed, evidence, claim.rule,
            round(confidence, 3), kind or None, start, end,
        )  # fmt: skip
        implied = post.mode.startswith("self:") and post.body is not None and post.body.start == post.body.end
        unsure = country < 1  # "Tổng thống Nga" elsewhere says it better
        goes_on = timed == "current" == claim.status and claim.rule in NARRATED
        step = timed == "appointed" and document.keys[claim.chain.start - 4 : claim.chain.start - 2] == ["trước", "khi"]
        inferred = step or (timed == "former" != status and end is None)
        follows = claim.rule in NARRATED and not _is_seat(post) and is_step(document, claim.chain)
        got_long_ago = (timed, status, end) == ("former", "appointed", None)
        told_of = _year_of(document, post, dates)
        since_when = int(start[:4]) if start else told_of
        yield Told(
            position, inferred, implied, goes_on, follows, _state(post, place),
            since_when if claim.rule in NARRATED else 0, got_long_ago, unsure, told_of, open_unit,
        )  # fmt: skip


def _take_unit(post: Post, before: Place | None) -> None:
    """Gives a council without unit that of the post before it."""
    body = post.body
    if body is not None and body.lacks == "unit" and before is not None and before.word:
        post.body = Body(body.start, body.end, body.kind, f"{body.text} {before.full}", before, head="*")


def _of_a_state(post: Post) -> bool:
    """Is the post in a body that every state has: "Thủ tướng", "Chủ tịch Quốc hội", "Ủy viên Bộ Chính trị"?"""
    state = post.body is not None and post.body.kind in OF_STATES and not post.body.lacks
    return state or post.mode.startswith(("self:", "country", "head:Bộ", "chamber:"))


def _of_its_country(document: Document, memory: Memory, name: Name, post: Post) -> float:
    """How sure it is of which country a post of a state is (0: it is of none in particular); 1 for other posts."""
    if not _of_a_state(post):
        return 1.0
    if foreign(document, name):
        return abroad(document, memory, post)
    return _IN_DOUBT if _without_country(post) and may_be_foreign(memory, name) else 1.0


def _without_country(post: Post) -> bool:
    return post.body is None or post.body.place is None


# the least certainty of a body whose unit a council after it shares
_SURE_OF_UNIT = 0.8
# what is left of a confidence where a post may be another state's
_IN_DOUBT = 0.45


def _state(post: Post, place: Place | None) -> str | None:
    """The country of a post that each state has, as Told.state; that of "Chủ tịch Trung Quốc" too."""
    country = place if place is not None and place.kind == "country" and not is_ours(place) else None
    if country is not None and post.body is not None and post.body.text == country.name:
        return country.name
    return (country.name if country is not None else "") if _of_a_state(post) else None


def _share_country(posts: list[Post]) -> None:
    """ "Ủy viên Bộ Chính trị, Phó Chủ tịch Đảng Lao động Triều Tiên": the Bộ Chính trị is that country's too."""
    bodies = [p.body for p in posts if p.body is not None and p.body.kind in OF_STATES | {"chinh-dang", ""}]
    country = next((b.place for b in bodies if b.place is not None and b.place.kind == "country"), None)
    for post in posts:
        body = post.body
        if country is not None and body is not None and body.kind in OF_STATES and not (body.place or body.lacks):
            text = country.name if post.mode.startswith("self:") else f"{body.text} {country.name}"
            post.body = replace(body, text=text, place=country)


def _of_name(memory: Memory, name: Name, person: str) -> float:
    """What a name of one word leaves of a confidence: it names few people apart."""
    if memory.is_one_of_two(name.text, name.start):
        return _IN_DOUBT
    if " " in person:
        return 1.0
    return 0.6 if name.title in _POLITE or not is_syllable(person) else 0.5


def _status(trigger: str, own: str) -> Status:
    if own == "former" or (own == "appointed" and trigger not in {"propose", "candidate", "former"}):
        return own  # type: ignore[return-value]
    if trigger == "former":
        return "former"
    return _STATUS.get(trigger, "current")
