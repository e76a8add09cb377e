"""Units with their type word: "xã Hải Hưng", "2 xã Hải Vĩnh và Hải Xuân", "các phường 1, 2 và 3", "UBND huyện này"."""

from __future__ import annotations

from dataclasses import dataclass

from kg.grammar.document import Document, capital_run
from kg.grammar.lists import UnitType, breaks_a_name, counts, regions, unit_types
from kg.grammar.names import looks_like_person, person_score, place_score, split
from kg.lexicon import word_set, words
from kg.text import key

_PLURAL = word_set("plural")
_NUMBERED = frozenset({"phuong", "quan", "thon"})
_JOIN = frozenset({",", "và", "với", "/", "cùng"})
_ADJECTIVES = word_set("unit adjectives")
# kinds of which the register has every unit
_CLOSED = frozenset({"tinh", "tp-tw", "thanh-pho", "huyen", "quan", "thi-xa"})
_SAFE_MARGIN = 2.0


@dataclass(slots=True)
class Place:
    """A unit as it stands: tokens [start, end); `word` its type word ("" if bare), `name` ("" if only the type stands).

    `margin` is the splitter's distance to the second-best reading; below ~2 the end of the name is uncertain. `glued`:
    no space stands between, as in "H.Phú Tân".
    """

    start: int
    end: int
    kind: str | None
    word: str
    name: str
    margin: float = 9.0
    shared: bool = False
    glued: bool = False

    @property
    def full(self) -> str:
        if self.name.startswith("TP") and self.word.startswith("th"):
            return self.name  # "Thành ủy TPHCM" is of "TPHCM"
        return f"{self.word}{'' if self.glued else ' '}{self.name}".strip()

    @property
    def sure(self) -> bool:
        return self.margin >= _SAFE_MARGIN


def unit_type_at(document: Document, i: int) -> tuple[int, UnitType, str] | None:
    """(index after, type, the word as output) of a type word at token i; None at the end of the text."""
    tokens = document.tokens
    if i >= len(tokens) or tokens.keys[i] not in unit_types() or not (m := unit_types().at(tokens.keys, i)):
        return None
    j, kind = m
    if kind.level > 3 and tokens.caps[i] and _larger(document, i):
        return None
    if j < len(tokens) and tokens.keys[j] == "." and tokens.keys[i] in {"tp", "tx", "tt"}:
        j += 1
    surface = tokens.span(i, j)
    # "TP" keeps its capitals, "Xã" at the head of a sentence is the word "xã"
    word = surface if surface[:2].isupper() or "." in surface else surface.lower()
    return j, kind, word


def _larger(document: Document, i: int) -> bool:
    """Does a province's or a district's name begin with the word for a hamlet: "Sóc Trăng", "Buôn Ma Thuột"?"""
    names = (" ".join(document.keys[i : i + length]) for length in (2, 3))
    return any(document.kinds(name) & _PROVINCES_AND_DISTRICTS for name in names)


_PROVINCES_AND_DISTRICTS = frozenset({"tinh", "tp-tw", "huyen", "quan", "thi-xa", "thanh-pho"})


def units_at(document: Document, i: int, expects_person: bool = False) -> tuple[int, list[Place]] | None:
    """The units that a type word at token i governs, coordination included; None where no name follows.

    "2 xã Hải Vĩnh và Hải Xuân" gives two; in "xã Hải Hưng Cáp Hữu Chiểu" the person is left standing.
    """
    found = unit_type_at(document, i)
    if found is None:
        return None
    j, type_, word = found
    tokens = document.tokens
    n = len(tokens)
    if j >= n:
        return None
    plural = i > 0 and (tokens.keys[i - 1] in _PLURAL or (tokens.words[i - 1].isdigit() and tokens.words[i - 1] != "1"))
    if plural and tokens.words[j].islower() and regions().at(tokens.keys, j):
        return None  # "bốn tỉnh miền Trung"
    j = _after_gom(document, _after_adjectives(document, j)) if plural else j
    j += 2 * (plural and tokens.keys[j : j + 2] == ["đó", "là"])  # "hai thành phố đó là Long Khánh và Biên Hoà"
    bracket = False
    if plural and tokens.keys[j] in {"(", ":", "là"} and j + 1 < n and (tokens.caps[j + 1] or _number(document, j + 1)):
        j, bracket = j + 1, tokens.keys[j] == "("
    elif tokens.words[j] in {"“", '"', "‘", "'"} and j + 1 < n and tokens.caps[j + 1]:
        j += 1
    first = _name(document, i, j, type_, word, expects_person)
    if first is None:
        return None
    places = [first]
    end = _coordinated(document, places, type_, word, plural)
    if (bracket and end < n and tokens.keys[end] == ")") or (
        end < n and tokens.words[end] in {"”", '"'} and tokens.words[j - 1] in {"“", '"'}
    ):
        end += 1
    return end, places


def _after_adjectives(document: Document, j: int) -> int:
    """The index after "ven biển", "miền núi" and the like, if a name follows."""
    k = j
    while k < len(document.tokens) and k - j < 4 and _is_adjective(document.tokens.words, k):
        k += 1
    return k if k < len(document.tokens) and (document.tokens.caps[k] or _number(document, k)) else j


def _is_adjective(words: list[str], k: int) -> bool:
    return words[k] in _ADJECTIVES or (words[k] == "thành" and words[k - 1] in {"nội", "ngoại"})


def _after_gom(document: Document, j: int) -> int:
    """The index after "gồm:" in "19 phường, gồm: An Cựu, An Đông, …", if a name follows."""
    keys, k = document.keys, j
    k += keys[k : k + 1] == [","]
    if k == j and keys[k : k + 1] == ["như"]:
        return k + 1 if k + 1 < len(keys) and document.tokens.caps[k + 1] else j  # "một số xã như Nghĩa An, Túc Đán"
    k += 2 if keys[k : k + 2] == ["bao", "gồm"] else 1 if keys[k : k + 1] == ["gồm"] else 0
    if keys[k - 1 : k] != ["gồm"]:
        return j
    k += keys[k : k + 1] == [":"]
    return k if k < len(keys) and document.tokens.caps[k] and not breaks_a_name(document.tokens, k) else j


def _number(document: Document, j: int) -> bool:
    word = document.tokens.words[j]
    lettered = len(word) > 1 and word[-1].isalpha() and word[:-1].isdigit()
    return (word.isdigit() and len(word) <= 2) or lettered


def _name(document: Document, i: int, j: int, type_: UnitType, word: str, expects_person: bool) -> Place | None:
    """The name (or number) after a type word."""
    tokens = document.tokens
    if type_.kind in _NUMBERED and _number(document, j):
        if counts(tokens, j):
            return None  # "UBND xã, phường 2 lần mỗi tháng"
        number = tokens.words[j].lstrip("0") or "0"
        return Place(i, j + 1, type_.kind, word, number, glued=_glued(document, j, word))
    if (
        not tokens.caps[j]
        or breaks_a_name(tokens, j)
        or (type_.level == 4 and tokens.caps[i] and _mid_sentence(document, i))
    ):
        return None
    if type_.kind == "tinh" and regions().at(tokens.keys, j):
        return None
    if word.endswith(".") and tokens.keys[j] in words("openers.txt") and capital_run(document, j) == j + 1:
        return None  # "UBND TP. Sau đó, …"
    end, name, margin = name_at(document, j, type_.kind, expects_person, optional=expects_person, typed=True)
    if not name or name.upper() in {"TP", "TX", "TT", "TP."} or tokens.keys[j] in {"khoá", "khóa"}:
        return None
    if type_.level == 4 and i > 0 and tokens.keys[i - 1] in {"văn", "cơ", "căn", "kịch", "ấn", "phiên", "nông", "hợp"}:
        return None
    lone = end - j == 1 and not document.kinds(tokens.keys[j])
    if (
        lone
        and tokens.caps[i]
        and _mid_sentence(document, i)
        and not tokens.words[i].isupper()
        and "." not in tokens.words[i]
    ):
        return None
    if lone and end < len(tokens) and ((tokens.words[end].islower() and type_.level == 4) or len(tokens.words[j]) == 1):
        return None
    if (
        end < len(tokens)
        and _number(document, end)
        and document.known(f"{' '.join(tokens.keys[j:end])} {tokens.words[end]}", type_.kind) == 1.0
    ):
        end, name = end + 1, f"{name} {tokens.words[end]}"  # "phường Đông Hải 2"
    kind = type_.kind
    if kind == "thanh-pho" and not _in_a_province(document, key(name), end):
        kind = document.city_kind(name)
    return Place(i, end, kind, word, name, margin, glued=_glued(document, j, word))


def _in_a_province(document: Document, city: str, end: int) -> bool:
    """ "thành phố Huế, tỉnh Thừa Thiên Huế": a city of a province, whatever it is called later.

    In "thành phố Cần Thơ, tỉnh Sóc Trăng và tỉnh Hậu Giang" three are named side by side.
    """
    keys = document.keys
    if keys[end + 1 : end + 2] != ["tỉnh"] or keys[end] not in {",", "(", "thuộc", "của"}:
        return False
    province = " ".join(keys[end + 2 : capital_run(document, end + 2)]) if end + 2 < len(keys) else ""
    beside = keys[end] == "," and document.province_kind(city) == "tp-tw"
    return not beside or document.lies_in(city, "thanh-pho", province, "tinh")


def _glued(document: Document, j: int, word: str) -> bool:
    """Does the name at token j follow its type word without a space, "H.Phú Tân"?"""
    return word.endswith(".") and document.tokens.ends[j - 1] == document.tokens.starts[j]


def _mid_sentence(document: Document, i: int) -> bool:
    """Is the capital of token i its own, not that of a sentence's first word?"""
    return i > 0 and document.tokens.words[i - 1] not in {".", "\n", ":", "-", "–", "“", '"'}


def name_at(
    document: Document, j: int, kind: str, expects_person: bool, optional: bool = False, typed: bool = False
) -> tuple[int, str, float]:
    """(end, name, margin) of a unit's name that begins at the capitalised token j.

    `optional`: the run may be a person's name from its first syllable on: then name "". `typed`: a type word stands
    before it, which speaks for a unit's name ("UBND xã Hải An"; but "Chủ tịch UBND tỉnh Nguyễn Văn A").
    """
    tokens = document.tokens
    end = capital_run(document, j)
    if joined := _hyphenated(document, j, end, kind):
        return joined, tokens.span(j, joined), 9.0
    keys = tokens.keys[j:end]
    closed = kind in _CLOSED
    cut = split(
        keys,
        lambda name: document.known(name, kind),
        lambda name: name in document.attested,
        lambda name: name in document.persons,
        expects_person,
        closed,
    )
    name = " ".join(keys[: cut.place])
    if optional:
        as_place = place_score(keys[: cut.place], document.known(name, kind), name in document.attested, closed)
        rest = keys[cut.place :]
        as_place += (person_score(rest) if rest else 0.0) + (1.5 if typed else 0.0)
        as_person = person_score(keys) + (5.0 if " ".join(keys) in document.persons else 0.0)
        if as_person > as_place or (as_place < 1.5 and not typed):
            return j, "", as_person - as_place
        return j + cut.place, tokens.span(j, j + cut.place), min(cut.margin, as_place - as_person)
    return j + cut.place, tokens.span(j, j + cut.place), cut.margin


def _hyphenated(document: Document, j: int, end: int, kind: str) -> int | None:
    """The end of a known name with a hyphen in it: "Bà Rịa - Vũng Tàu", "Phan Rang-Tháp Chàm"."""
    tokens = document.tokens
    if end + 1 < len(tokens) and tokens.words[end] in {"-", "–"} and tokens.caps[end + 1]:
        stop = capital_run(document, end + 1)
        left = " ".join(tokens.keys[j:end])
        for k in range(min(stop, end + 3), end + 1, -1):
            right = " ".join(tokens.keys[end + 1 : k])
            if document.known(f"{left} - {right}", kind) or document.known(f"{left}-{right}", kind):
                return k
    return None


def _closes(document: Document, f: int) -> bool:
    """ "sáp nhập phường 12 và 15": does the number at token f count nothing that follows?"""
    after = document.tokens.words[f + 1 : f + 2]
    return not after or not after[0][0].isalnum() or document.keys[f + 1] in _AFTER_NUMBERS


_AFTER_NUMBERS = frozenset({"thành", "thuộc", "của", "sẽ", "được", "vào"})


def _coordinated(document: Document, places: list[Place], type_: UnitType, word: str, plural: bool) -> int:
    """Add the further names that share the type word; the index after the last."""
    tokens = document.tokens
    n = len(tokens)
    end = places[-1].end
    while end + 1 < n and tokens.keys[end] in _JOIN:
        sep = tokens.keys[end]
        f = end + 2 if (sep, tokens.keys[end + 1]) in {(",", "và"), ("cùng", "với")} else end + 1
        if f >= n:
            break
        if (
            type_.kind in _NUMBERED
            and _number(document, f)
            and (plural or (sep in {"và", ","} and _closes(document, f)))
        ):
            place = Place(f, f + 1, type_.kind, word, str(int(tokens.words[f])), shared=True)
        elif tokens.caps[f] and not breaks_a_name(tokens, f):
            stop, name, margin = name_at(document, f, type_.kind, expects_person=False)
            if not _shares(document, f, stop, type_.kind, sep, plural, places):
                break
            place = Place(f, stop, type_.kind, word, name, margin, shared=True)
        else:
            break
        places.append(place)
        end = place.end
    return end


# kinds of the least units: of a name that no larger unit has, "xã A, B" is one more of them
_LEAST = frozenset({"xa", "phuong", "thi-tran"})


def _shares(document: Document, f: int, stop: int, kind: str, sep: str, plural: bool, places: list[Place]) -> bool:
    """Is the name at [f, stop) one more unit of the kind, and not a person or the unit that holds the others?"""
    keys = document.tokens.keys
    name = " ".join(keys[f:stop])
    run = capital_run(document, f)
    if run > stop and looks_like_person(keys[f:run]):
        return False
    known = document.known(name, kind)
    if not plural:
        if sep not in {"và", "cùng", "với"} and not (
            sep == "," and (len(places) > 1 or document.kinds(name) <= _LEAST)
        ):
            return False
        return known == 1.0 and not (stop - f >= 3 and person_score(keys[f:stop]) > 3)
    if sep in {"với", "cùng"} and known < 1.0:
        return False
    if known == 1.0:
        return True
    if document.is_province(name) or stop - f > 3:
        return False
    return stop - f < 3 or not looks_like_person(keys[f:stop])
