PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA { GRAPH claim:clash { id:clash a ent:ArmedClash } } ;
INSERT DATA { GRAPH claim:clash { id:clash a ent:War ; ent:end "2000-01-01"^^xsd:date ; ent:endPrecision ent:day } }
