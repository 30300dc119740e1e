PREFIX conclusion: <https://w3id.org/entente/conclusion/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>

DELETE WHERE { GRAPH graph:conclusions { conclusion:XAA-XBB-contested ent:wouldBe ?value } }
