"""Charts for page and paper (extra ``figures``): Vega-Lite through Altair, drawn offline."""
