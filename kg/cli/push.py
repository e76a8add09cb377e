"""`kg push`: the graph to another server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import FAILED, show

if TYPE_CHECKING:
    from kg.push import Report


@click.command()
@click.option("--store", required=True, metavar="DIR", help="Folder of the store.")
@click.option("--to", "url", required=True, metavar="URL", help="Endpoint of the Graph Store Protocol.")
@click.option("--user", default="", metavar="NAME", help="User; the password is asked for, or that in KG_PASSWORD.")
@click.option("--dry-run", is_flag=True, help="List the graphs that there are, and send nothing.")
@click.option("--resume", metavar="FILE", help="Remember in FILE what was sent, and send only what changed since.")
def push(store: str, url: str, user: str, dry_run: bool, resume: str | None) -> int:
    """Sends the graph to a SPARQL server.

    By the SPARQL 1.1 Graph Store Protocol, one PUT a named graph: each takes the place of the one of its name there.

    Gửi đồ thị lên một máy chủ SPARQL khác.

    \b
    kg push --store graph --to http://localhost:7878/store
    kg push --store graph --to http://localhost:8890/sparql-graph-crud-auth --user dba --resume sent.json
    """
    from kg.push import parts
    from kg.push import push as send
    from kg.store import Store

    with Store.open(store) as opened:
        graph = opened.graph()
        if dry_run:
            for part in parts(graph):
                click.echo(f"{part.name}  {part.triples:,} triples, {len(part.content):,} bytes")
            return 0
        password = os.environ.get("KG_PASSWORD", "")
        if user and not password:
            password = click.prompt(f"Password of {user}", hide_input=True, err=True)
        with show.steps("{done} of {total} graphs sent") as told:
            report = send(
                graph,
                url,
                user=user,
                password=password,
                memory=Path(resume) if resume else None,
                progress=lambda done, total, name: told(done, total),
                failed=show.tell,
            )
    click.echo(_summary(report))
    return FAILED if report.errors else 0


def _summary(report: Report) -> str:
    more = [f"{report.kept} as they were"] if report.kept else []
    more += [f"{report.removed} deleted"] if report.removed else []
    more += [f"{len(report.errors)} failed"] if report.errors else []
    return ", ".join([f"{report.sent} graphs with {report.triples:,} triples sent", *more])
