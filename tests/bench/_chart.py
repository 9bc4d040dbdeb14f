"""A bar chart as SVG, small enough to be read as text."""

from __future__ import annotations

from html import escape
from pathlib import Path


def bars(path: Path, title: str, values: list[tuple[str, float]]) -> None:
    """One bar per value, the longest as wide as the chart."""
    most = max(v for _, v in values)
    rows = []
    for i, (name, value) in enumerate(values):
        y = 44 + 30 * i
        width = max(2, round(330 * value / most))
        colour = "#1f6f54" if i == 0 else "#9aa5a0"
        rows.append(f'<text x="190" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="200" y="{y}" width="{width}" height="20" fill="{colour}"/>')
        rows.append(f'<text x="{206 + width}" y="{y + 15}">{value:.2f}</text>')
    height = 54 + 30 * len(values)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="{height}" font-family="sans-serif" font-size="13">'
    ground = f'<rect width="600" height="{height}" fill="white"/><text x="10" y="24" font-weight="bold">{escape(title)}</text>'
    path.write_text("\n".join([head, ground, *rows, "</svg>", ""]), encoding="utf-8")
