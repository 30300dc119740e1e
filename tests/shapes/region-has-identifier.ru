PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH graph:invented { id:east dcterms:identifier ?name } }
