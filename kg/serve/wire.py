"""How server and worker talk: frames of a JSON head and a body of bytes, over pipes."""

from __future__ import annotations

import json
import struct
from asyncio import StreamReader
from typing import Any, BinaryIO

Head = dict[str, Any]
_LENGTHS = struct.Struct(">II")


def frame(head: Head, body: bytes = b"") -> bytes:
    """One message."""
    said = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return _LENGTHS.pack(len(said), len(body)) + said + body


def read(file: BinaryIO) -> tuple[Head, bytes] | None:
    """The next message of an unhurried file; None at its end."""
    lengths = file.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    return json.loads(file.read(head)), file.read(body)


async def receive(stream: StreamReader) -> tuple[Head, bytes]:
    """The next message. Raises asyncio.IncompleteReadError if the other side is gone."""
    head, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    content = await stream.readexactly(head + body)
    return json.loads(content[:head]), content[head:]
