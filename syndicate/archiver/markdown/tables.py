"""Tables of data become GFM tables; tables that only lay a page out become its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from syndicate.archiver.markdown.blocks import Block, Code, Listing, Paragraph, Table
from syndicate.archiver.markdown.pieces import Piece, tidy
from syndicate.markup.tree import Element

Cell = tuple[Element, list[Block]]

# A browser allows 1,000 columns; a few wide cells must not make a table out of blanks.
_WIDEST = 20
_EMPTY_SHARE = 4
# As browsers have it (WHATWG HTML §4.9.11); a table of years has cells of thirty rows.
_TALLEST = 65_534
# Longer cells are columns of a page.
_CELL = 1000


def parts(table: Element) -> tuple[list[Element], list[list[Element]]]:
    """Return a table's captions, and the cells of its rows; tables inside it stay whole."""
    captions: list[Element] = []
    rows: list[list[Element]] = []
    for each in _own(table):
        if each.tag == "caption":
            captions.append(each)
        elif each.tag == "tr":
            rows.append([cell for cell in each.children if isinstance(cell, Element)])
        elif each.tag not in ("col", "colgroup"):
            rows.append([each])
    return captions, rows


def _own(table: Element) -> Iterator[Element]:
    # HTML 4 had the foot stand before the bodies; it is shown below them wherever it stands.
    children = [child for child in table.children if isinstance(child, Element)]
    for child in sorted(children, key=lambda each: each.tag == "tfoot"):
        if child.tag in ("tbody", "tfoot", "thead"):
            yield from _own(child)
        else:
            yield child


def blocks(rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """Return one table, or all that the cells hold when they are not data."""
    rows = [row for row in rows if any(inner for _, inner in row)]
    if not _is_data(rows):
        return [block for row in rows for _, inner in row for block in inner]
    most = _EMPTY_SHARE * sum(map(len, rows))
    grid = _grid(rows, most)
    width = max(map(len, grid))
    if len(grid) < len(rows) or width * len(grid) > most:
        return [block for row in rows for _, inner in row for block in inner]
    return [Table([[*row, *([] for _ in range(width - len(row)))] for row in grid])]


def _is_data(rows: Sequence[Sequence[Cell]]) -> bool:
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    # Lists are columns of a page, unless the table names its rows or columns.
    lists = any(cell.tag == "th" for row in rows for cell, _ in row)
    return all(_is_datum(inner, lists=lists) for row in rows for _, inner in row)


def _is_datum(inner: Sequence[Block], *, lists: bool) -> bool:
    fits = all(_is_line(block, lists=lists) for block in inner)
    return fits and sum(len(piece.text) for piece in _joined(inner)) <= _CELL


def _is_line(block: Block, *, lists: bool) -> bool:
    """Tell whether a block of a cell can be written on its line."""
    match block:
        case Paragraph():
            return True
        case Code(text):
            return "\n" not in text
        case Listing(items):
            return lists and all(isinstance(inner, Paragraph) for item in items for inner in item)
    return False


def _grid(rows: Sequence[Sequence[Cell]], most: int) -> list[list[list[Piece]]]:
    """Lay cells out, up to the row with which there are more than `most` of them.

    What a cell spans beyond its own place stays empty.
    """
    grid: list[list[list[Piece]]] = []
    covered: dict[int, int] = {}
    for row in rows:
        line: list[list[Piece]] = []
        for cell, inner in row:
            while covered.get(len(line), 0) > 0:
                line.append([])
            down, wide = _span(cell, "rowspan", _TALLEST), _span(cell, "colspan", _WIDEST)
            for offset in range(wide):
                covered[len(line)] = max(covered.get(len(line), 0), down)
                line.append([] if offset else tidy(_joined(inner)))
        while covered.get(len(line), 0) > 0:
            line.append([])
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        most -= len(line)
        if most < 0 and grid:
            break
        grid.append(line)
    return grid


def _joined(inner: Sequence[Block]) -> list[Piece]:
    """Return a cell's blocks as one line, the items of a list apart by semicolons."""
    pieces: list[Piece] = []
    for block in inner:
        between = [Piece(" ")] if pieces else []
        match block:
            case Paragraph(run):
                pieces += [*between, *run]
            case Code(text):
                pieces += [*between, Piece(text, "code")]
            case Listing(items):
                for item in items:
                    pieces += [*between, *_joined(item)]
                    between = [Piece("; ")]
    return pieces


def _span(cell: Element, name: str, most: int) -> int:
    value = cell.get(name)
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    return min(max(number, 1), most)
