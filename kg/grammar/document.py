"""One article as the grammar sees it: tokens, sentences, what its own text attests, and the register's names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial

from kg.articles.furniture import furniture
from kg.grammar.lists import breaks_a_name, canonical_names, short_names, stop_words, titles, unit_types
from kg.grammar.names import looks_like_person, person_score
from kg.language.sentences import sentences
from kg.lexicon import phrase_set, rows, word_set
from kg.model import Article, Evidence, Unit
from kg.register import Register
from kg.text import key
from kg.tokens import Tokens, is_syllable, tokenize, word_key

_PROVINCES = frozenset({"tinh", "tp-tw"})
# A city's kind is not to be had from its word: "thành phố" is of the first level or the second.
_SAME = {
    "thanh-pho": frozenset({"thanh-pho", "tp-tw"}),
    "tp-tw": frozenset({"thanh-pho", "tp-tw"}),
    "tinh": frozenset({"tinh", "tp-tw"}),
}
COMMUNES = frozenset({"xa", "phuong", "thi-tran", "dac-khu"})
_LEVELS = (frozenset({"tinh", "tp-tw"}), frozenset({"huyen", "quan", "thi-xa", "thanh-pho"}), COMMUNES)


@dataclass(slots=True)
class Document:
    """The text analysed is the title (if given apart), a newline, and the text; `shift` is where the text begins."""

    article: Article
    tokens: Tokens
    shift: int
    sentence_spans: list[tuple[int, int]]
    sentence_starts: list[int]
    register: Register
    names: Mapping[str, frozenset[str]]
    furniture: list[tuple[int, int]]
    attested: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    report: bool = False  # of a match (see kg/grammar/sport.py)
    parted: set[int] = field(default_factory=set)  # tokens that open a sentence without a mark before them

    @property
    def keys(self) -> list[str]:
        return self.tokens.keys

    def sentence_of(self, token: int) -> int:
        """Index into sentence_spans of the sentence that holds the token."""
        return max(bisect_right(self.sentence_starts, self.tokens.starts[token]) - 1, 0)

    def sentence_start(self, token: int) -> int:
        """The first token of the sentence that holds the token (or, past the end, the last one)."""
        sentence = self.sentence_of(min(token, len(self.tokens) - 1))
        return bisect_left(self.tokens.starts, self.sentence_spans[sentence][0])

    def kinds(self, name_key: str) -> frozenset[str]:
        """The kinds of unit that the register knows by this name, at any time."""
        found = self.names.get(name_key) or short_names().get(name_key)
        return found if found is not None else _spelt_otherwise(self.register, name_key)

    def known(self, name_key: str, kind: str | None) -> float:
        """1.0: a unit of this kind bears the name; 0.7: of its level; 0.4: of another; 0: none does."""
        kinds = self.kinds(name_key)
        if not kinds:
            return 0.0
        if kind is None or kinds & _SAME.get(kind, frozenset({kind})):
            return 1.0
        return 0.7 if any(kind in level and kinds & level for level in _LEVELS) else 0.4

    def is_province(self, name_key: str) -> bool:
        # bare, "Hồ Chí Minh" is the man
        return name_key != "hồ chí minh" and bool(self.kinds(name_key) & _PROVINCES)

    def province_kind(self, name: str) -> str:
        """ "tp-tw" for a bare name that only a centrally run city bears at the article's date, else "tinh"."""
        if self.city_kind(name) != "tp-tw":
            return "tinh"
        day = self.article.published or _USUAL
        return "tinh" if self.register.find(name, kind="tinh", on=day) else "tp-tw"

    def city_kind(self, name: str) -> str:
        """ "tp-tw" if a centrally run city bore the name at the article's date, else "thanh-pho"."""
        if "tp-tw" not in self.kinds(key(name)):
            return "thanh-pho"
        if key(name) in short_names():
            return "tp-tw"
        return "tp-tw" if self.register.find(name, kind="tp-tw", on=self.article.published) else "thanh-pho"

    def is_over(self, name: str, kind: str) -> bool:
        """Does the register know a province of this name, but none at the article's date?"""
        day = self.article.published
        if day is None or kind not in _PROVINCES or not self.is_province(key(name)) or key(name) in short_names():
            return False
        return not any(self.register.find(name, kind=k, on=day) for k in _PROVINCES)

    def lies_in(self, child: str, child_kind: str, parent: str, parent_kind: str) -> bool:
        """Does the register know a unit of the child's name and kind in one of the parent's, at any time?"""
        return _lies_in(self.register, child, child_kind, parent, parent_kind)

    def evidence(self, start: int, end: int) -> Evidence:
        """The passage from the sentence of `start` to the sentence of `end` (offsets of the analysed text)."""
        spans = self.sentence_spans
        starts = self.sentence_starts
        first = spans[max(bisect_right(starts, start) - 1, 0)]
        last = spans[max(bisect_right(starts, max(end - 1, start)) - 1, 0)]
        lo, hi = min(first[0], start), max(last[1], end)
        text = self.tokens.text
        if lo < self.shift:
            hi = min(hi, self.shift - 1)
            return Evidence(lo, hi, text[lo:hi], "title")
        return Evidence(lo - self.shift, hi - self.shift, text[lo:hi])


# a day of the years that most articles without a date are of
_USUAL = date(2020, 1, 1)


@lru_cache(maxsize=50_000)
def _spelt_otherwise(register: Register, name_key: str) -> frozenset[str]:
    """Kinds of a name of the minorities' that papers spell in several ways: "Đakrông", "Krông Pắk"."""
    foreign = not all(map(is_syllable, name_key.split()))
    return register.kinds_spelt_otherwise(name_key) if foreign else frozenset()


@lru_cache(maxsize=50_000)
def _lies_in(register: Register, child: str, child_kind: str, parent: str, parent_kind: str) -> bool:
    holders = [u for u in _units(register, parent, parent_kind) if register.children(u.id)]
    if not holders:  # a town whose lists know it only as the city that it became
        holders = [u for u in register.find(parent) if u.kind in same_level(parent_kind)]
    parents = {u.id for u in holders}
    return any(i in parents for u in _units(register, child, child_kind) for i in register.parents_ever(u.id))


def _units(register: Register, name: str, kind: str) -> list[Unit]:
    """The register's units of a name: of the kind if there are any, else of its level (a town may have risen)."""
    found = register.find(canonical_names().get(name, name))
    same = [u for u in found if u.kind in _SAME.get(kind, {kind})]
    return same or [u for u in found if u.kind in same_level(kind)]


def read(article: Article, register: Register) -> Document:
    """Tokens and sentences of an article; a first look at the names that it attests by itself."""
    # a title that is only the text's beginning, cut off, says nothing of its own
    title = article.title if article.title and not article.text.startswith(article.title) else ""
    head = f"{title}\n" if title else ""
    text = head + article.text
    spans = sentences(text)
    shift = len(head)
    skip = [(a + shift, b + shift) for a, b in furniture(article.text)]
    spans = spans or [(0, len(text))]
    document = Document(article, tokenize(text), shift, spans, [s for s, _ in spans], register, register.names, skip)
    document.report = _of_matches(text)
    _part_captions(document, partial(_opened_by_words, document))
    _first_look(document)
    known = document.persons | {name.rpartition(" ")[2] for name in document.persons}
    _part_captions(document, partial(_opened_by_name, document, known))
    return document


def _part_captions(document: Document, opens: Callable[[int], bool]) -> None:
    """Ends a sentence before each capital that `opens` another without a mark: a caption ran into the text."""
    tokens = document.tokens
    for i in range(1, len(tokens) - 1):
        if not tokens.caps[i] or not tokens.words[i - 1][-1].isalnum() or not opens(i):
            continue
        document.parted.add(i)
        k = bisect_right(document.sentence_starts, tokens.starts[i]) - 1
        start, end = document.sentence_spans[k]
        if start < tokens.starts[i] < end:
            document.sentence_spans[k : k + 1] = [(start, tokens.ends[i - 1]), (tokens.starts[i], end)]
            document.sentence_starts.insert(k + 1, tokens.starts[i])


def _opened_by_words(document: Document, i: int) -> bool:
    """ "Bí thư Huyện ủy Phù Yên | Tiếp đó, ông A …"."""
    tokens = document.tokens
    if tokens.keys[i] in _DAYS and tokens.words[i + 1][0].isdigit():
        return True  # "Chủ tịch UBND xã Hải An | Ngày 24-6, …"
    if tokens.keys[i] not in _first_words() or tokens.caps[i + 1]:
        return False
    return any(" ".join(tokens.keys[i : i + n]) in phrase_set("opens a sentence") for n in (2, 3))


_DAYS = frozenset({"ngày", "sáng", "trưa", "chiều", "tối"})


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrase_set("opens a sentence"))


def _opened_by_name(document: Document, known: set[str], i: int) -> bool:
    """ "Chủ tịch UBND xã Hải An | Ông Sáu cho biết": the title and the name of who is named elsewhere."""
    tokens = document.tokens
    if tokens.keys[i] not in {"ông", "bà"} or not tokens.words[i].istitle() or not tokens.caps[i + 1]:
        return False
    before = tokens.keys[i - 1]
    if before in _BEFORE_A_TITLE or before in stop_words() or before in titles():
        return False
    return " ".join(tokens.keys[i + 1 : capital_run(document, i + 1)]) in known


_BEFORE_A_TITLE = frozenset({"hai", "và", "cùng"})  # "Hai Bà Trưng", "ông A và Bà B"


def _of_matches(text: str) -> bool:
    """Does the text tell of matches: are there several of the words of such reports, and some of the play itself?"""
    low = text.lower()
    found = [kind for word, kind in _words_of_matches() if word in low]
    return len(found) >= _ENOUGH and found.count("play") >= _PLAY


# so many different words of the list, and of those that tell of the play
_ENOUGH, _PLAY = 5, 2


@cache
def _words_of_matches() -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows("sport.tsv"))


def capital_run(document: Document, i: int) -> int:
    """The index after the run of capitalised words that begins at token i; a phrase of the grammar ends it."""
    tokens = document.tokens
    n, j = len(tokens), i
    while j < n and tokens.caps[j] and (j == i or not (j in document.parted or breaks_a_name(tokens, j))):
        if (
            j > i
            and tokens.keys[j] in {"ông", "bà"}
            and tokens.keys[j - 1] != "hai"
            and not (j == i + 1 and i > 0 and tokens.keys[i - 1] in titles())  # ông Rơ Ông Ha Jung
            and not any(" ".join(tokens.keys[i:k]) in document.names for k in (j + 1, j + 2))  # Cát Bà, Cầu Ông Lãnh
        ):
            break
        j += 1
        if tokens.keys[j : j + 2] == ["ảnh", ":"] or _term_follows(tokens, j):
            break  # "Nguyễn Hải Ninh ẢNH: GIA HÂN", "Thành đoàn Hà Nội Khóa 12"
        while j + 1 < n and tokens.words[j] == "." and _initial(tokens, i, j):
            j += 2
        if j < n and not tokens.caps[j] and (k := past_particles(tokens, j)) > j and not is_syllable(tokens.keys[i]):
            j = k
    return j


def person_at(document: Document, i: int) -> bool:
    """Is the run of capitals at token i a person's name: one that the text attests, or by its form and no unit's?"""
    keys = document.keys[i : capital_run(document, i)]
    return " ".join(keys) in document.persons or (person_score(keys) > 2 and not document.kinds(" ".join(keys)))


def past_particles(tokens: Tokens, j: int) -> int:
    """The index after the particles inside a name from abroad, "Ursula | von der | Leyen"; j if none stand there."""
    k = j
    while k < len(tokens) and tokens.keys[k] in word_set("name particles"):
        k += 1
    return k if k < len(tokens) and tokens.caps[k] else j


def _term_follows(tokens: Tokens, j: int) -> bool:
    """ "Khóa 12", "Khoá XIII": the number of a term."""
    return tokens.keys[j : j + 1] == [_TERM] and any(map(_NUMBER.fullmatch, tokens.words[j + 1 : j + 2]))


_TERM = word_key("khóa")
_NUMBER = re.compile(r"\d+|[IVX]+")


def _initial(tokens: Tokens, i: int, j: int) -> bool:
    """Is the full stop at token j that of an initial inside the name from token i: "Eliot L.Engel", "N.V.A"?"""
    letters = set(tokens.words[j - 1][1::2]) <= {"."} and tokens.ends[j - 1] == tokens.starts[j]
    # a space may follow it in names from abroad; "Trần Văn T. | Cảnh sát …", "N.V.A. | Công an" end with a letter
    foreign = tokens.keys[i] if len(tokens.words[i]) > 1 else tokens.keys[j + 1]
    inside = not is_syllable(foreign)
    beside = tokens.starts[j + 1] == tokens.ends[j]
    letter = len(tokens.words[j + 1]) == 1 and (beside or tokens.words[j + 2 : j + 3] == ["."])
    return letters and (beside or inside) and tokens.caps[j + 1] and (letter or len(tokens.words[j + 1]) > 2)


def _first_look(document: Document) -> None:
    """Places that stand bounded after their type word, persons that stand bounded after a title."""
    tokens = document.tokens
    types, intro = unit_types(), titles()
    for i, k in enumerate(tokens.keys):
        if k in types and (m := types.at(tokens.keys, i)):
            j = m[0]
            if j < len(tokens) and tokens.caps[j]:
                end = capital_run(document, j)
                name = " ".join(tokens.keys[j:end])
                person = end - j > 2 and looks_like_person(tokens.keys[j:end])
                no_province = m[1].kind == "tinh" and person and not document.kinds(name)
                short = end - j <= 2 or (end - j == 3 and not looks_like_person(tokens.keys[j + 1 : end]))
                if short and not no_province:  # "Chủ tịch UBND tỉnh Nguyễn Đức Chính"
                    document.attested.add(name)
        elif k in intro and (m2 := intro.at(tokens.keys, i)):
            j = m2[0]
            if j < len(tokens) and tokens.caps[j]:
                end = capital_run(document, j)
                keys = tokens.keys[j:end]
                name = " ".join(keys)
                city = tokens.keys[i:j] not in _OF_PEOPLE and document.is_province(name)  # "Đoàn Luật sư | Hà Nội"
                if 2 <= len(keys) <= 4 and person_score(keys) > 1.0 and not city:
                    document.persons.add(name)


_OF_PEOPLE = (["ông"], ["bà"], ["anh"], ["chị"], ["đồng", "chí"])


@cache
def same_level(kind: str) -> frozenset[str]:
    """All kinds of the level of this one."""
    return next((level for level in _LEVELS if kind in level), frozenset({kind}))
