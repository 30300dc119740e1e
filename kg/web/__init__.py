"""A read-only SPARQL endpoint over the graph and its conclusions (extra ``serve``)."""
