PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE WHERE { GRAPH claim:characterisation { id:speaker skos:prefLabel ?label } }
