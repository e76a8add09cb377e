"""Terms of office in the names of posts and bodies: "nhiệm kỳ 2020 - 2025", "khóa XVI"."""

from __future__ import annotations

from kg.grammar.document import Document
from kg.tokens import word_key


def term_end(document: Document, j: int) -> int:
    """The index after "nhiệm kỳ 2020 - 2025", "khóa XVI" and the like."""
    tokens = document.tokens
    n = len(tokens)
    while True:
        k = j + 1 if j < n and tokens.keys[j] in {",", "(", "và"} else j
        if tokens.keys[k : k + 2] == ["nhiệm", "kỳ"] and k + 2 < n and tokens.words[k + 2][0].isdigit():
            k += 3
            if k + 1 < n and tokens.words[k] in {"-", "–"} and tokens.words[k + 1][0].isdigit():
                k += 2
        elif k < n and tokens.keys[k] in {word_key("khóa"), "khoá", "khóa"} and k + 1 < n and (
            tokens.caps[k + 1] or tokens.words[k + 1].isdigit()
        ):  # fmt: skip
            k += 2
        else:
            return j
        if j < n and tokens.keys[j] == "(" and k < n and tokens.keys[k] == ")":
            k += 1
        j = k
