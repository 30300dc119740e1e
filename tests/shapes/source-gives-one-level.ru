PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/entente/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { GRAPH source:survey { claim:other-level a ent:Claim ; prov:hadPrimarySource source:survey ; ent:locator "entry other-level" ; ent:hasModality ent:assessment ; ent:hasPolarity ent:affirmed ; skos:prefLabel "Another level"@en } };
INSERT DATA { GRAPH claim:other-level { id:other-level a ent:Interest ; ent:isHeldBy id:XAA ; ent:isTowards id:east ; ent:hasLevel ent:peripheral ; ent:start "2000-01-01"^^xsd:date ; ent:startPrecision ent:year } }
