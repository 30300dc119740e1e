"""A graph that stays in a folder with what follows from it, changed only where files are."""
