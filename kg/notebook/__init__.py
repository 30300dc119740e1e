"""The graph as Python objects, for notebooks and programs: ``kg.open()`` and what it gives."""
