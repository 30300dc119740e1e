#+ summary: Put the term that replaces it in place of each deprecated term of the ontology.
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

DELETE { GRAPH ?graph { ?subject ?predicate ?object } }
INSERT { GRAPH ?graph { ?subjectNow ?predicateNow ?objectNow } }
WHERE {
  GRAPH ?ontology { ?old owl:deprecated true ; dcterms:isReplacedBy ?new }
  GRAPH ?graph { ?subject ?predicate ?object }
  FILTER(?graph != ?ontology)
  FILTER(?old IN (?subject, ?predicate, ?object))
  BIND(IF(?subject = ?old, ?new, ?subject) AS ?subjectNow)
  BIND(IF(?predicate = ?old, ?new, ?predicate) AS ?predicateNow)
  BIND(IF(?object = ?old, ?new, ?object) AS ?objectNow)
}
