"""Terms of office in the names of posts and bodies: "nhiệm kỳ 2020 - 2025", "khóa XVI"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.grammar.document import Document
from kg.lexicon import rows
from kg.tokens import word_key

_TERM = frozenset({word_key("khóa"), "khoá", "khóa"})
_SEVERAL = frozenset({"các", "hai", "ba", "bốn", "2", "3", "4"})
_NUMBER = re.compile(r"[IVX]+|\d{1,2}")


def term_end(document: Document, j: int) -> int:
    """The index after "nhiệm kỳ 2020 - 2025", "khóa XVI", "các khóa X (dự khuyết), XI, XII" and the like."""
    tokens = document.tokens
    n = len(tokens)
    while True:
        k = j + 1 if j < n and tokens.keys[j] in {",", "(", "và"} else j
        if tokens.keys[k : k + 2] == ["nhiệm", "kỳ"] and k + 2 < n and tokens.words[k + 2][0].isdigit():
            k += 3
            if k + 1 < n and tokens.words[k] in {"-", "–"} and tokens.words[k + 1][0].isdigit():
                k += 2
        elif this := next((words for words in _THIS_TERM if tokens.keys[k : k + len(words)] == words), None):
            k += len(this)
        elif (named := _number_of_term(document, k)) is not None:
            k = named
            years = tokens.words[k : k + 3]
            if len(years) == 3 and years[0] == "(" and years[2] == ")" and _YEARS.fullmatch(years[1]):
                k += 3  # "khóa IX (2016-2021)"
        else:
            return j
        if j < n and tokens.keys[j] == "(" and k < n and tokens.keys[k] == ")":
            k += 1
        j = k


_THIS_TERM = [[*term, which] for term in (["nhiệm", "kỳ"], *([word] for word in _TERM)) for which in ("mới", "này")]
_YEARS = re.compile(r"\d{4}[-–]\d{4}")


def _number_of_term(document: Document, k: int) -> int | None:
    """The index after "khóa XVI", "các khóa IV, V và VI", "hai khóa 12, 13"."""
    tokens, n = document.tokens, len(document.tokens)
    k += k < n and tokens.keys[k] in _SEVERAL
    if k + 1 >= n or tokens.keys[k] not in _TERM or not (tokens.caps[k + 1] or tokens.words[k + 1].isdigit()):
        return None
    k += 2
    while True:
        k += 4 if tokens.keys[k : k + 4] == ["(", "dự", "khuyết", ")"] else 0
        more = tokens.keys[k : k + 1] in ([","], ["và"]) and k + 1 < n and _NUMBER.fullmatch(tokens.words[k + 1])
        if not more:
            return k
        k += 2


_NUMBERS = re.compile(r"kh(?:óa|oá) ((?:(?:[IVX]+|\d{1,2}|\(dự khuyết\))(?:, | và | )?)+)")


@cache
def central_terms() -> dict[tuple[str, str], tuple[str, str]]:
    """The first and last year of each term: ("party", "12") → ("2016", "2021"); numbers in figures."""
    return {(of, in_figures(number)): (first, last) for of, number, first, last in rows("terms.tsv")}


def last_term(text: str) -> str:
    """The highest number of the terms that a text gives, in figures: "15" of "khóa XIV, XV"; "" without one."""
    return max(_numbers(text), key=int, default="")


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBERS.finditer(" ".join(text.split())):
        yield from (in_figures(n) for n in _NUMBER.findall(found[1]))


def in_figures(number: str) -> str:
    """ "14" of "XIV", "7" of "07"."""
    if number.isdigit():
        return str(int(number))
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in number]
    return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))
