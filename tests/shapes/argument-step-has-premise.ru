PREFIX aif: <http://www.arg.dundee.ac.uk/aif#>
PREFIX argument: <https://w3id.org/entente/argument/>
PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX source: <https://w3id.org/entente/source/>

DELETE DATA { GRAPH source:survey { argument:survey-1 aif:Premise claim:posture } }
