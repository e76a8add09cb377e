"""The graph over HTTP: SPARQL, pages and an API, only to read; what a stranger asks is answered by a worker process."""

from kg.serve.limits import Limits

__all__ = ["Limits"]
