"""Charts (extra ``figures``): Vega-Lite through Altair, drawn offline."""
