"""The version of the package, its ontology and its graph."""

__version__ = "0.1.0"
