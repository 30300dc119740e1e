"""The graph as Python objects, for notebooks, programs and the page: ``kg.open()``."""
