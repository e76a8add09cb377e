"""`kg serve`: the graph over HTTP."""

from __future__ import annotations

import click

from kg.errors import SettingsError
from kg.serve.limits import Limits

_DEFAULT = Limits()


@click.command()
@click.option("--store", required=True, metavar="DIR", help="Folder of the store.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="P",
    help="Port; 0 is any free one.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="A name, besides localhost, that the server goes by.")
@click.option("--cors", multiple=True, metavar="ORIGIN", help="A web page's origin that may ask; * is any.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=_DEFAULT.seconds,
    show_default=True,
    help="Time for one answer.",
)
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=_DEFAULT.memory,
    show_default=True,
    help="MiB of memory for one answer.",
)
@click.option("--rows", type=click.IntRange(1), default=_DEFAULT.rows, show_default=True, help="Rows of one answer.")
@click.option("--bytes", type=click.IntRange(1000), default=_DEFAULT.bytes, show_default=True, help="Its bytes.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=_DEFAULT.workers,
    show_default=True,
    help="Questions of one client answered at once.",
)
@click.option(
    "--in-memory",
    type=click.IntRange(0),
    default=_DEFAULT.held,
    show_default=True,
    metavar="QUADS",
    help="Graphs up to so large are read into memory by each worker, which is quicker.",
)
def serve(
    store: str,
    host: str,
    port: int,
    allow_host: tuple[str, ...],
    cors: tuple[str, ...],
    seconds: float,
    memory: int,
    rows: int,
    bytes: int,
    workers: int,
    in_memory: int,
) -> int:
    """Shows the graph over HTTP.

    Pages at /, SPARQL at /sparql, an API at /api, for reading only. Each question is answered by a process of its own
    that is ended at the limits. `kg build` may go on beside it; what it publishes is seen within a second.

    Mở đồ thị thành trang web, điểm hỏi SPARQL và API, chỉ để đọc.

    \b
    kg serve --store graph
    kg serve --store graph --port 80 --host 0.0.0.0 --allow-host graph.example.org
    """
    try:
        from kg.serve.app import run
    except ModuleNotFoundError as e:
        raise SettingsError(f"{e.name} is not installed", remedy="pip install 'vnkg[serve]'") from e

    limits = Limits(seconds=seconds, memory=memory, rows=rows, bytes=bytes, workers=workers, held=in_memory)

    def ready(address: str) -> None:
        click.echo(address)

    run(store, limits, host=host, port=port, names=allow_host, origins=cors, ready=ready)
    return 0
