PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

DELETE { GRAPH ?g { id:rebels ent:disputesRuleOf id:XBB } } WHERE { GRAPH ?g { id:rebels ent:disputesRuleOf id:XBB } }
