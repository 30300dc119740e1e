"""SHACL validation, and other checks of data, queries and ontologies."""
