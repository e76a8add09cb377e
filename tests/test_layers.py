"""The layers of the code: imports only point down, and each library has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

# What a module may import is on the layers above its own; modules of one layer do not know each other.
LAYERS = (
    ("errors", "model", "text"),
    ("settings", "tokens", "output", "judgements"),
    ("vocabulary",),
    ("articles", "language", "lexicon", "questions", "register"),
    ("grammar",),
    ("facts",),
    ("extract",),
    ("resolve",),
    ("graph", "store"),
    ("query", "export", "view", "explain", "push", "replay"),
    ("answers", "ask", "evaluate", "pipeline", "review"),
    ("api", "serve"),
    ("cli",),
    ("__main__",),
)
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}

# The rooms that may import a library; what is not here is free.
HOMES = {
    "underthesea": {"language"},
    "underthesea_core": {"language"},
    "pyvis": {"view"},
    "lxml": {"articles"},
    "click": {"cli"},
    "rich": {"cli"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "networkx": {"export", "view", "api"},
    "rdflib": {"graph", "store", "query", "export", "view", "explain", "api"},
    "pyshacl": {"graph"},
    "pyoxigraph": {
        "vocabulary",
        "graph",
        "store",
        "query",
        "export",
        "view",
        "explain",
        "push",
        "answers",
        "ask",
        "evaluate",
        "pipeline",
        "review",
        "api",
        "serve",
    },
}

MODULES = sorted((ROOT / "kg").rglob("*.py"))


def imports(source: str, package: str) -> set[str]:
    """The full names that a module of a package imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = package.split(".")
            above = ".".join(parent[: len(parent) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (above, node.module)))
            found |= {f"{module}.{name.name}" for name in node.names}
    return found


def imports_of(path: Path) -> set[str]:
    return imports(path.read_text(encoding="utf-8"), ".".join(path.relative_to(ROOT).parent.parts))


def room(name: str) -> str | None:
    """ "kg.graph.iri" → "graph"; None for what is not of the package, and for the package's own version."""
    parts = name.split(".")
    return parts[1] if parts[0] == "kg" and len(parts) > 1 and not parts[1].startswith("__version") else None


def own_room(path: Path) -> str:
    return path.relative_to(ROOT / "kg").parts[0].removesuffix(".py")


def test_every_module_is_on_a_layer() -> None:
    assert {own_room(path) for path in MODULES} - {"__init__"} <= set(LAYER)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = own_room(path)
    used = {found for name in imports_of(path) if (found := room(name))} - {own}
    if own == "__init__":
        assert used <= {"api"}, "the package itself is but the name of its front door"
        return
    upward = {name for name in used if name not in LAYER or LAYER[name] >= LAYER[own]}
    assert not upward, f"{own} (layer {LAYER[own]}) must not import {sorted(upward)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_libraries_have_one_home(path: Path) -> None:
    strange = {
        lib for name in imports_of(path) if (lib := name.split(".")[0]) in HOMES and own_room(path) not in HOMES[lib]
    }
    assert not strange


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_command_line_prints(path: Path) -> None:
    if own_room(path) == "cli":
        return
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    assert not [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id in ("print", "input")]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_say_what_they_are_for_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    about = ast.get_docstring(tree)
    assert about or not text.strip()
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 50}
    assert not long


def test_the_check_sees_every_form_of_import() -> None:
    source = "from __future__ import annotations\nfrom ..graph import iri\nimport kg.cli\n"
    source += "def f():\n    from kg import explain\n"
    assert {room(name) for name in imports(source, "kg.articles")} - {None} == {"graph", "cli", "explain"}
