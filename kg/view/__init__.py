"""One offline page of the graph: what is drawn (model), where (layout), the file itself (page); a large one as many."""

from __future__ import annotations

from kg.view.data import MOST_NODES, PageModel
from kg.view.model import page_model
from kg.view.page import render

__all__ = ["MOST_NODES", "PageModel", "page_model", "render"]
