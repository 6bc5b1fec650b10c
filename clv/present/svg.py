"""Drawings as plain SVG: for a report that opens anywhere, prints sharply and fetches nothing.

Every drawing is one `Sheet` of fixed size that its page scales. Text is escaped here and nowhere
else; a shape can carry a note, which browsers show on hover and screen readers read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

Point = tuple[float, float]
INK, FAINT = "#3B4843", "#DDE3DC"


@dataclass
class Sheet:
    """A drawing area with margins; its methods add shapes, `render` returns the SVG.

    Parameters
    ----------
    label : str
        What is drawn, for those who can't see it.
    width, height : float
        In SVG units; text is 12 units high.
    left, right, top, bottom : float
        Margins for labels.

    Examples
    --------
    >>> sheet = Sheet("Two bars", height=100)
    >>> sheet.bar(0, 0, 10, 50, "#000", "first & best")
    >>> "first &amp; best" in sheet.render()
    True
    """

    label: str
    width: float = 720
    height: float = 260
    left: float = 64
    right: float = 14
    top: float = 14
    bottom: float = 30
    parts: list[str] = field(default_factory=list)

    @property
    def across(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def up(self) -> float:
        """Height between the margins."""
        return self.height - self.top - self.bottom

    def x(self, share: float) -> float:
        """Return where a share of the width lies."""
        return self.left + share * self.across

    def y(self, share: float) -> float:
        """Return where a share of the height lies, counted from the foot."""
        return self.top + (1 - share) * self.up

    def bar(
        self, x: float, y: float, width: float, height: float, colour: str, note: str = ""
    ) -> None:
        """Add a bar by its upper left corner."""
        title = f"<title>{escape(note)}</title>" if note else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
            f'height="{max(0.0, height):.1f}" fill="{colour}">{title}</rect>'
        )

    def line(self, points: Iterable[Point], colour: str, width: float = 2, dash: str = "") -> None:
        """Add a line through some points."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{_path(points)}" fill="none" stroke="{colour}" '
            f'stroke-width="{width:g}"{dashes}/>'
        )

    def area(self, points: Iterable[Point], colour: str) -> None:
        """Add a filled area with a corner at each of the points."""
        self.parts.append(f'<polygon points="{_path(points)}" fill="{colour}"/>')

    def text(self, x: float, y: float, text: str, anchor: str = "start", size: float = 12) -> None:
        """Add a text; `anchor` is start, middle or end."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'fill="{INK}">{escape(text)}</text>'
        )

    def scale(self, top: float, write: Callable[[float], str]) -> float:
        """Draw a scale from zero to at least `top` at the left; return its upper end."""
        marks = ticks(top)
        for mark in marks:
            height = self.y(mark / marks[-1])
            self.line([(self.left, height), (self.width - self.right, height)], FAINT, 1)
            self.text(self.left - 8, height + 4, write(mark), "end")
        return marks[-1]

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Name the colours in a row above the drawing."""
        x = self.left
        for colour, name in entries:
            self.bar(x, 2, 12, 10, colour)
            self.text(x + 17, 11, name)
            x += 34 + 6.4 * len(name)

    def render(self) -> str:
        """Return the SVG element."""
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(self.label)}">{"".join(self.parts)}</svg>'
        )


def ticks(top: float, count: int = 4) -> list[float]:
    """Return even, round numbers from 0 to at least `top`.

    Examples
    --------
    >>> ticks(87)
    [0.0, 50.0, 100.0]
    >>> ticks(0)
    [0.0, 1.0]
    """
    if top <= 0:
        return [0.0, 1.0]
    raw = top / count
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    return [place * step for place in range(ceil(top / step - 1e-9) + 1)]


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
