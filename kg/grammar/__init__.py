"""The phrases that facts are made of: units, bodies, posts and persons, read from a token list."""
