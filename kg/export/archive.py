"""CSV tables in a ZIP file, the same bytes whenever they are written."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

# The beginning of ZIP's calendar.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_zip(files: Mapping[str, bytes], out: BinaryIO) -> None:
    """A ZIP file of these files, in this order."""
    whole = io.BytesIO()  # ZIP looks otherwise on a stream that cannot go back, such as a pipe
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    out.write(whole.getvalue())


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    """A CSV table; lines end as CSV's standard wants."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
