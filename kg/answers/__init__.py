"""Answers to what people ask: of units, posts and people, and of the graph as a whole."""
