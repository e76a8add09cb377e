"""A knowledge graph of people, places and organizations from Vietnamese news on local government."""

__version__ = "0.1.0"
