"""Questions in SPARQL: what may be asked, the answers, and the forms they are shown in."""

from kg.query.formats import FORMATS, show
from kg.query.run import Result, prefixes, run

__all__ = ["FORMATS", "Result", "prefixes", "run", "show"]
