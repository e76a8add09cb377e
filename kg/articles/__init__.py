"""Readers of articles: text, HTML, JSON lines, packed or not, from files, folders and standard input."""

from .limits import Limits
from .read import read_articles

__all__ = ["Limits", "read_articles"]
