"""Place and person without a mark between them, on the strings of benchmarks/splitting.py."""

from __future__ import annotations

import pytest

from benchmarks.splitting import make, right, wrong


@pytest.mark.parametrize(("known", "least"), [(True, 0.995), (False, 0.985)], ids=["register", "invented"])
def test_nearly_all_are_split_right(known: bool, least: float) -> None:
    cases = list(make(known, 2000, seed=7))
    assert sum(map(right, cases)) / len(cases) >= least


def test_what_is_split_wrong_is_rarely_asserted() -> None:
    cases = list(make(True, 2000, seed=7))
    assert sum(map(wrong, cases)) / len(cases) <= 0.002


def test_the_measure_tells_a_false_split() -> None:
    case = next(make(True, 1))
    assert right(case)
    assert not right(type(case)(case.place, case.person + " Anh", case.sentence))
    assert wrong(type(case)("xã Khác", case.person, case.sentence))
