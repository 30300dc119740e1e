PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX source: <https://w3id.org/entente/source/>

DELETE WHERE { GRAPH source:survey { claim:posture prov:hadPrimarySource ?source } }
