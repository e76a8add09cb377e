"""From facts to RDF: the one place that makes IRIs and triples, and checks them."""
