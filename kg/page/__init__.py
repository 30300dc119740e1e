"""Pages that can be mailed: one HTML file each, that asks nothing of the network."""
