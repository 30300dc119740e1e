PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/entente/source/>

DELETE WHERE { GRAPH source:survey { source:survey skos:prefLabel ?label } }
