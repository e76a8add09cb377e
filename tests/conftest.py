"""What several tests need: the samples, a store built from them, and the command line in this process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kg.cli import run
from kg.pipeline import build

ROOT = Path(__file__).parent.parent
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


Command = Callable[..., Outcome]


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command of `kg` in this process: kg("extract", path)."""
    for name in [n for n in os.environ if n.startswith("KG_")]:
        monkeypatch.delenv(name)

    def command(*arguments: object) -> Outcome:
        code = run([str(a) for a in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return command


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """The articles of samples/."""
    found = [p for p in sorted((ROOT / "samples").iterdir()) if p.suffix in (".txt", ".html", ".jsonl")]
    return [p for p in found if ".gold" not in p.suffixes]


@pytest.fixture(scope="session")
def store(samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all samples, for reading only."""
    path = tmp_path_factory.mktemp("samples") / "store"
    report = build(samples, path)
    assert not report.errors
    return path


@pytest.fixture
def own_store(store: Path, tmp_path: Path) -> Path:
    """A copy of that store, for writing."""
    return Path(shutil.copytree(store, tmp_path / "own"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Browser tests without a browser are passed over by people, and never by the continuous integration."""
    if item.get_closest_marker("browser") and not any(map(shutil.which, _BROWSERS)):
        missing = "Chromium is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)


@pytest.fixture(autouse=True)
def _settings_as_they_were() -> Iterator[None]:
    """No test's settings outlive it."""
    from kg import settings

    before = settings._current
    yield
    settings._current = before


# -- for the tests in a browser, of whose modules nothing is imported before one of them runs


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    from browser.chromium import browser

    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core."""
    from browser.chromium import axe_script

    return axe_script(tmp_path_factory.mktemp("axe"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """files("small") is the page of that graph (see browser/pages.py)."""
    from browser.pages import page_files

    return page_files(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def show(chromium: Any, files: Any) -> Iterator[Any]:
    """show("small") opens that page; at the end it must have asked for nothing and said nothing."""
    from browser.pages import showing

    with showing(chromium, files) as show:
        yield show
