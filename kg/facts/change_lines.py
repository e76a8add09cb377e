"""A sentence about units as a string of symbols, over which the grammar of changes is written."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache

from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document, capital_run
from kg.grammar.lists import heads, unit_types
from kg.grammar.memory import level_of
from kg.grammar.scan import Item, Name
from kg.grammar.units import Place, unit_type_at
from kg.lexicon import Phrases, phrase_set, phrases, word_set
from kg.text import key

# after "vào": the time of a change, not its goal
_TIMES = frozenset({"ngày", "tháng", "năm", "đầu", "cuối", "sáng", "chiều", "thời"})
# Areas, populations and the small words around them, which may stand anywhere among the units of a list.
_FILLER = word_set("area words")
_POINTING = frozenset({"này", "trên", "nói", "kể", "đó"})


@dataclass(slots=True)
class Group:
    """Units in one list, and whether only a part of them goes."""

    places: list[Place]
    partial: bool = False


@dataclass(slots=True)
class Line:
    """`symbols`, and in `at[n]` the units that symbol n stands for (empty for words): U one unit, V several, Z those of
    another type that have the names of units before ("các xã cùng tên")."""

    symbols: str = ""
    at: list[Group] = field(default_factory=list)


@cache
def change_words() -> Phrases[str]:
    return phrases("change_words.tsv", lambda row: row[1])


class LineReader:
    """Reads the sentences of one article in order; remembers the last list of units for "hai xã này"."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._last_many: list[Place] = []
        self._partial = self._carried = False
        self._edge = 0

    def read(self, items: list[Item], sentence: int) -> Line:
        """The line of one sentence."""
        self._symbols: list[str] = []
        self._at: list[Group] = []
        self._partial = self._carried = False
        places = {x.start: x for x in items if isinstance(x, Place) and x.kind not in {None, "country", "thon"}}
        skip = {x.start: x.end for x in items if isinstance(x, Chain | Body | Name)}
        i, end = first_token(self._document, sentence), first_token(self._document, sentence + 1)
        while i < end:
            i = max(self._step(i, end, places, skip), i + 1)
        for group in self._at:
            if len(group.places) > 1:
                self._last_many = group.places
        lists = [g.places for g in self._at if g.places]
        if len(lists) > 1 and not any(len(g) > 1 for g in lists):
            self._last_many = [g[0] for g in lists if g[0].kind == lists[-1][0].kind]
        self._open_lists()
        symbols = ["V" if s == "U" and len(g.places) > 1 else s for s, g in zip(self._symbols, self._at, strict=True)]
        for k, symbol in enumerate(symbols):
            if symbol == "V" and {"o", "f"} & set(symbols[:k]) and self._named_alike(k):
                symbols[k] = "Z"
        return Line("".join(symbols), self._at)

    def _open_lists(self) -> None:
        """ "hợp nhất ba đơn vị hành chính gồm A, B và C": behind the verb "gồm" only opens the list.

        In "sáp nhập phường 2 và 5; phường 12 và 13" the semicolon stands for the verb.
        """
        last, merging = "", False
        for k, symbol in enumerate(self._symbols):
            if symbol == "i" and last == "M":
                self._symbols[k] = ","
            many = any(len(g.places) > 1 for g in self._at[k + 1 : k + 3])
            if symbol == ";" and merging and many and last == "U":
                self._symbols[k] = "M"
            merging = symbol == "M" or (merging and symbol in "U,;")
            last = last if symbol in ",." else symbol

    def _named_alike(self, k: int) -> bool:
        """ "phường A và B được thành lập trên cơ sở xã A, B": do the units of group k share the names of one before?"""
        names = [key(p.name) for p in self._at[k].places]
        return any(
            [key(p.name) for p in g.places] == names and g.places[0].kind != self._at[k].places[0].kind
            for g in self._at[:k]
        )

    def _step(self, i: int, end: int, places: dict[int, Place], skip: dict[int, int]) -> int:
        """Read what begins at token i; the index after it."""
        tokens = self._document.tokens
        if i in places:
            self._unit(places[i])
            return places[i].end
        if i in skip:
            self._word(".")
            return skip[i]
        if tokens.keys[i] == "(" and (close := self._empty_bracket(i, end, places)):
            return close
        if not self._city(i) and (m := change_words().at(tokens.keys, i)):
            return self._change_word(i, m[0] - self._city(m[0] - 1), m[1])
        if found := unit_type_at(self._document, i):
            return self._type(i, found[0], found[1].kind, found[2])
        if tokens.keys[i] in _FILLER or tokens.words[i][0].isdigit() or tokens.keys[i] == "(":
            return i + 1
        self._word(";" if tokens.keys[i] == ";" else "," if tokens.keys[i] in {",", ":", "/"} else ".")
        return i + 1

    def _city(self, i: int) -> bool:
        """ "thành phố" at token i: no "thành" (into)."""
        return self._document.keys[i : i + 2] == ["thành", "phố"]

    def _unit(self, place: Place) -> None:
        if place.shared and self._symbols[-2:] == ["U", ","]:
            self._symbols.pop()
            self._at.pop()
        if self._symbols and self._symbols[-1] == "U" and place.shared:
            self._at[-1].places.append(place)
            return
        if self._holds_last(place):
            self._edge = place.end
            return
        before = self._document.keys[place.start - 1] if place.start else ""
        # "một phần diện tích và dân số của xã A và xã B": a part of each
        self._carried = self._carried and before in {"và", ","}
        partial = self._partial or self._carried
        self._carried = partial and (before == "của" or self._carried)
        self._symbols.append("U")
        self._at.append(Group([place], partial))
        self._partial = False

    def _holds_last(self, place: Place) -> bool:
        """Is this only the larger unit of the one before: "xã A, huyện B", "quận 2 của TP HCM", "(Nghệ An)"?"""
        keys = self._document.keys
        if place.start > 0 and keys[place.start - 1] == "(" and level_of(place.kind) <= 2 and not place.shared:
            return True
        k = len(self._symbols) - 1
        while k >= 0 and self._symbols[k] == ",":
            k -= 1
        if k < 0 or self._symbols[k] != "U" or not self._at[k].places:
            return False
        last = self._at[k].places[-1]
        linked = place.start > 0 and keys[place.start - 1] in {"thuộc", "của"}
        return level_of(place.kind) < level_of(last.kind) and (linked or place.start - max(last.end, self._edge) <= 3)

    def _word(self, symbol: str) -> None:
        if symbol in {".", ","} and self._symbols and self._symbols[-1] == symbol:
            return
        for s in symbol:
            self._symbols.append(s)
            self._at.append(Group([]))

    def _empty_bracket(self, i: int, end: int, places: dict[int, Place]) -> int | None:
        """The index after a bracket that names no unit: an area, house numbers, a former name; or only what holds the
        unit before it: "(thuộc thị xã B, nay là thành phố B)"."""
        keys = self._document.keys
        last = next((g.places[-1] for g in reversed(self._at) if g.places), None)
        for k in range(i + 1, min(end, i + 40)):
            holds = last is not None and k in places and level_of(places[k].kind) < level_of(last.kind)
            if k in places and not holds:
                return None
            if keys[k] == ")":
                return k + 1
        return None

    def _change_word(self, i: int, j: int, symbol: str) -> int:
        tokens = self._document.tokens
        vague = tokens.keys[i:j] in (["sắp", "xếp"], ["nhập"])
        if self._in_a_name(i) or (vague and not self._of_units(j)) or (symbol == "M" and self._of_others(j)):
            self._word(".")
            return j
        if tokens.keys[i:j][-2:] == ["điều", "chỉnh"] and j < len(tokens) and tokens.words[j][0].isdigit():
            self._partial = True  # "điều chỉnh 1.117 ha diện tích của xã A": a part
        if symbol == "w" and j < len(tokens) and tokens.words[j][0].isdigit():
            return j
        if symbol == "v" and j < len(tokens) and tokens.keys[j] in _TIMES:
            self._word(".")  # "sáp nhập tỉnh A và tỉnh B vào | ngày 1/7"
            return j
        if symbol in {"p", "h"}:
            self._partial = True
        elif symbol == "a":
            self._partial = self._carried = False
        elif symbol != "_":
            self._word(symbol)
            # "đổi tên phường A | thành | B"
            if symbol == "N" or (symbol == "t" and self._renames()):
                return self._names(j)
        return j

    def _renames(self) -> bool:
        """Is a unit renamed by what stands before "thành"?"""
        return [s for s in self._symbols[-8:] if s not in ",."][-3:] == ["R", "U", "t"]

    def _in_a_name(self, i: int) -> bool:
        """ "đường Dân Lập": a capital that opens no sentence; "trường công lập": half of another word."""
        tokens = self._document.tokens
        if i == 0:
            return False
        if tokens.caps[i] and tokens.words[i - 1].isalpha() and any(tokens.caps[i + 1 : i + 2]):
            return True
        half = tokens.keys[i] in {"lập", "nhập", "chuyển"} and tokens.words[i - 1].islower()
        return half and tokens.keys[i - 1] in word_set("before halves")

    def _of_units(self, j: int) -> bool:
        """ "sắp xếp thời gian" arranges no units, "nhập heo" joins none."""
        tokens = self._document.tokens
        if j >= len(tokens) or not tokens.words[j].isalpha() or tokens.caps[j]:
            return True
        return tokens.keys[j] in word_set("after arranging") or tokens.keys[j] in unit_types()

    def _of_others(self, j: int) -> bool:
        """ "sáp nhập các trung tâm y tế", "sắp xếp, hợp nhất bộ máy": agencies are merged, no units."""
        keys = self._document.keys
        while keys[j : j + 1] in ([","], ["và"]) and (m := change_words().at(keys, j + 1)) and m[1] in {"M", "E"}:
            j = m[0]
        while keys[j : j + 1] and keys[j] in word_set("plural"):
            j += 1
        if j >= len(keys):
            return False
        return " ".join(keys[j : j + 2]) in phrase_set("no units") or heads().at(keys, j) is not None

    def _names(self, j: int) -> int:
        """Bare names after "có tên là", "lấy tên": units of the type last spoken of."""
        tokens = self._document.tokens
        while j < len(tokens) and tokens.words[j] in {"“", '"', "‘", ":"}:
            j += 1
        pattern = next((g.places[-1] for g in reversed(self._at) if g.places), None)
        while pattern is not None and j < len(tokens) and tokens.caps[j] and unit_type_at(self._document, j) is None:
            stop = capital_run(self._document, j)
            self._unit(Place(j, stop, pattern.kind, pattern.word, tokens.span(j, stop)))
            j = stop + 1 if stop < len(tokens) and tokens.words[stop] in {"”", '"'} else stop
            if j + 1 < len(tokens) and tokens.keys[j] in {"và", ","} and tokens.caps[j + 1]:
                self._word(",")
                j += 1
            else:
                break
        return j

    def _type(self, i: int, j: int, kind: str, word: str) -> int:
        """A type word without a name: "hai xã này" stands for units named before; "lên thành phố" for a new type."""
        keys = self._document.keys
        if (i > 0 and keys[i - 1] in {"cấp", "của", "thuộc"}) or (j < len(keys) and keys[j] == "hội"):
            return j
        if keys[j : j + 2] == ["cùng", "tên"] and (like := self._last_of_another_type(kind)):
            self._symbols.append("Z")
            self._at.append(Group([Place(i, j + 2, kind, word, p.name) for p in like]))
            return j + 2
        if (
            i > 0
            and j < len(keys)
            and keys[j] in _POINTING
            and len(self._last_many) > 1
            and self._last_many[0].kind == kind
        ):
            self._symbols.append("U")
            self._at.append(Group(list(self._last_many)))
            return j + 1
        end = j + next((len(w) for w in _OF_THEIR_NAMES if keys[j : j + len(w)] == w), 0)
        self._symbols.append("T")
        self._at.append(Group([Place(i, end, kind, word, "")]))
        return end

    def _last_of_another_type(self, kind: str) -> list[Place]:
        """The units named last of all that are of another type: those of whose name "xã cùng tên" is."""
        return next((g.places for g in reversed(self._at) if g.places and g.places[0].kind not in {kind, None}), [])


# "chuyển các xã A, B thành các phường | có tên tương ứng"
_OF_THEIR_NAMES = [w.split() for w in ("có tên gọi tương ứng", "có tên tương ứng", "tương ứng")]


def first_token(document: Document, sentence: int) -> int:
    """The index of the first token of a sentence (the number of tokens after the last one)."""
    spans = document.sentence_spans
    if sentence >= len(spans):
        return len(document.tokens)
    return bisect_left(document.tokens.starts, spans[sentence][0])
