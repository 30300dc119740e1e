"""Pages that are made from the headers of queries and from the shapes when the site is built."""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from pathlib import Path

import mkdocs_gen_files
import rdflib
from pylode import OntPub
from rdflib import RDF, SH

from kg import resources
from kg.store.open import merged_ontology, open_dataset, shape_files
from kg.store.query_file import QueryFile, read_folder

sys.path.insert(0, str(Path(__file__).parent))
from interface import commands_page, python_page
from theory import theory_page

logging.getLogger().setLevel(logging.WARNING)  # pyLODE sets it to DEBUG
ROOT = Path(__file__).parent.parent
PAPERS = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "reporting.md",
}
CATALOGUES = {
    "rules": "Rules, each a SPARQL CONSTRUCT query; what `kg rules` lists in the order of running.",
    "questions": "Saved questions; `kg query NAME` answers one.",
    "checks": "Checks of the ontology; `kg lint` runs them.",
    "corroboration": "Tests of claims against tables; `kg corroborate` runs them.",
    "criteria": "Criteria of `kg hypotheses`.",
}


def section(file: QueryFile) -> str:
    """A query as a section of a page."""
    lines = [f"## `{file.name}`", "", file.summary, ""]
    for parameter in file.parameters:
        need = "required" if parameter.required else "optional"
        lines.append(f"- parameter `{parameter.name}` ({parameter.kind}, {need})")
    if file.because:
        lines.append(f"- because: {file.because}")
    lines += [f"- unless: {text}" for text in file.unless]
    lines += [f"- after: {text}" for text in file.after]
    body = "\n".join(line for line in file.text.splitlines() if not line.startswith("#+"))
    return "\n".join([*lines, "", "```sparql", body, "```", ""])


def shapes_page() -> str:
    """All shapes with their severity and message."""
    graph = rdflib.Graph()
    for path in shape_files():
        graph.parse(path)
    rows = []
    for shape, severity in graph.subject_objects(SH.severity):
        inner = graph.value(shape, SH.sparql)
        message = graph.value(shape, SH.message) or graph.value(inner, SH.message)
        kind = str(severity).rsplit("#", 1)[-1].lower()
        rows.append(f"| `{str(shape).rsplit('/', 1)[-1]}` | {kind} | {message} |")
    count = len(set(graph.subjects(RDF.type, SH.NodeShape)))
    head = ["# Shapes", "", f"What `kg validate` checks, on {count} kinds of node.", ""]
    return "\n".join(
        [*head, "| shape | severity | message |", "| --- | --- | --- |", *sorted(rows)]
    )


def write(name: str, text: str) -> None:
    """A page of the site."""
    with mkdocs_gen_files.open(name, "w") as page:
        page.write(text)


def reference() -> str:
    """The ontology as one HTML page, by pyLODE."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ontology.ttl"
        file.write_bytes(b"".join(f"{triple} .\n".encode() for triple in merged_ontology()))
        return str(OntPub(ontology=file).make_html())


OUTSIDE = "](https://w3id.org/entente)"
"""Where a link to a file that is no page leads."""


def paper(name: str) -> str:
    """A file beside docs/ as a page of the site: its links lead to pages."""
    text = (ROOT / name).read_text(encoding="utf-8")
    text = text.replace("](docs/decisions)", "](decisions/index.md)").replace("](docs/", "](")
    for inside, page in PAPERS.items():
        text = text.replace(f"]({inside})", f"]({page})")
    return re.sub(r"\]\((?!https?:|#)(?![^)]*\.(?:md|svg|png)[)#])[^)]*\)", OUTSIDE, text)


for source, page in PAPERS.items():
    write(page, paper(source))
for name, about in CATALOGUES.items():
    files = read_folder(resources.folder("queries") / name)
    body = "\n".join(map(section, files))
    write(f"catalogue/{name}.md", f"# {name.capitalize()}\n\n{about}\n\n{body}")
write("catalogue/shapes.md", shapes_page())
write("theory.md", theory_page(open_dataset()))
write("reference/python.md", python_page())
write("reference/commands.md", commands_page())
links = [
    f"- [{p.read_text(encoding='utf-8').splitlines()[0].lstrip('# ')}]({p.name})"
    for p in sorted((ROOT / "docs" / "decisions").glob("*.md"))
]
write("decisions/index.md", "\n".join(["# Decisions", "", *links, ""]))
write("reference/ontology.html", reference())
