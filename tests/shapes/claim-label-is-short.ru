PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/entente/source/>

DELETE WHERE { GRAPH source:survey { claim:posture skos:prefLabel ?label } };
INSERT DATA { GRAPH source:survey { claim:posture skos:prefLabel "A label that goes on and on. A label that goes on and on. A label that goes on and on. A label that goes on and on. A label that goes on and on. A label that goes on and on. A label that goes on and on. A label that goes on and on. "@en } }
