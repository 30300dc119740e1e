# The page and the SPARQL endpoint of the shipped graph, as an ordinary user:
#   docker build -t entente . && docker run --rm -p 127.0.0.1:8000:8000 entente
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY kg kg
COPY ontology ontology
COPY graph graph
COPY queries queries
RUN python -m venv /opt/entente && /opt/entente/bin/pip install --no-cache-dir '.[serve]'

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 entente
COPY --from=build /opt/entente /opt/entente
USER 10001
WORKDIR /home/entente
ENV PATH=/opt/entente/bin:$PATH
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
CMD ["kg", "serve", "--host", "0.0.0.0", "--port", "8000"]
