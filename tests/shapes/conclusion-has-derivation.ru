PREFIX conclusion: <https://w3id.org/entente/conclusion/>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX prov: <http://www.w3.org/ns/prov#>

DELETE WHERE { GRAPH graph:conclusions { conclusion:XAA-XBB prov:wasGeneratedBy ?value } }
