"""Graphs on a SPARQL 1.1 server (extra ``endpoint``): download, upload and query."""
