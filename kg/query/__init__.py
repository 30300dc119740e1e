"""Questions: SPARQL queries with parameters, over claims and conclusions alike."""
