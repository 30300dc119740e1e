PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/entente/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { GRAPH graph:invented {
  id:XAA ent:start "1950-01-01"^^xsd:date ; ent:startPrecision ent:day ; ent:succeeds id:XDD .
  id:XDD ent:start "1900-01-01"^^xsd:date ; ent:startPrecision ent:day ; ent:end "1949-12-31"^^xsd:date ; ent:endPrecision ent:day .
} } ;
DELETE DATA { GRAPH claim:contest { id:contest ent:start "2000-01-01"^^xsd:date } } ;
INSERT DATA { GRAPH claim:contest { id:contest ent:start "1940-01-01"^^xsd:date } }
