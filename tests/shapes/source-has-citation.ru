PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/entente/source/>

DELETE WHERE { GRAPH source:survey { source:survey dcterms:bibliographicCitation ?text } }
