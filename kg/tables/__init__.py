"""Import of data sets of the field with declarative mappings (``graph/datasets``)."""
