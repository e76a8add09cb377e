"""One module a kind of fact: positions, changes, containments."""
