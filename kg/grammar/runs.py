"""What a run of capitalised words is that no rule has claimed: a person, a place, or still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.lists import short_names
from kg.grammar.names import looks_like_person, person_score, surnames
from kg.grammar.scan import Item, Name, OtherPlace, Run, Trigger
from kg.grammar.sectors import is_compound
from kg.grammar.sport import is_player
from kg.grammar.units import Place
from kg.lexicon import word_set, words
from kg.text import key
from kg.tokens import is_syllable

if TYPE_CHECKING:
    from kg.grammar.memory import Memory

_SURE_PERSON = 2.2
# words of the names of companies and events
_NO_PERSONS = word_set("company words") | word_set("event words")
# a place and a person glued together have no more syllables than this
_LONGEST_RUN = 12


def settle(memory: Memory, item: Item, before: Item | None, after: Item | None) -> list[Item]:
    """What a run of capitalised words is, now that the whole article is known."""
    if isinstance(item, Name) and item.text:
        return _cut_name(memory, item)
    if isinstance(item, OtherPlace):
        return [_unit_in(memory, item)]
    if not isinstance(item, Run):
        return [item]
    if district := _district_of(memory, item, after):
        return [district]
    known = _by_memory(memory, item)
    if known is not None:
        return known
    start, end = item.start, item.end
    if _by_neighbours(memory, item, before, after):
        return [Name(start, end, memory.document.tokens.span(start, end))]
    return _by_form(memory, item)


def _district_of(memory: Memory, item: Run, after: Item | None) -> Place | None:
    """A district without its type word, by the province that follows: "quê Nam Đàn (Nghệ An)"."""
    document, keys = memory.document, memory.document.keys
    if keys[item.end : item.end + 1] not in ([","], ["("]) or item.end - item.start not in {2, 3}:
        return None
    province = _province_at(memory, item.end + 1, after)
    if province is None:
        return None
    name = " ".join(keys[item.start : item.end])
    kinds = [
        kind for kind in sorted(_DISTRICTS & document.kinds(name))
        if document.lies_in(name, kind, key(province.name), province.kind or "")
    ]  # fmt: skip
    if name in memory.full_names or not kinds:
        return None
    return Place(item.start, item.end, kinds[0], "", document.tokens.span(item.start, item.end))


_DISTRICTS = frozenset({"huyen", "thi-xa", "thanh-pho", "quan"})


def _province_at(memory: Memory, start: int, after: Item | None) -> Place | None:
    """The province that stands at a token, with or without its type word."""
    if after is None or after.start != start:
        return None
    if isinstance(after, Place):
        return after if after.kind in {"tinh", "tp-tw"} else None
    name = " ".join(memory.document.keys[start : after.end])
    return _province(memory, start, after.end) if isinstance(after, Run) and memory.document.is_province(name) else None


def _by_memory(memory: Memory, item: Run) -> list[Item] | None:
    """What the article or the register knows the words to be; None if neither does."""
    document, tokens = memory.document, memory.document.tokens
    keys = tokens.keys[item.start : item.end]
    name = " ".join(keys)
    if keys[0] == "đoàn" and document.is_province(" ".join(keys[1:])):
        return [item]  # "đại biểu Quốc hội thuộc Đoàn Hà Nội"
    if _runs_on(memory, item, keys):
        return [Name(item.start, item.end - 1, tokens.span(item.start, item.end - 1))]
    if name in memory.full_names or name in document.persons:
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if document.is_province(name) and (len(keys) >= 2 or (len(name) > 3 and name in short_names())):  # "TPHCM"
        return [_province(memory, item.start, item.end)]
    if name in memory.typed and len(keys) >= 2:
        kinds = memory.typed[name]
        return [Place(item.start, item.end, kinds.most_common(1)[0][0], "", tokens.span(item.start, item.end))]
    if len(keys) in {3, 4} and person_score(keys) > _SURE_PERSON + 1 and all(map(is_syllable, keys)):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if parts := _known_part(memory, item, keys):
        return parts
    acronym = any(w.isupper() and len(w) > 2 for w in tokens.words[item.start : item.end])
    return [item] if acronym else None


def _runs_on(memory: Memory, item: Run, keys: list[str]) -> bool:
    """ "Tô Lâm | Bài viết …" in a text that has lost its full stops: the article names the shorter one elsewhere."""
    tokens, shorter = memory.document.tokens, " ".join(keys[:-1])
    goes_on = item.end < len(tokens) and tokens.words[item.end].islower()
    known = memory.runs[shorter] > 1 or shorter in memory.full_names
    return goes_on and len(keys) > 2 and known and memory.runs[" ".join(keys)] == 1 and person_score(keys[:-1]) > 0


_GIVING = frozenset({"appoint", "transfer", "remove"})


def _by_neighbours(memory: Memory, item: Run, before: Item | None, after: Item | None) -> bool:
    """Does a post beside the words, or the kind of the article, make a person of them?"""
    document, tokens = memory.document, memory.document.tokens
    keys = tokens.keys[item.start : item.end]
    name = " ".join(keys)
    if _NO_PERSONS & set(keys) or name in memory.once("brands", lambda: _brands(memory)):
        return False  # "Chủ tịch Hội đồng thành viên | Vietnam Airlines"
    if len(keys) > 2 and name in memory.once("ends of bodies", lambda: _ends_of_bodies(memory)):
        return False  # "Hạt trưởng Kiểm lâm rừng phòng hộ | Nam Sông Bung"
    if item.end < len(tokens) and tokens.words[item.end].islower() and is_compound(tokens.keys, item.end - 1):
        return False  # half a word: "Giám đốc | Khối Quản | trị Rủi ro"
    if isinstance(before, Chain) and before.end == item.start and _takes_name(before):
        single = len(keys) == 1 and _abroad(before) and not is_syllable(keys[0])
        long_enough = single or 2 <= len(keys) - keys.count(".") <= 4
        unit = len(keys) == 2 and document.kinds(name) and not _has_place(before)  # "Trung tâm giống cây Thọ Xuân"
        if long_enough and not unit:
            return True
    if isinstance(before, Trigger) and before.kind in _GIVING and before.end == item.start and 1 < len(keys) < 5:
        return not any(map(is_syllable, keys))  # "Tổng thống A bổ nhiệm | Sally Yates"
    if isinstance(after, Chain):
        foreign = len(keys) == 2 and not all(map(is_syllable, tokens.words[item.start : item.end]))
        beside = document.keys[item.end : after.start] in ([","], ["-"], ["–"], ["("])
        if beside and (len(keys) in {3, 4} or foreign) and not document.kinds(name) and _may_name(keys):
            return True
        if _listed(document, item, after):
            return True
    return document.report and is_player(document, item.start, item.end)


def _by_form(memory: Memory, item: Run) -> list[Item]:
    """A person, if the words have a name's form; an opening word may stand before it."""
    tokens = memory.document.tokens
    keys = tokens.keys[item.start : item.end]
    score = person_score(keys)
    if _is_masked(keys, tokens.words[item.end - 1]):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    opens = item.start == 0 or tokens.words[item.start - 1] in {".", "\n"}
    if opens and len(keys) >= 3 and (shorter := person_score(keys[1:])) > max(score, _SURE_PERSON):
        rest = Name(item.start + 1, item.end, tokens.span(item.start + 1, item.end))
        return [rest] if shorter > score + 2 else [item]
    if looks_like_person(keys) and score > _SURE_PERSON and all(map(is_syllable, keys[1:])):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    return [item]


def _ends_of_bodies(memory: Memory) -> set[str]:
    """The last three and four words of the bodies that the article names."""
    named = [key(b.text).split() for _, b in memory.bodies]
    return {" ".join(words[-n:]) for words in named for n in (3, 4) if len(words) > n + 1}


def _brands(memory: Memory) -> set[str]:
    """The names of the companies that the article names, without what they are: "Xuyên Việt Oil"."""
    return {
        key(b.text).removeprefix(b.head).strip()
        for _, b in memory.bodies
        if b.kind == "cong-ty" and b.head not in {"", "*"}
    }


def _is_masked(keys: list[str], last: str) -> bool:
    """ "Hoàng Văn T.": a name of which a letter stands for the last part."""
    letter = len(last.rstrip(".")) == 1 and last[0].isupper()
    return letter and 2 <= len(keys) <= 4 and surnames().get(keys[0], 0) == 2 and all(map(is_syllable, keys[1:-1]))


def _may_name(keys: list[str]) -> bool:
    """Vietnamese syllables begin with a surname, if they name a person: "Cảng Sơn Dương" does not."""
    return keys[0] in surnames() or not all(map(is_syllable, keys))


def _listed(document: Document, item: Run, after: Chain) -> bool:
    """ "…: A; K'Brốp - Phó Chủ tịch HĐND tỉnh; …": between ";" or ":" and a dash and a post stands a person."""
    tokens = document.tokens
    between = document.keys[item.end : after.start]
    return (
        between in (["-"], ["–"], [","])
        and tokens.words[item.start - 1 : item.start] in ([";"], [":"])
        and item.end - item.start <= 5
        and not document.kinds(" ".join(tokens.keys[item.start : item.end]))
    )


def _has_place(chain: Chain) -> bool:
    body = chain.posts[-1].body
    return body is not None and body.place is not None


def _abroad(chain: Chain) -> bool:
    """ "Tổng thống Mỹ | Obama": a post of a country, after which one name is enough."""
    body = chain.posts[-1].body
    return body is not None and body.place is not None and body.place.kind == "country"


def _takes_name(chain: Chain) -> bool:
    """Must the name right after these posts be their holder's?"""
    post = chain.posts[-1]
    return post.body is not None or post.mode in {"club", "country"}


def _unit_in(memory: Memory, item: OtherPlace) -> Item:
    """ "vùng biển Hải An" where the article has a commune Hải An: the commune, named without its type word."""
    tokens = memory.document.tokens
    k = next((k for k in range(item.start, item.end) if tokens.caps[k] and k > item.start), item.end)
    name = " ".join(tokens.keys[k : item.end])
    if name in memory.typed and tokens.keys[item.start] in {"vùng", "biển", "rừng", "cảng", "bãi", "khu"}:
        return Place(k, item.end, memory.typed[name].most_common(1)[0][0], "", tokens.span(k, item.end))
    return item


def _province(memory: Memory, start: int, end: int) -> Place:
    """A province or city that stands without its type word."""
    name = memory.document.tokens.span(start, end)
    return Place(start, end, memory.document.province_kind(name), "", name)


def _known_part(memory: Memory, item: Run, keys: list[str]) -> list[Item] | None:
    """A known place or person at one end of the run: "Quảng Trị Lê Thế Quảng", "Tỉnh Quảng Trị"."""
    document, tokens = memory.document, memory.document.tokens
    n = len(keys)
    for k in range(n - 1, 1, -1) if n <= _LONGEST_RUN else ():
        left, right = " ".join(keys[:k]), " ".join(keys[n - k :])
        if right in memory.full_names and k >= 3:
            return [Name(item.end - k, item.end, tokens.span(item.end - k, item.end))]
        if document.is_province(left) and person_score(keys[k:]) > _SURE_PERSON:
            return [
                _province(memory, item.start, item.start + k),
                Name(item.start + k, item.end, tokens.span(item.start + k, item.end)),
            ]
        if document.is_province(right) and n - k == 1 and keys[0] in words("openers.txt"):
            return [_province(memory, item.end - k, item.end)]
    return None


def _cut_name(memory: Memory, item: Name) -> list[Item]:
    """A titled name that runs on into a place keeps only the person."""
    document = memory.document
    words = item.text.split()
    if len(words) >= 4:
        keys = [key(w) for w in words]
        for k in (2, 3):
            if (
                document.is_province(" ".join(keys[-k:]))
                and len(words) - k >= 2
                and person_score(keys[:-k]) > person_score(keys)
            ):
                end = item.end - k
                return [
                    Name(item.start, end, " ".join(words[:-k]), item.title),
                    _province(memory, end, item.end),
                ]
    return [item]
