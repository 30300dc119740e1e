"""From files to a dataset: everything is parsed before anything is kept."""
