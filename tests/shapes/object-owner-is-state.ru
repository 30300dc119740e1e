PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/entente/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { GRAPH graph:objects { id:river ent:isTerritoryOf id:nobody } }
