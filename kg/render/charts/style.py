"""How all figures look: one typeface, and colours that grey print and colour-blind eyes tell apart.

The colours are from Okabe and Ito (2008), Color Universal Design, chosen so that their lightness
differs too; shapes and words repeat what a colour says.
"""

from __future__ import annotations

from typing import Any

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
"""Width of a column of a paper, in pixels at 96 to the inch (five inches)."""


def theme() -> dict[str, Any]:
    """Configuration of Vega-Lite for all charts."""
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
