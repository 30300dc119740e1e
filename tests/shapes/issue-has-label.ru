PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE WHERE { GRAPH graph:invented { id:order skos:prefLabel ?label } }
