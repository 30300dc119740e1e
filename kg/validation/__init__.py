"""SHACL validation of everything that was read."""
