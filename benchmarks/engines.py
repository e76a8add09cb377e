"""The graph pushed to other engines, Oxigraph's server and Virtuoso, and every saved question asked there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kg
from benchmarks.corpus import SAMPLES
from benchmarks.tables import show
from kg import questions
from kg.push import push
from kg.query import run as ask

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
DirsAllowed = {folder}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
DefaultGraph = urn:none
"""
_JSON = "application/sparql-results+json"
Row = list[object]


def run() -> list[Row]:
    """Prints a table of the engines that are installed; gives its rows."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, kg.build(SAMPLES, Path(folder) / "store") as graph:
        for name, start in (("Oxigraph server", _oxigraph), ("Virtuoso", _virtuoso)):
            with start(Path(folder) / name.partition(" ")[0]) as address:
                rows.append([name, *(_measured(graph, *address) if address else ["not installed", "", "", ""])])
    show(
        "Other engines: the samples pushed, all saved questions asked", ["", "graphs", "push, s", "alike", "not"], rows
    )
    return rows


def _measured(graph: kg.Graph, store: str, query: str, user: str) -> Row:
    begin = time.perf_counter()
    report = push(graph.store, store, user=user, password=user)
    seconds = time.perf_counter() - begin
    if report.errors:
        return [f"{report.errors[0]}", seconds, "", ""]
    other = [name for name, why in _differing(graph, query) if why]
    return [report.sent, seconds, len(questions.saved()) - len(other), ", ".join(other)]


def _differing(graph: kg.Graph, address: str) -> Iterator[tuple[str, str]]:
    for question in questions.saved():
        ours = sorted(tuple("" if t is None else t.value for t in row) for row in ask(graph.store, question.text).rows)  # type: ignore[union-attr]
        try:
            theirs = _asked(address, question.text)
        except OSError as e:
            said = e.read().decode("utf-8", "replace")[:300] if isinstance(e, urllib.error.HTTPError) else str(e)
            yield question.name, said
            continue
        yield question.name, "" if ours == theirs else f"{len(ours)} rows here, {len(theirs)} there"


def _asked(address: str, text: str) -> list[tuple[str, ...]]:
    form = urllib.parse.urlencode({"query": text}).encode("ascii")
    with urllib.request.urlopen(urllib.request.Request(address, form, {"Accept": _JSON}), timeout=60) as answer:
        found: Any = json.load(answer)
    names = found["head"]["vars"]
    return sorted(tuple(b[n]["value"] if n in b else "" for n in names) for b in found["results"]["bindings"])


@contextmanager
def _oxigraph(folder: Path) -> Iterator[tuple[str, str, str] | None]:
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not program:
        yield None
        return
    port = _port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running(command, port):
        yield f"http://127.0.0.1:{port}/store", f"http://127.0.0.1:{port}/query", ""


@contextmanager
def _virtuoso(folder: Path) -> Iterator[tuple[str, str, str] | None]:
    """Debian's virtuoso-opensource-7: its own user and password are both dba."""
    program = shutil.which("virtuoso-t")
    if not program:
        yield None
        return
    folder.mkdir()
    port = _port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, sql=_port(), port=port), encoding="utf-8")
    with _running([program, "-f", "-c", str(folder / "virtuoso.ini")], port):
        yield f"http://127.0.0.1:{port}/sparql-graph-crud-auth", f"http://127.0.0.1:{port}/sparql", "dba"


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """The server while it is wanted, once it listens."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(1200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    run()
