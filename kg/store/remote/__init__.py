"""A graph on a SPARQL 1.1 server (extra ``endpoint``): read it whole, write it, ask it."""
