"""The built wheel, installed apart from the checkout, does the whole job from another folder."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from kg import __version__

pytestmark = pytest.mark.slow


def run(*command: object, **more: object) -> str:
    found = subprocess.run([str(c) for c in command], capture_output=True, text=True, encoding="utf-8", **more)  # type: ignore[call-overload]
    assert found.returncode == 0, found.stderr
    assert isinstance(found.stdout, str)
    return found.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    here = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []  # else the registry gives it
    run(sys.executable, "-m", "build", "--wheel", *here, "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel's packages and scripts; what they depend on is that of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder, wheel)
    return folder


def kg(installed: Path, cwd: Path, *arguments: object) -> str:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    return run(installed / "bin/kg", *arguments, cwd=cwd, env=env)


def test_the_wheel_has_every_file_of_the_package_and_the_ontology(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {p for p in (ROOT / "kg").rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert {str(p.relative_to(ROOT)) for p in files} <= names
    ontology = {p for p in (ROOT / "ontology").rglob("*") if p.is_file()}
    assert {f"kg/_ontology/{p.relative_to(ROOT / 'ontology')}" for p in ontology} <= names
    assert [name for name in names if name.startswith(("tests/", "samples/"))] == []


def test_the_metadata_are_whole(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
    head = archive.read(name).decode("utf-8")
    for line in (f"Version: {__version__}", "License-Expression: Apache-2.0", "Requires-Python: >=3.11"):
        assert line in head.splitlines()
    points = archive.read(name.replace("METADATA", "entry_points.txt")).decode("utf-8")
    assert "kg = kg.cli:main" in points
    assert "[kg.taggers]" in points


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    found = run(sys.executable, "-c", "import kg; print(kg.__file__)", cwd=tmp_path, env=env)
    assert Path(found.strip()).is_relative_to(installed)


def test_the_whole_way_from_another_folder(installed: Path, tmp_path: Path) -> None:
    assert kg(installed, tmp_path, "--version") == f"kg, version {__version__}\n"
    sample = ROOT / "samples/hai-hung-dai-hoi-2020.txt"
    assert "Trương Quang Điềm" in {
        p["person"] for p in json.loads(kg(installed, tmp_path, "extract", sample))["positions"]
    }
    kg(installed, tmp_path, "build", sample, "--store", "store")
    assert "Trương Quang Điềm" in kg(installed, tmp_path, "query", "--store", "store", "-f", "who-holds")
    assert "Trương Quang Điềm" in kg(installed, tmp_path, "explain", "--store", "store", "truong quang diem")
    assert kg(installed, tmp_path, "validate", "--store", "store").startswith("conforms")
    kg(installed, tmp_path, "view", "--store", "store", "-o", "graph.html")
    assert "Trương Quang Điềm" in (tmp_path / "graph.html").read_text(encoding="utf-8")
    kg(installed, tmp_path, "export", "--store", "store", "--to", "graphml", "-o", "graph.graphml")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph.graphml", "graph.html", "store"]
