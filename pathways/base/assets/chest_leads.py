"""Draws the sample picture of the chest leads: `python pathways/base/assets/chest_leads.py FILE.png`. Our own drawing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE, FINER = (1120, 840), 2
"""Drawn twice as fine, so that lines are smooth when it is made smaller."""
MIDDLE = 560
INK, BONE, LINE, LEAD = "#26383a", "#8fa3a3", "#b45309", "#17505f"
BODY = [(470, 20), (462, 90), (420, 122), (215, 165), (158, 250), (186, 430), (204, 640), (214, 820)]
LEVEL = 466
LEADS = {"V1": (520, 378), "V2": (600, 378), "V3": (668, 422), "V4": (736, LEVEL), "V5": (844, LEVEL), "V6": (912, LEVEL)}
LINES = {736: "midclavicular line", 844: "anterior axillary line", 912: "mid-axillary line"}


class Pen:
    """Draws in the coordinates of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), "white")
        self.draw = ImageDraw.Draw(self.image)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        finer = [(x * FINER, y * FINER) for x, y in points]
        self.draw.line(finer, fill=colour, width=round(width * FINER), joint="curve")

    def dashed(self, x: float, top: int, bottom: int, colour: str) -> None:
        for y in range(top, bottom, 16):
            self.line([(x, y), (x, y + 8)], colour, 2)

    def words(self, x: float, y: float, text: str, colour: str, size: int, anchor: str = "mm") -> None:
        font = ImageFont.load_default(size * FINER)
        self.draw.text((x * FINER, y * FINER), text, fill=colour, font=font, anchor=anchor)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.draw.ellipse([(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER], fill=colour)


def picture() -> Image.Image:
    """The drawing."""
    pen = Pen()
    for side in (1, -1):
        mirrored = [(MIDDLE + side * (x - MIDDLE), float(y)) for x, y in BODY]
        pen.line(mirrored, INK, 4)
        pen.line([(MIDDLE + side * 26, 182), (MIDDLE + side * 150, 160), (MIDDLE + side * 300, 172)], BONE, 13)
        for rib in range(1, 8):
            reach = 300 + min(rib, 4) * 14
            curve = [(t / 20, 152 + 50 * rib + (16 + 4 * rib) * sin(pi * t / 20)) for t in range(21)]
            pen.line([(MIDDLE + side * (30 + part * (reach - 30)), y) for part, y in curve], BONE, 11)
    pen.draw.rounded_rectangle(
        [532 * FINER, 178 * FINER, 588 * FINER, 540 * FINER], 24 * FINER, fill="#dfe7e6", outline=BONE, width=6
    )
    pen.words(MIDDLE, 378, "4", INK, 24)
    pen.words(MIDDLE, 428, "5", INK, 24)
    for number, (x, name) in enumerate(LINES.items()):
        pen.dashed(x, 190, 640 + number * 44, LINE)
        pen.words(x - 10, 630 + number * 44, name, LINE, 24, "rm")
    pen.line([(736, LEVEL), (912, LEVEL)], LEAD, 3)
    for name, (x, y) in LEADS.items():
        pen.disc(x, y, 27, LEAD)
        pen.words(x, y, name, "white", 24)
    pen.words(330, 790, "patient’s right", INK, 26)
    pen.words(790, 790, "patient’s left", INK, 26)
    pen.words(MIDDLE, 585, "4, 5: spaces between the ribs", INK, 24)
    return pen.image.resize(SIZE, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    picture().save(Path(sys.argv[1]), "PNG", optimize=True)
