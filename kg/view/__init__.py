"""One offline page of the graph: what is drawn (model), where (layout), and the file itself (page)."""

from __future__ import annotations

from kg.view.data import PageModel
from kg.view.model import page_model
from kg.view.page import render

__all__ = ["PageModel", "page_model", "render"]
