PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH claim:trade-dependence { id:trade-dependence ent:hasSupplier id:XBB } }
