"""A SELECT with all its variables shown: what its rows are about, where they only tell names."""

from __future__ import annotations

from kg.query.guard import tokens_of

_AGGREGATED = ("group", "having")


def widened(text: str) -> str | None:
    """The query with * in place of its columns; None for one that is no SELECT, groups its rows, or has * already."""
    depth = 0
    select = where = None
    for token in tokens_of(text):
        if token.kind == "mark" and token.text == "{" and depth == 0 and select and where is None:
            where = token
        if token.kind == "mark":
            depth += (token.text in "({[") - (token.text in ")}]")
            if token.text == "*" and depth == 0 and where is None:
                return None
        elif depth == 0 and token.says("select") and select is None:
            select = token
        elif depth == 0 and token.says("where", "from") and where is None:
            where = token
        elif depth == 0 and token.says(*_AGGREGATED):
            return None
    if select is None or where is None:
        return None
    return f"{text[: select.start + len(select.text)]} * {text[where.start :]}"
