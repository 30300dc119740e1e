"""Figures as SVG, PNG, PDF or HTML, which load nothing from the network."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

from kg.model.result import Result
from kg.store.atomic import atomic_write

FORMS = ("svg", "png", "pdf", "html", "json")
_INCH = 192  # pixels per inch of a PNG: two for each pixel of the chart (scale 1 is 72 per inch)


def form_of(path: Path, chosen: str | None = None) -> str:
    """Return the format of a figure: the one chosen, else by the file's extension, else SVG."""
    ending = path.suffix.removeprefix(".").lower()
    return chosen or (ending if ending in FORMS else "svg")


def draw(chart: Any, form: str) -> bytes:
    """Draw an Altair chart and return the file's content.

    Args:
        chart: the chart, which includes its data.
        form: one of ``FORMS``; ``json`` is the Vega-Lite specification.
    """
    spec = chart.to_dict()
    given = spec.get("config", {})
    spec["config"] = given | {
        k: given.get(k, {}) | v if k == "view" else v for k, v in theme().items()
    }
    if form == "json":
        return (json.dumps(spec, indent=2, ensure_ascii=False) + "\n").encode()
    convert = _converter()
    offline: dict[str, Any] = {"allowed_base_urls": []}
    if form == "png":
        return bytes(convert.vegalite_to_png(spec, scale=72 / 96, ppi=_INCH, **offline))
    if form == "pdf":
        return bytes(convert.vegalite_to_pdf(spec, **offline))
    if form == "html":
        page = str(convert.vegalite_to_html(spec, bundle=True, renderer="svg"))
        title = html.escape(_title(spec))
        style = (
            f"<title>{title}</title><style>{_face(json.dumps(spec, ensure_ascii=False))}</style>"
        )
        return page.replace("</head>", f"{style}</head>", 1).encode()
    return _with_font(str(convert.vegalite_to_svg(spec, **offline)), _title(spec)).encode()


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else str(text)


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(_fonts()))
    return vl_convert


def _fonts() -> Any:
    return resources.files("font_source_sans_pro") / "files"


def _with_font(svg: str, title: str) -> str:
    """Embed the typeface in a drawing, and a title for screen readers.

    Vega numbers clip paths across all drawings of a process; here they are numbered per drawing.
    """
    cut = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+')
    own = hashlib.sha256(cut.sub("", svg).encode()).hexdigest()[:8]
    found = list(dict.fromkeys(cut.findall(svg)))
    svg = cut.sub(lambda m: f"clip-{own}-{found.index(m[0])}", svg)
    text = html.unescape("".join(re.findall(r">([^<]+)<", svg)))
    head = f"<title>{html.escape(title)}</title><style>{_face(text)}</style>"
    return re.sub(
        r"(<svg[^>]*>)", lambda m: m[1].replace("<svg", '<svg role="img"', 1) + head, svg, count=1
    )


def _face(text: str) -> str:
    """Return CSS font faces that contain the characters of a text."""
    faces = []
    for weight, name in ((400, "Regular"), (600, "Semibold")):
        data = base64.b64encode(_subset(name, "".join(sorted(set(text))))).decode()
        faces.append(
            f"@font-face{{font-family:'{FONT}';font-weight:{weight};"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "".join(faces)


@cache
def _subset(name: str, characters: str) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor="woff", notdef_outline=True, hinting=False)
    options.drop_tables += ["FFTM", "DSIG"]
    with (_fonts() / f"SourceSansPro-{name}.ttf").open("rb") as file:
        font = subset.load_font(io.BytesIO(file.read()), options)
    chosen = subset.Subsetter(options)
    chosen.populate(text=characters)
    chosen.subset(font)
    made = io.BytesIO()
    font.recalcTimestamp = False
    font.flavor = "woff"
    font.save(made)
    return made.getvalue()


FONT = "Source Sans Pro"
INK = "#1a1a1a"
FAINT = "#8a8a8a"
PAPER = "#ffffff"
BLUE = "#0072b2"
ORANGE = "#e69f00"
GREEN = "#009e73"
RED = "#b03a00"
PALE = "#e6e6e6"

COLUMN = 480
"""Width of a column of a paper, in pixels at 96 per inch (five inches)."""


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration of all charts."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": INK}
    sizes = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "background": PAPER,
        "font": FONT,
        "padding": 8,
        "view": {"stroke": None},
        "title": {
            "font": FONT,
            "fontSize": 15,
            "fontWeight": 600,
            "anchor": "start",
            "color": INK,
            "subtitleFont": FONT,
            "subtitleFontSize": 12,
            "subtitleColor": INK,
            "offset": 10,
        },
        "axis": words | sizes | {"gridColor": PALE, "domainColor": FAINT, "tickColor": FAINT},
        "legend": words | sizes | {"orient": "top", "symbolSize": 90, "titleLimit": 400},
        "header": words | sizes,
        "text": {"font": FONT, "fontSize": 12, "color": INK},
    }


@dataclass(frozen=True, repr=False)
class Figure(Result):
    """A figure; ``chart`` is its Altair chart, which can be changed or combined."""

    kind: ClassVar[str] = "charts.figure"
    is_text: ClassVar[bool] = False
    chart: Any = field(repr=False)

    def _repr_svg_(self) -> str:
        return draw(self.chart, "svg").decode()

    def save(self, path: str | Path) -> None:
        """Write the figure in the format of the extension: .svg, .png, .pdf, .html or .json.

        Raises:
            InputError: the file cannot be written.
        """
        target = Path(path)
        drawn = draw(self.chart, form_of(target, None))
        with atomic_write(target) as file:
            file.write(drawn)


def _drawn(form: str, figure: Figure) -> bytes:
    return draw(figure.chart, form)


FORMATS = {form: partial(_drawn, form) for form in FORMS}
