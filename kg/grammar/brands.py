"""Bodies after a post that no list has: brands ("Tổng Giám đốc Vinamilk"), letters, places with a head, the unread."""

from __future__ import annotations

import re

from kg.grammar.body import Body
from kg.grammar.document import Document, capital_run
from kg.grammar.lists import Role, breaks_a_name, heads, titles
from kg.grammar.names import looks_like_person, person_score
from kg.grammar.sectors import is_compound
from kg.lexicon import phrase_set, word_set
from kg.tokens import is_syllable


def of_no_list(document: Document, i: int, j: int, role: Role) -> Body | None:
    """What stands at token j after the role that begins at token i; None if no body does."""
    return _led_place(document, j, role) or _unlisted(document, i, j, role) or _unread(document, j)


def unknown(j: int) -> Body:
    """A body at token j that no rule can read: nothing may be filled in."""
    return Body(j, j, "", "", lacks="unknown", head="*")


def _unread(document: Document, j: int) -> Body | None:
    """A name stands there that no rule can read: then no body may be filled in."""
    tokens = document.tokens
    if not tokens.caps[j] or breaks_a_name(tokens, j):
        return None
    if tokens.keys[j] in heads() and heads().at(tokens.keys, j) and capital_run(document, j) == j + 1:
        return unknown(j)  # "Phó giám đốc Công ty liên doanh khai thác đá Antraco"
    if _is_short(tokens.words[j]):
        return unknown(j)  # "Tư lệnh CSCĐ"
    keys = tokens.keys[j : capital_run(document, j)]
    if len(keys) == 1 and j + 1 < len(tokens) and tokens.words[j + 1].islower() and is_compound(tokens.keys, j):
        return unknown(j)  # "Giám đốc Tư vấn ITM"
    strange = person_score(keys) <= 0 and all(map(is_syllable, tokens.words[j : j + len(keys)]))
    return unknown(j) if strange and len(keys) > 1 else None


def _led_place(document: Document, j: int, role: Role) -> Body | None:
    """ "Phó Giám đốc Bến xe Miền Đông": a place that has a head."""
    keys = document.keys
    words = next((n for n in (3, 2, 1) if " ".join(keys[j : j + n]) in phrase_set("places with a head")), 0)
    if role.mode != "any" or not words or not any(document.tokens.caps[j + words : j + words + 1]):
        return None
    end = capital_run(document, j + words)
    return Body(j, end, "co-quan", document.tokens.span(j, end), head="*")


def brand(document: Document, i: int, j: int) -> Body | None:
    """ "ông A, Chủ tịch | Vivaso", "Tổng Giám đốc | PV Drilling": a name that begins as no person's does.

    One foreign word may be a person's too, "Chủ tịch Trump", but not where the person stands before the post.
    """
    tokens, word = document.tokens, document.tokens.words[j]
    if not tokens.caps[j] or word in _SHORT_WORDS or breaks_a_name(tokens, j):
        return None
    end = capital_run(document, j)
    if word_set("company words") & set(tokens.keys[j + 1 : end]):
        return Body(j, end, "co-quan", tokens.span(j, end))  # "Chủ tịch Sovico Group"
    opens = i - (tokens.keys[i - 1 : i] in (["nguyên"], ["cựu"], ["hiện"]))
    after_person = opens > 1 and tokens.words[opens - 1] in {",", "-", "–", "("} and _person_before(document, opens - 1)
    letters = word.isupper() and len(word) > 1 and word.isalpha() and not is_syllable(word)
    # "Chủ tịch FLC | là ông A": letters and then a word in small letters are no person's name
    before_him = letters and len(word) > 2 and tokens.words[end : end + 1] != [] and tokens.words[end].islower()
    strange = letters or (len(word) > 3 and not is_syllable(word))
    alone = end == j + 1 and ((after_person and strange) or before_him)
    named = letters and j + 1 < end <= j + 4 and not tokens.words[j + 1].isupper()
    if not (_BRAND.fullmatch(word) and end == j + 1) and not alone and not named:
        return None
    foreign = end - j > 2 and not any(map(is_syllable, tokens.words[j + 1 : end]))
    if person_score(tokens.keys[j + 1 : end]) > 2 or foreign:
        end = j + 1  # "Tổng Giám đốc VEC | Lê Văn An", "giám đốc FBI | Robert Mueller"
    elif end < len(tokens) and tokens.words[end].islower() and is_compound(tokens.keys, end - 1):
        end += 1  # "PMU Đường | sắt"
    return Body(j, end, "co-quan", tokens.span(j, end))


def _person_before(document: Document, k: int) -> bool:
    """Do the capitals before token k end in a name of two syllables or more: "ông Lê Văn An | ,", not "Barca | ,"?"""
    caps, first = document.tokens.caps, k
    while first > 0 and caps[first - 1]:
        first -= 1
    return k - first > 1 or (k > first > 0 and document.keys[first - 1] in titles())


# letters that stand for a type word or a title
_SHORT_WORDS = frozenset({"TP", "TX", "TT", "TS", "GS", "PGS", "ThS", "BS", "UBND", "UNBD", "HĐND", "MTTQ", "VN"})


def _unlisted(document: Document, i: int, j: int, role: Role) -> Body | None:
    """A capitalised name that is no person's and no unit's: "Tổng giám đốc Vicem Bút Sơn"."""
    tokens = document.tokens
    if not tokens.caps[j] or breaks_a_name(tokens, j):
        return None
    end = capital_run(document, j)
    keys = tokens.keys[j:end]
    if _BRAND.fullmatch(tokens.words[j]) and end - j <= 1 and tokens.keys[j] not in titles():
        if tokens.keys[end : end + 2] == ["chi", "nhánh"]:
            end = max(capital_run(document, end + 2), end + 2)
        return Body(j, end, "co-quan", tokens.span(j, end))  # "Tổng giám đốc VietinBank (chi nhánh Hà Nội)"
    if role.mode in {"any", "company"} and (company := _company(document, i, j, end)) is not None:
        return company
    if " ".join(keys) in document.persons or looks_like_person(keys) or person_score(keys) > 0:
        return None
    for k in range(j + 1, end - 1):
        if person_score(tokens.keys[k:end]) > 3:
            end = k
            break
    if end < len(tokens) and tokens.words[end].islower() and is_compound(tokens.keys, end - 1):
        return unknown(j)  # half a word: "Chủ nhiệm UB Kiểm | tra"
    foreign = not any(map(is_syllable, tokens.words[j:end]))
    if foreign or not 2 <= end - j <= 4 or document.kinds(" ".join(keys)):
        return None
    return Body(j, end, "co-quan", tokens.span(j, end))


def _company(document: Document, i: int, j: int, end: int) -> Body | None:
    """The company that the capitalised words from token j to `end` begin with."""
    tokens = document.tokens
    keys = tokens.keys[j:end]
    if word_set("company words") & set(keys):
        return Body(j, end, "co-quan", tokens.span(j, end))  # "Chủ tịch HĐQT Vietnam Airlines"
    if (short := brand(document, i, j)) is not None:
        return short
    alone = end == j + 1 or person_score(keys[1:]) > 2
    # "Phó Tổng Giám đốc Sabeco.", "Tổng giám đốc EVN Lê Văn An"
    if alone and (_is_brand(document, j) or (_is_short(tokens.words[j]) and keys[0] not in heads())):
        return Body(j, j + 1, "co-quan", tokens.words[j])
    return None


def _is_brand(document: Document, j: int) -> bool:
    """A foreign-looking word before a mark or a person's name: "Vinamilk"; before a verb it may be a person's."""
    tokens, word = document.tokens, document.tokens.words[j]
    follows = j + 1 >= len(tokens) or tokens.caps[j + 1] or not tokens.words[j + 1][0].isalnum()
    follows = follows or _told_of_one(document, j)
    return follows and word.istitle() and word.isalpha() and len(word) > 3 and not is_syllable(word)


def _told_of_one(document: Document, j: int) -> bool:
    """ "ông Nguyễn Văn A – Phó Bí thư Đảng ủy, Tổng Giám đốc | Vietcombank nhấn mạnh": is the holder told before?"""
    keys, first = document.keys, max(j - 24, document.sentence_start(j))
    marks = (k for k in range(j - 1, first, -1) if keys[k] in {"-", "–", "("})
    at = next(marks, None)
    return at is not None and _person_before(document, at) and keys[j] not in document.persons


def _is_short(word: str) -> bool:
    """ "EVN", "CSCĐ", "VEC": letters that stand for a name."""
    letters = not is_syllable(word) or (word.isascii() and len(word) == 3)
    return word.isupper() and len(word) > 2 and word.isalpha() and letters


# a company's name in one word
_BRAND = re.compile(r"[A-ZĐ][a-zđ]+[A-ZĐ][A-Za-zđĐ]*|[A-ZĐ]{2,}[a-zđ]{2,}[A-Za-zđĐ]*")
