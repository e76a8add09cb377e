"""Words, numbers and marks of a text, with offsets, as the lexicon and the grammar see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.text import key

_LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ"
# Tried in this order at each place. No part can match in two ways, so the scan is linear.
_TOKEN = re.compile(
    r"(?P<small>[" + _LOWER + r"]+(?=[ ,\n]))"  # most words: found without trying the rest
    r"|(?P<dotted>(?:(?:TP|Tp|tp|TX|Tx|TT|Tt)\.(?=[ \t\xa0]?[^\W_])"  # TP.HCM, TX. Ba Đồn
    r"|[QPHX]\.(?=[ \t\xa0]?(?:\d|[^\W\d_]{2}))))"  # Q.1, H. Hải Lăng
    r"|(?P<act>\d+[A-Za-z]?/(?:\d{4}/)?[^\W\d_][\w]*(?:-[^\W\d_][\w]*)*)"  # 832/NQ-UBTVQH14, 29/2023/NĐ-CP
    r"|(?P<title>(?:[Đđ]/c|(?:P?GS|TS|Th[Ss]|BS)(?:[.-](?:TSKH|TS|BS|CK[12I]+)|(?=\b)))(?!\w))"  # đ/c, PGS.TS
    r"|(?P<central>T\.? ?[ƯW](?!\.?\w))"  # T.Ư, TƯ, TW: Trung ương
    r"|(?P<spaced>[A-ZĐ][a-zà-ỹ]{0,2} ?['’ʼ] ?(?=[" + _UPPER + r"])[^\W\d_]+)"  # "Đắk R ’ Tih"
    r"|(?P<lettered>\d{1,3}[A-Z](?![\w/-]))"  # ấp 5A, quốc lộ 1A
    r"|(?P<number>\d+(?:[.,/:-]\d+)*(?:[hH]\d*)?)"
    r"|(?P<word>[^\W\d_](?:[^\W_]|['’ʼ](?=[^\W\d_]))*(?:[&-](?=[" + _UPPER + r"]{2})[" + _UPPER + r"]+)*)"
    r"|(?P<newline>\n)"
    r"|(?P<mark>\.\.\.|[^\w\s]|_)"
)
_WORDS = frozenset({"small", "word"})
# An apostrophe inside a name, with spaces around it or of another form.
_APART = re.compile(r" ?['’ʼ] ?")
# Two words that lost the space between them: "Thường vụThị ủy".
# So have "TPHồ Chí Minh" and its like.
_GLUED = re.compile(r"(?:(?<=[a-zà-ỹđ])|(?<=\bTP))(?=[" + _UPPER + "][a-zà-ỹđ])")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?", re.I
)
_BARE = str.maketrans(
    {
        **{c: base for base, cs in {
            "a": "àáảãạ", "ă": "ằắẳẵặ", "â": "ầấẩẫậ", "e": "èéẻẽẹ", "ê": "ềếểễệ", "i": "ìíỉĩị", "o": "òóỏõọ",
            "ô": "ồốổỗộ", "ơ": "ờớởỡợ", "u": "ùúủũụ", "ư": "ừứửữự", "y": "ỳýỷỹỵ",
        }.items() for c in cs},
    }
)  # fmt: skip


@lru_cache(maxsize=50_000)
def word_key(word: str) -> str:
    """The match key of one word (kg.text.key, remembered); an apostrophe inside it is one, however it is set."""
    return key(_APART.sub("'", word))


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Could the word be one Vietnamese syllable?

    >>> [w for w in ("Hưng", "nghiêng", "Kpă", "Messi", "Trump") if is_syllable(w)]
    ['Hưng', 'nghiêng']
    """
    return _SYLLABLE.fullmatch(word.lower().translate(_BARE)) is not None


@dataclass(frozen=True, slots=True)
class Tokens(Sequence[str]):
    """Parallel lists: surface words, match keys, offsets [start, end) and whether each is a capitalised word."""

    text: str
    words: list[str]
    keys: list[str]
    starts: list[int]
    ends: list[int]
    caps: list[bool]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, i: int) -> str:  # type: ignore[override]
        return self.words[i]

    def span(self, i: int, j: int) -> str:
        """The text of the tokens i … j-1, with inner white space made single."""
        return " ".join(self.text[self.starts[i] : self.ends[j - 1]].split()) if j > i else ""


def tokenize(text: str) -> Tokens:
    """Split a text (NFC) into tokens; newlines are tokens, other white space is not.

    >>> tokenize("Thường vụThị ủy TP.HCM (832/NQ-UBTVQH14)").words
    ['Thường', 'vụ', 'Thị', 'ủy', 'TP.', 'HCM', '(', '832/NQ-UBTVQH14', ')']
    """
    words: list[str] = []
    starts: list[int] = []
    central: list[int] = []
    for m in _TOKEN.finditer(text):
        word, start = m[0], m.start()
        if m.lastgroup == "central" and _is_central(text, m):
            words += [word[:-1], word[-1]]
            starts += [start, m.end() - 1]
            central.append(len(words) - 2)
            continue
        if m.lastgroup == "number" and words and words[-1].lower() in _NUMBERED and _LIST.fullmatch(word):
            for part in re.finditer(r"\d+|,", word):  # "phường 6,7,8"
                words.append(part[0])
                starts.append(start + part.start())
            continue
        if m.lastgroup in _WORDS:
            if words and words[-1] == "-" and _joins(words, starts, word, start):
                words[-2:] = [f"{words[-2]}-{word}"]
                del starts[-1]
                continue
            if len(word) > 3 and len(pieces := _unglue(word)) > 1:
                for piece in pieces:
                    words.append(piece)
                    starts.append(start)
                    start += len(piece)
                continue
        words.append(word)
        starts.append(start)
    ends = [s + len(w) for s, w in zip(starts, words, strict=True)]
    keys = list(map(word_key, words))
    for i in central:
        keys[i : i + 2] = _CENTRAL
    return Tokens(text, words, keys, starts, ends, [w[0].isupper() for w in words])


# units that have numbers for names, and several of them without spaces
_NUMBERED = frozenset({"phường", "quận", "p.", "q.", "tổ", "ấp", "phố"})
_LIST = re.compile(r"\d{1,2}(?:,\d{1,2})+")
_CENTRAL = [word_key(w) for w in ("trung", "ương")]
_WORD_BEFORE = re.compile(r"(\w+) $")
_WORD_AFTER = re.compile(r" (\w{2,7})")


def _is_central(text: str, m: re.Match[str]) -> bool:
    """Is "TƯ" short for "Trung ương"? Not in a line of capitals: "ĐẦU TƯ", "TƯ VẤN"."""
    if "." in m[0] or m[0].upper().endswith("W"):
        return True
    beside = (_WORD_BEFORE.search(text[max(m.start() - 12, 0) : m.start()]), _WORD_AFTER.match(text, m.end()))
    return not any(word and word[1].isupper() and is_syllable(word[1]) for word in beside)


def _joins(words: list[str], starts: list[int], word: str, start: int) -> bool:
    """Does the word continue a hyphenated name, with no space around the hyphen?"""
    return (
        len(words) > 1
        and words[-1] == "-"
        and starts[-1] + 1 == start
        and starts[-2] + len(words[-2]) == starts[-1]
        and _one_name(words[-2], word)
    )


def _one_name(left: str, right: str) -> bool:
    """Do words around a hyphen make one foreign name ("Jean-Noël", "Sung-ho")? Not "Thiên-Huế", "GD-ĐT"."""
    if (
        not left[0].isupper()
        or (left.isupper() and len(left) > 1)
        or (right.isupper() and len(right) > 1)
        or not left.isalpha()
    ):
        return False
    return (right[0].islower() and left.istitle()) or not is_syllable(left) or not is_syllable(right)


@lru_cache(maxsize=50_000)
def _unglue(word: str) -> tuple[str, ...]:
    """The words that stand in one, if each is a syllable; else the word as it is."""
    if word.isupper() or is_syllable(word):
        return (word,)
    pieces = _GLUED.split(word)
    if len(pieces) > 1 and all(map(is_syllable, pieces[pieces[0] == "TP" :])):
        return tuple(pieces)
    for small in _SMALL_WORDS:
        head = word.removesuffix(small)
        if head != word and len(head) > 2 and is_syllable(head):
            return head, small
    return (word,)


# Words that most often stick to the name before them: "thị xã Bến Cátcó diện tích".
_SMALL_WORDS = ("được", "không", "cũng", "thuộc", "có", "là", "và", "đã", "cho", "của", "với", "tại", "sẽ", "vừa")
