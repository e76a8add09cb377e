"""Feature templates of linear-chain CRFs ("T[-1,0].lower", "T[2][1]"), computed a column at a time.

A template names a window of tokens relative to the present one, a column of the token (0 the word, 1 its part of
speech, …) and a function. What a window holds is computed once for the sentence and then shifted, so that the cost
is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

Function = Callable[[str], object]

_FORM = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\[(\d+)\])?(?:\.(\w+))?")


class FeatureTemplates:
    """A list of templates, ready to be applied to sentences.

    `functions` gives the functions that templates may call on a window's text. ValueError for a template of another
    form, KeyError for an unknown function.
    """

    def __init__(self, templates: Sequence[str], functions: Mapping[str, Function]) -> None:
        self._functions: dict[str, Function] = {"": str, **functions}
        self._windows = [self._parsed(template) for template in templates]

    def rows(self, columns: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
        """The features of every token, "template=value" each; `columns` are lists of equal length, one an attribute."""
        length = len(columns[0])
        values: dict[tuple[int, int, str], list[str]] = {}
        features = []
        for prefix, first, key in self._windows:
            if key not in values:
                values[key] = self._values(columns, key)
            made = [prefix + value for value in values[key][max(first, 0) :]]
            # BOS where the window begins before the sentence, EOS where it ends after it
            padded = [prefix + "BOS"] * -first + made + [prefix + "EOS"] * (length - len(made))
            features.append(padded[:length])
        return list(zip(*features, strict=True))

    def _values(self, columns: Sequence[Sequence[str]], key: tuple[int, int, str]) -> list[str]:
        """What the function makes of each run of `width` tokens."""
        column, width, name = key
        texts = columns[column]
        if width > 1:
            texts = [" ".join(run) for run in zip(*(texts[i:] for i in range(width)), strict=False)]
        function = self._functions[name]
        return [str(function(text)) for text in texts] if name else list(texts)

    def _parsed(self, template: str) -> tuple[str, int, tuple[int, int, str]]:
        match = _FORM.fullmatch(template)
        if match is None:
            raise ValueError(f"no feature template: {template!r}")
        first, last, column, function = match.groups()
        if (function or "") not in self._functions:
            raise KeyError(function)
        width = int(last) - int(first) + 1 if last else 1
        return f"{template}=", int(first), (int(column or 0), width, function or "")
