"""A `kg serve` in a process of its own, on a free port of this machine, and a client that sees every byte."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

PATIENCE = 60  # seconds, for whatever should take less than one


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: its status, headers in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)

    def rows(self) -> list[dict[str, str]]:
        """The values of a SPARQL result."""
        return [{k: v["value"] for k, v in row.items()} for row in self.json()["results"]["bindings"]]


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, *, client: str = "127.0.0.1", **headers: str
    ) -> Got:
        """One request; `content_type` stands for Content-Type, `client` is the address it comes from."""
        source = (client, 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=source)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?&=%+:#-._~"), body, named)
            answer = connection.getresponse()
            known = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, known, answer.read())
        finally:
            connection.close()

    def query(self, query: str, more: Mapping[str, str] | None = None, **headers: str) -> Got:
        """A query by GET."""
        return self.ask("/sparql?" + urlencode({"query": query, **(more or {})}), **headers)

    def alive(self) -> bool:
        return self.process.poll() is None and self.ask("/api/status").status == 200

    def workers(self) -> set[int]:
        """The process ids of its workers, as far as the system tells."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) == self.process.pid and stat[0] != "Z":
                found.add(int(folder.name))
        return found


@contextmanager
def serving(store: Path, *options: object, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server of a store; ends with the `with`."""
    command = [sys.executable, "-m", "kg", "serve", "--store", store, "--port", 0, *options]
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), f"the server does not answer, exit code {process.poll()}"
        yield Server(process, int(address.rstrip("/").rpartition(":")[2]))
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
