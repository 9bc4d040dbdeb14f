"""What a page's picture tells beside its words: tables, seals, pictures, and the words that seals and rulings hid from OCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from extractors.grid import find_tables
from extractors.pictures import find_pictures
from extractors.seals import find_seals
from models.eyes import Engine, Image
from models.geometry import Box
from models.pages import Cell, Line, Picture, SealMark, Table
from pipeline.engines import StagedEngine
from pipeline.reading import ink
from pipeline.reading.order import reading_order

LONGEST_SHEET, A4_LONG = 1250.0, 842.0
"""Points; a longer page is a picture that names no true resolution, and is taken for a sheet of A4."""
SAME = 0.5
"""Share of the smaller of two lines that lies in the other from which they are the same line."""
CELL_INK = 0.006
CELL_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Furniture:
    """Lines (completed), tables, seals and pictures of a page, in points."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    seals: tuple[SealMark, ...] = ()
    pictures: tuple[Picture, ...] = ()


def furnish(image: Image, dpi: float, lines: Sequence[Line], engine: Engine) -> Furniture:
    """Everything on a scanned page. ``image`` is upright and level; ``lines`` are in points at ``dpi``."""
    true = true_dpi(image, dpi)
    factor = dpi / true  # points at the true resolution per point of the page, inverted below
    found = [scaled_line(line, factor) for line in lines]
    seals = find_seals(image, true, found, engine.recognise)
    found = list(under_seals(image, true, found, seals, engine))
    tables = find_tables(image, found, true)
    tables, added = fill_cells(image, true, tables, engine)
    pictures = find_pictures(image, found, round(true))
    back = 1 / factor
    return Furniture(
        tuple(scaled_line(line, back) for line in reading_order([*found, *added])),
        tuple(_scaled_table(t, back) for t in tables),
        tuple(replace(s, box=s.box.scaled(back)) for s in seals),
        tuple(replace(p, box=p.box.scaled(back)) for p in pictures),
    )


def true_dpi(image: Image, dpi: float) -> float:
    """Resolution of the paper behind the picture."""
    longest = max(image.shape[:2])
    return dpi if longest * 72 / dpi <= LONGEST_SHEET else longest * 72 / A4_LONG


def scaled_line(line: Line, factor: float) -> Line:
    if factor == 1:
        return line
    edges = tuple(e * factor for e in line.edges) if line.edges is not None else None
    return replace(line, box=line.box.scaled(factor), edges=edges)


def _scaled_table(table: Table, factor: float) -> Table:
    if factor == 1:
        return table
    cells = tuple(replace(c, box=c.box.scaled(factor), lines=tuple(scaled_line(x, factor) for x in c.lines)) for c in table.cells)
    return Table(table.box.scaled(factor), cells)


def under_seals(image: Image, dpi: float, lines: Sequence[Line], seals: Sequence[SealMark], engine: Engine) -> Sequence[Line]:
    """The lines, with those that a red seal touches read again without the red; of two readings the surer one stays."""
    out = list(lines)
    for seal in seals:
        if seal.colour != "red" or seal.seam or not isinstance(engine, StagedEngine):
            continue
        out = [_without_red(image, dpi, line, engine) if line.box.intersection(seal.box) > 0 else line for line in out]
        for line in _region(image, dpi, seal.box.grown(6), engine):
            rivals = [i for i, other in enumerate(out) if _same(line.box, other.box)]
            better = all(out[i].confidence < line.confidence - 0.02 or _part_of(out[i], line) for i in rivals)
            if better and line.confidence >= CELL_SURE:
                out = [other for i, other in enumerate(out) if i not in rivals]
                out.append(line)
    return out


def _without_red(image: Image, dpi: float, line: Line, engine: StagedEngine) -> Line:
    """The line read again with the red channel alone, where that is surer."""
    box = line.box.scaled(dpi / 72)
    x0, y0 = max(0, int(box.x0)), max(0, int(box.top))
    part = image[y0 : int(box.bottom) + 1, x0 : int(box.x1) + 1]
    if min(part.shape[:2]) < 6:
        return line
    height, width = part.shape[:2]
    again = engine.read_quad(ink.without_red(part), np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32))
    if again is None or again.confidence < line.confidence + 0.02:
        return line
    return scaled_line(_moved(again, x0, y0), 72 / dpi)


def _region(image: Image, dpi: float, box: Box, engine: StagedEngine) -> list[Line]:
    """Lines that begin or end inside ``box``, read without red, in points; cut lines are widened to the text they belong to."""
    scale = dpi / 72
    height, width = image.shape[:2]
    reach = 160.0  # a seal stands on the end of a line of text more often than in its middle
    wide = Box(max(0.0, box.x0 - reach), max(0.0, box.top), min(width / scale, box.x1 + reach), min(height / scale, box.bottom)).scaled(
        scale
    )
    x0, y0, x1, y1 = int(wide.x0), int(wide.top), int(wide.x1), int(wide.bottom)
    if x1 - x0 < 8 or y1 - y0 < 8:
        return []
    part = ink.without_red(np.ascontiguousarray(image[y0:y1, x0:x1]))
    canvas, factor = _on_canvas(part)
    out = []
    for quad in engine.detect(canvas, max(canvas.shape[:2])):
        line = engine.read_quad(part, quad / factor)
        if line is None:
            continue
        moved = _moved(line, x0, y0)
        at = scaled_line(moved, 1 / scale)
        cut = (at.box.x0 < wide.x0 / scale + 4 and x0 > 0) or (at.box.x1 > wide.x1 / scale - 4 and x1 < width)
        if not cut and at.box.intersection(box) > 0.15 * at.box.area:
            out.append(at)
    return out


def _on_canvas(part: Image) -> tuple[Image, float]:
    """The picture on a canvas of one of few sizes: each new size costs the engine a second."""
    import cv2

    side = 640
    height, width = part.shape[:2]
    factor = min(1.0, side / max(height, width))
    small = cv2.resize(part, (max(1, int(width * factor)), max(1, int(height * factor))), interpolation=cv2.INTER_AREA)
    canvas = np.full((side, side, 3), 255, np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    return canvas, factor


def _moved(line: Line, dx: float, dy: float) -> Line:
    box = Box(line.box.x0 + dx, line.box.top + dy, line.box.x1 + dx, line.box.bottom + dy)
    return replace(line, box=box, edges=tuple(e + dx for e in line.edges) if line.edges is not None else None)


def _same(a: Box, b: Box) -> bool:
    return a.intersection(b) > SAME * min(a.area, b.area)


def _part_of(old: Line, new: Line) -> bool:
    """Whether the new reading holds the old one and more: letters under the seal were lost."""
    return old.text != new.text and old.text in new.text and new.confidence > old.confidence - 0.1


def fill_cells(image: Image, dpi: float, tables: Sequence[Table], engine: Engine) -> tuple[tuple[Table, ...], list[Line]]:
    """Cells with ink but without words are read once more by themselves: detectors lose short, lonely figures."""
    added: list[Line] = []
    out = []
    for table in tables:
        cells = []
        for cell in table.cells:
            line = None if cell.text.strip() else _cell_line(image, dpi, cell, engine)
            if line is None:
                cells.append(cell)
                continue
            added.append(line)
            cells.append(replace(cell, text=line.text, confidence=line.confidence, lines=(line,)))
        out.append(Table(table.box, tuple(cells)))
    return tuple(out), added


def _cell_line(image: Image, dpi: float, cell: Cell, engine: Engine) -> Line | None:
    scale = dpi / 72
    inner = cell.box.grown(-2.2).scaled(scale)
    x0, y0, x1, y1 = int(inner.x0), int(inner.top), int(inner.x1), int(inner.bottom)
    if x1 - x0 < 10 or y1 - y0 < 10:
        return None
    part = image[y0:y1, x0:x1]
    mask = _dark(part)
    if mask is None:
        return None
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    if height > 2.2 * 18 * scale or width < 2.5 * scale or max(height, width) < 4 * scale:
        return None
    pad = int(3 * scale)
    a, b = max(0, int(rows[0]) - pad), min(part.shape[0], int(rows[-1]) + pad)
    c, d = max(0, int(columns[0]) - pad), min(part.shape[1], int(columns[-1]) + pad)
    read = engine.recognise(np.ascontiguousarray(part[a:b, c:d]))
    if read.confidence < CELL_SURE or not read.text.strip():
        return None
    box = Box((x0 + c) / scale, (y0 + a) / scale, (x0 + d) / scale, (y0 + b) / scale)
    return Line(read.text.strip(), box, read.confidence)


def _dark(part: Image) -> NDArray[np.bool_] | None:
    """Ink of a cell, specks left out; ``None`` where there is hardly any."""
    grey = part.min(axis=2).astype(np.int16)
    mask = np.asarray(grey < np.median(grey) - 60)
    return mask if mask.mean() > CELL_INK else None


def hashed(picture: Picture, image: Image, dpi: float) -> Picture:
    """The picture with its perceptual hash, made from the page's raster so that scans and files compare."""
    box = picture.box.scaled(dpi / 72)
    part = image[max(0, int(box.top)) : int(box.bottom), max(0, int(box.x0)) : int(box.x1)]
    if min(part.shape[:2], default=0) < 16:
        return picture
    return replace(picture, phash=str(imagehash.phash(PILImage.fromarray(part))))
