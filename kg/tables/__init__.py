"""Data sets of the field, read by declarative mappings (``graph/datasets``)."""
