"""Runs every module of benchmarks/ that has `run()`: python -m benchmarks [NAME…] [--corpus PATH]."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any


def main() -> None:
    runs = _runs()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures and prints tables.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(runs)} (default: all)")
    parser.add_argument("--corpus", type=Path, help="articles to measure on: a .txt or .jsonl file or a folder of such")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.names if name not in runs]:
        parser.error(f"there is no benchmark {unknown[0]!r}; choose from {', '.join(runs)}")
    if chosen.corpus and not chosen.corpus.exists():
        parser.error(f"there is no {chosen.corpus}")
    for name in chosen.names or runs:
        run = runs[name]
        takes_corpus = "corpus" in inspect.signature(run).parameters
        run(**({"corpus": chosen.corpus} if takes_corpus else {}))


def _runs() -> dict[str, Callable[..., Any]]:
    names = sorted(module.name for module in iter_modules([str(Path(__file__).parent)]) if module.name != "__main__")
    found = {name: getattr(import_module(f"benchmarks.{name}"), "run", None) for name in names}
    return {name: run for name, run in found.items() if callable(run)}


if __name__ == "__main__":
    main()
