"""The Vietnamese labels of things, and the part of a long passage that is quoted."""

from __future__ import annotations

import re

from kg.model import Evidence, Unit
from kg.text import capital, key
from kg.vocabulary import find_code, named_code

# A quote is a citation, not a copy of the article.
LONGEST_QUOTE = 600
_SPACE = re.compile(r"\s+")
_ACT = re.compile(r"[A-ZĐ]+")


def one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def bare_name(unit: Unit) -> str:
    """The name of a unit without its type word: "Hải Hưng". A number keeps it: "Phường 1"."""
    code = named_code(f"unit-{unit.kind}")
    name = one_line(unit.name)
    for word in sorted({code.type_word or code.label, code.label, *code.aliases}, key=lambda w: (-len(w), w)):
        head, rest = name[: len(word)], name[len(word) :].strip()
        if rest and key(head) == key(word) and (not name[len(word)].isalnum() or word.endswith(".")):
            return rest if not rest[0].isdigit() else capital(name)
    return name


def inline_name(unit: Unit) -> str:
    """The name of a unit with its type word, as inside a sentence: "xã Hải Hưng"."""
    code = named_code(f"unit-{unit.kind}")
    name, bare = one_line(unit.name), bare_name(unit)
    word = code.type_word or code.label
    if code.name == "unit-thon" and bare != name:
        word = name[: len(name) - len(bare)].strip()  # one code for thôn, bản, ấp …: the name's own word is kept
    if bare[:1].isdigit():
        return f"{word} {bare}"
    if key(bare).startswith(key(word) + " ") and bare[len(word) + 1 :][:1].isdigit():
        return bare[:1].lower() + bare[1:]
    return f"{word} {bare}"


def unit_name(unit: Unit) -> str:
    """The full name of a unit: "Xã Hải Hưng"."""
    return capital(inline_name(unit))


def post_name(role: str, body: str) -> str:
    """Role and body, no word said twice: "Trưởng Công an" + "Công an xã Hải An" → "Trưởng Công an xã Hải An"."""
    words, rest = role.split(), body.split()
    if len(words) > 3 and key(body).endswith(f" {key(' '.join(words[-3:]))}"):
        return capital(role)  # "Bí thư Trung ương Đảng" of the Ban Chấp hành Trung ương Đảng
    for n in range(min(len(words) - 1, len(rest)), 0, -1):
        if key(" ".join(words[-n:])) == key(" ".join(rest[:n])):
            return capital(" ".join([*words[:-n], *rest]))
    return capital(f"{role} {body}")


def role_in(role: str, body: str) -> str:
    """The role as the code list has it: a secretary of the Central Committee is one of several, unlike other ones."""
    of_many = key(role) == "bí thư" and key(body) == key("Ban Chấp hành Trung ương Đảng")
    return "Bí thư Trung ương Đảng" if of_many else role


def role_label(role: str) -> str:
    """A role as the code list writes it, else as the article does with a capital."""
    code = find_code("role", role)
    return code.label if code else capital(one_line(role))


def law_name(number: str) -> str:
    """ "832/NQ-UBTVQH14" → "Nghị quyết số 832/NQ-UBTVQH14"; an unknown kind of act is "Văn bản"."""
    for letters in _ACT.findall(number):
        if code := find_code("act", letters):
            return f"{capital(code.label)} số {number}"
    return f"Văn bản số {number}"


def quoted(evidence: Evidence, anchors: tuple[str, ...] = ()) -> Evidence:
    """The passage, cut to LONGEST_QUOTE characters around the anchors (names of the fact) at word boundaries."""
    quote = evidence.quote
    if len(quote) <= LONGEST_QUOTE:
        return evidence
    low = quote.lower()
    found = [(at, at + len(a)) for a in anchors if a and len(low) == len(quote) and (at := low.find(a.lower())) >= 0]
    first, last = min((a for a, _ in found), default=0), max((b for _, b in found), default=0)
    room = LONGEST_QUOTE - (last - first)
    begin = max(0, min(first - room // 2, len(quote) - LONGEST_QUOTE)) if room > 0 else first
    end = min(len(quote), begin + LONGEST_QUOTE)
    if begin > 0:
        begin = _next_word(quote, begin, first)
    if end < len(quote):
        end = _last_word(quote, begin, end)
    return Evidence(evidence.start + begin, evidence.start + end, quote[begin:end], evidence.part)


def _next_word(text: str, at: int, limit: int) -> int:
    """The first beginning of a word from `at` on, not beyond `limit` if a word begins there."""
    if text[at - 1].isspace() and not text[at].isspace():
        return at
    found = re.compile(r"(?<=\s)\S").search(text, at, max(limit + 1, at + 1))
    return found.start() if found else at


def _last_word(text: str, begin: int, end: int) -> int:
    """The last end of a word up to `end`; `end` itself where there is no space."""
    if text[end].isspace() and not text[end - 1].isspace():
        return end
    cut = max((m.end() for m in re.finditer(r"\S(?=\s)", text[begin:end])), default=0)
    return begin + cut if cut else end
