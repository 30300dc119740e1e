PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH graph:invented { id:order dcterms:identifier "order" } }
