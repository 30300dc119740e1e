"""A SPARQL endpoint over the graph and what follows from it (extra ``serve``); it only reads."""
