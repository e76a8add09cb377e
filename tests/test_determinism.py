"""The same articles give the same bytes: under any hash seed, in any order, at once or one after the other."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.export import export
from kg.output import output
from kg.pipeline import build
from kg.store import Store

BUILD = "import sys; from kg.cli import run; sys.exit(run(sys.argv[1:]))"


def exported(store: Path, form: str = "turtle") -> bytes:
    target = store.with_name(f"{store.name}.{form}")
    with Store.open(store) as opened, output(str(target)) as file:
        export(opened.graph(), form, file)
    return target.read_bytes()


@pytest.fixture(scope="module")
def expected(store: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("expected") / "graph"
    with Store.open(store) as opened, output(str(target)) as file:
        export(opened.graph(), "turtle", file)
    assert target.stat().st_size > 50_000
    return target.read_bytes()


@pytest.mark.slow
def test_five_hash_seeds_and_places_and_locales(samples: list[Path], tmp_path: Path, expected: bytes) -> None:
    for seed in range(5):
        place = tmp_path / str(seed)
        place.mkdir()
        env = {
            **os.environ,
            "PYTHONHASHSEED": str(seed),
            "LC_ALL": ("C", "C.UTF-8")[seed % 2],
            "TZ": f"UTC{seed - 8:+}",
        }
        for arguments in (("build", *samples, "--store", "s"), ("export", "--store", "s", "--to", "turtle", "-o", "g")):
            command = [sys.executable, "-c", BUILD, *map(str, arguments)]
            subprocess.run(command, check=True, cwd=place, env=env, capture_output=True)
        assert (place / "g").read_bytes() == expected, f"seed {seed}"


def test_the_order_of_articles_does_not_matter(samples: list[Path], tmp_path: Path, expected: bytes) -> None:
    for seed in range(3):
        shuffled = random.Random(seed).sample(samples, len(samples))
        build(shuffled, tmp_path / str(seed))
        assert exported(tmp_path / str(seed)) == expected


def test_one_after_the_other_is_as_all_at_once(samples: list[Path], tmp_path: Path, expected: bytes) -> None:
    for half in (samples[::2], samples[1::2]):
        build(half, tmp_path / "store")
    assert exported(tmp_path / "store") == expected


def test_building_twice_leaves_the_same_generation(own_store: Path, samples: list[Path], expected: bytes) -> None:
    with Store.open(own_store) as opened:
        before = opened.generation
    report = build(samples, own_store)
    with Store.open(own_store) as opened:
        assert opened.generation == before
    assert not report.published
    assert (report.added, report.replaced) == (0, 0)
    assert exported(own_store) == expected


def test_an_article_that_changes_and_changes_back(
    own_store: Path, samples: list[Path], tmp_path: Path, expected: bytes
) -> None:
    (changed,) = [p for p in samples if p.stem == "hai-hung-dai-hoi-2020"]
    other = tmp_path / changed.name
    other.write_text("21/05/2020\n\nÔng Trần Văn Đổi, Bí thư Đảng ủy xã Hải An, dự họp.\n", encoding="utf-8")
    assert build([other], own_store).replaced == 1
    assert "Trần Văn Đổi".encode() in exported(own_store)
    assert build([changed], own_store).replaced == 1
    assert exported(own_store) == expected
