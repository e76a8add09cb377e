"""The articles' records as lines of JSON, in shards by the hash of the article's id; the truth of the store."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.store.disk import write_whole
from kg.store.layout import Layout

Record = dict[str, Any]
_HEAD = '{"id":'
_BLOCK = 1 << 16
_decode = json.JSONDecoder().raw_decode


def shard_of(id: str) -> str:
    """The shard of an article: two hexadecimal digits."""
    return sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:2]


def line(id: str, record: Mapping[str, Any]) -> bytes:
    """The one line for a record, whatever the order of its keys: its id first, then the rest in order of name."""
    rest = {key: value for key, value in record.items() if key != "id"}
    try:
        return _line(id, rest, ascii=False)
    except UnicodeEncodeError:  # half of a surrogate pair, from a file name that is not UTF-8
        return _line(id, rest, ascii=True)


def _line(id: str, rest: Record, *, ascii: bool) -> bytes:
    body = json.dumps(rest, ensure_ascii=ascii, sort_keys=True, separators=(",", ":"), allow_nan=False)
    head = _HEAD + json.dumps(id, ensure_ascii=ascii)
    return (head + ("," if rest else "") + body[1:] + "\n").encode("utf-8")


def id_of(line: bytes) -> str:
    """The id of a line, without reading the rest of it."""
    id, _ = _decode(line.decode("utf-8"), len(_HEAD))
    return str(id)


def shard_lines(path: Path, digest: str) -> Iterator[bytes]:
    """The lines of a shard in order of id. Raises StoreError, at the end, if they are not those that were written.

    Opened anew for each block, so that many shards can be read side by side.
    """
    seen, offset = sha256(), 0
    while True:
        try:
            with path.open("rb") as file:
                file.seek(offset)
                block = file.readlines(_BLOCK)
                offset = file.tell()
        except FileNotFoundError as e:
            raise StoreError("the store has lost this file", where=str(path)) from e
        if not block:
            break
        seen.update(b"".join(block))
        yield from block
    if _short(seen.hexdigest()) != digest:
        raise StoreError("this file of the store is damaged", where=str(path), remedy="build the store again")


def read(layout: Layout, shards: Mapping[str, str]) -> Iterator[Record]:
    """All records of some shards, in order of id."""
    streams = [_keyed(layout.shard(name, digest), digest) for name, digest in sorted(shards.items())]
    for _, written in heapq.merge(*streams):
        yield json.loads(written)


def _keyed(path: Path, digest: str) -> Iterator[tuple[str, bytes]]:
    for written in shard_lines(path, digest):
        try:
            id = id_of(written)
        except ValueError as e:
            raise StoreError("this file of the store is damaged", where=str(path)) from e
        yield id, written


def merge(layout: Layout, name: str, digest: str | None, changes: Mapping[str, bytes | None]) -> str | None:
    """Writes the shard with its changes (None removes a record); gives its hash, None if nothing is left."""
    former = _keyed(layout.shard(name, digest), digest) if digest else iter(())
    lines: dict[str, bytes | None] = {**dict(former), **changes}
    content = b"".join(found for _, found in sorted(lines.items()) if found is not None)
    if not content:
        return None
    now = _short(sha256(content).hexdigest())
    path = layout.shard(name, now)
    if now != digest and not path.exists():
        write_whole(path, content)
    return now


def _short(digest: str) -> str:
    return digest[:24]


def by_shard(ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids by their shard, in order of the shards."""
    found: dict[str, list[str]] = {}
    for id in ids:
        found.setdefault(shard_of(id), []).append(id)
    return dict(sorted(found.items()))
