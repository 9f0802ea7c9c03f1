"""Bar charts as SVG 1.1: the same bytes for the same figures, and readable without seeing them.

A writer of our own: horizontal bars need no library, and a small one can promise its bytes.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH, LEFT, BAR, GAP, TOP = 720, 300, 22, 10, 48
_LONGEST = 44


def bar_chart(title: str, bars: Sequence[tuple[str, int]], *, language: str) -> str:
    """A title and one bar for each label and count; every text is escaped.

    A screen reader hears the title and, as the description, all labels with their counts.
    """
    most = max((count for _, count in bars), default=0) or 1
    height = TOP + len(bars) * (BAR + GAP) + GAP
    told = "; ".join(f"{label}: {count}" for label, count in bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img" lang={quoteattr(language)}'
        ' aria-labelledby="title desc" font-family="sans-serif" font-size="14">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(told)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="18" fill="#1a1a1a">{escape(title)}</text>',
    ]
    for position, (label, count) in enumerate(bars):
        y = TOP + position * (BAR + GAP)
        width = round(count * (WIDTH - LEFT - 60) / most)
        lines += [
            f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end" fill="#1a1a1a">'
            f"{escape(_short(label))}</text>",
            f'<rect x="{LEFT}" y="{y}" width="{width}" height="{BAR}" fill="#1f5f8b"/>',
            f'<text x="{LEFT + width + 8}" y="{y + 16}" fill="#1a1a1a">{count}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"
