"""The field's own tables, read by declarative mappings (``graph/datasets``)."""
