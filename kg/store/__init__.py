"""The store: the articles' records and the graph made from them, in one folder that is always whole."""

from kg.store.store import Outcome, Store, Writer

__all__ = ["Outcome", "Store", "Writer"]
