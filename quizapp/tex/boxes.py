"""Boxes: what layout makes and painting flattens. Lengths in pixels; y grows downwards from the baseline. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias


class Glyph(NamedTuple):
    """A glyph of the font, by its number, at a size."""

    gid: int
    px: float


class Assembly(NamedTuple):
    """Glyphs that overlap and are to look like one; each with its place."""

    pieces: tuple[tuple[float, float, int], ...]
    px: float


class Rule(NamedTuple):
    """A rectangle placed by its upper left corner.

    Attributes:
        width: Width.
        height: Height.
        border: If set, only a frame of this thickness inside its edges is filled.
        hang: If set, how far above the baseline of a glyph its upper edge is, in whose stroke it goes on.
    """

    width: float
    height: float
    border: float = 0.0
    hang: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle around things already placed.

    Attributes:
        width: From the origin to the right.
        height: Above the baseline.
        depth: Below the baseline.
        parts: Things in the box with their places.
        italic: How far a slanted letter leans over the width; what stands upright after it must move by as much.
        accent_at: Where an accent is centred, if the font says so.
        glyph: The character, if the box is a single one.
        slanted: Whether it begins with a slanted letter.
        is_word: Whether it is made of letters only, so that its scripts are placed like those of a letter.
    """

    width: float
    height: float
    depth: float
    parts: tuple[Placed, ...] = ()
    italic: float = 0.0
    accent_at: float | None = None
    glyph: Glyph | None = None
    slanted: bool = False
    is_word: bool = False

    @property
    def total(self) -> float:
        """Return height and depth together."""
        return self.height + self.depth


Item: TypeAlias = Box | Glyph | Assembly | Rule
Placed: TypeAlias = tuple[float, float, Item]


def flat(box: Box) -> Iterator[tuple[float, float, Glyph | Assembly | Rule]]:
    """Yield the glyphs, assemblies and rules of a box with their places, from left to right where they were set so."""
    waiting: list[Placed] = [(0.0, 0.0, box)]
    while waiting:
        x, y, item = waiting.pop()
        if isinstance(item, Box):
            waiting.extend((x + dx, y + dy, inner) for dx, dy, inner in reversed(item.parts))
        else:
            yield x, y, item


def upright(box: Box) -> Box:
    """Return a box whose width covers what leans out of it: TeX's clean box."""
    return replace(box, width=box.width + box.italic, italic=0.0) if box.italic else box


def centred(box: Box, axis: float) -> Box:
    """Return a box moved so that its middle is ``axis`` above the baseline."""
    shift = (box.height - box.depth) / 2 - axis
    parts: tuple[Placed, ...] = ((0.0, shift, box),)
    return replace(box, height=box.height - shift, depth=box.depth + shift, parts=parts, glyph=None, is_word=False)


def side_by_side(boxes: Iterable[Box]) -> Box:
    """Return boxes set one after the other on one baseline."""
    x = height = depth = 0.0
    parts: list[Placed] = []
    for box in boxes:
        parts.append((x, 0.0, box))
        x += box.width
        height = max(height, box.height)
        depth = max(depth, box.depth)
    return Box(x, height, depth, tuple(parts))
