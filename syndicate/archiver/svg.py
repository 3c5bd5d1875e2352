"""SVG pictures made harmless: shapes, text and paint stay; what runs, loads or leads out goes. Pure.

What may stay is listed (SVG 2, chapters 5 to 13), and nothing else does: no script, no handler of
events, no animation, no foreign markup, no address but ``#`` and a raster picture's own bytes. A
picture with a document type of its own making, or one that unfolds into far more than it holds,
is refused. What comes out is the same for the same bytes, and comes out the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

DEEPEST = 200
"""Levels of elements: what programs draw has under thirty."""

MOST = 100_000
"""Elements, counted as often as they are drawn: large maps hold a few ten thousand."""

_SVG = "http://www.w3.org/2000/svg"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DRAWN = """circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line
    linearGradient marker mask path pattern polygon polyline radialGradient rect stop style svg
    switch symbol text textPath title tspan use"""
_ELEMENTS = frozenset(_DRAWN.split())
_UNWRAPPED = frozenset({"a"})

_SAID = """amplitude azimuth baseFrequency bias class clipPathUnits cx cy d diffuseConstant direction
    divisor dx dy edgeMode elevation exponent filterUnits fr fx fy gradientTransform gradientUnits
    height id in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust
    limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits method mode
    numOctaves offset operator order orient path pathLength patternContentUnits patternTransform
    patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio
    primitiveUnits r radius refX refY result rotate rx ry scale seed side slope spacing
    specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles style
    surfaceScale systemLanguage tableValues targetX targetY textLength transform type values
    version viewBox width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
    color-interpolation-filters display dominant-baseline fill fill-opacity fill-rule filter
    flood-color flood-opacity font-family font-size font-size-adjust font-stretch font-style
    font-variant font-weight glyph-orientation-vertical image-rendering isolation letter-spacing
    lighting-color marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity
    overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect
    visibility white-space word-spacing writing-mode"""
_ATTRIBUTES = frozenset(_SAID.split())

_INSIDE = re.compile(r"#[^\s\"'()<>]+")
_RASTER = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_URL = re.compile(r"url\s*\(", re.IGNORECASE)
_INNER_URL = re.compile(r"url\(\s*([\"']?)#[^\s\"'()<>\\]+\1\s*\)", re.IGNORECASE)
# What CSS can run or load with, also in the disguise of comments and escapes.
_CSS = re.compile(
    r"[\\<@]|/\*|-->|expression|behaviou?r|-moz-binding|javascript|image-set|src\s*\(",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)(?:px)?\s*")


def harmless(body: bytes) -> tuple[bytes, int | None, int | None]:
    """Return what may be kept of an SVG picture, with its width and height where it says them.

    Raises ValueError with the reason when nothing may.
    """
    root = _parsed(body)
    if root.tag != f"{{{_SVG}}}svg":
        raise ValueError("is no SVG picture: its root is another element")
    _check_size(root)
    made = etree.Element(root.tag, nsmap={None: _SVG, "xlink": "http://www.w3.org/1999/xlink"})
    _copy(root, made)
    _check_uses(made)
    width, height = _size(made)
    return etree.tostring(made, encoding="utf-8") + b"\n", width, height


def _parsed(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"is a damaged SVG picture: {error}") from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None and any(info.internalDTD.iterentities()):
        raise ValueError("is an SVG picture that defines entities")
    return root


def _check_size(root: etree._Element) -> None:
    count, deepest, level = 0, 0, [root]
    while level:
        count, deepest = count + len(level), deepest + 1
        level = [child for element in level for child in element]
    if count > MOST:
        raise ValueError(f"is an SVG picture of more than {MOST:,} elements")
    if deepest > DEEPEST:
        raise ValueError(f"is an SVG picture nested deeper than {DEEPEST} levels")


def _copy(source: etree._Element, target: etree._Element) -> None:
    """Fill the target with what may stay of the source."""
    for name, value in sorted(_kept(source)):
        target.set(name, value)
    target.text = source.text
    for child in source:
        made = _child(child, target)
        if made is not None:
            made.tail = child.tail
        else:
            _append_text(target, child.tail)


def _child(child: etree._Element, target: etree._Element) -> etree._Element | None:
    """Add what may stay of an element; return it, None where nothing of it is an element."""
    name = _local(child)
    if name in _UNWRAPPED:
        group = etree.SubElement(target, f"{{{_SVG}}}g")
        _copy(child, group)
        return group
    if name not in _ELEMENTS or (name == "style" and not _is_harmless_css(_css(child))):
        return None
    made = etree.SubElement(target, f"{{{_SVG}}}{name}")
    if name == "style":
        made.text = _css(child)
    else:
        _copy(child, made)
    return made


def _local(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(f"{{{_SVG}}}"):
        return ""
    return tag[len(_SVG) + 2 :]


def _append_text(target: etree._Element, text: str | None) -> None:
    if text and len(target):
        target[-1].tail = (target[-1].tail or "") + text
    elif text:
        target.text = (target.text or "") + text


def _kept(element: etree._Element) -> Iterator[tuple[str, str]]:
    tag = _local(element)
    for name, value in element.attrib.items():
        if name in _HREF:
            if _INSIDE.fullmatch(value.strip()) or (tag == "image" and _RASTER.fullmatch(value)):
                yield name, value.strip()
        elif name in (_SPACE, _LANG) or (name in _ATTRIBUTES and _is_harmless_css(value)):
            yield name, value


def _css(element: etree._Element) -> str:
    """Return the rules of a style without comments, which hide what is there."""
    return _COMMENT.sub("", "".join(element.itertext(tag=element.tag))).strip()


def _is_harmless_css(text: str) -> bool:
    return not _CSS.search(text) and not _URL.search(_INNER_URL.sub("", text))


def _check_uses(root: etree._Element) -> None:
    """Refuse a picture whose parts show one another over and over, or in a circle."""
    by_id: dict[str | None, etree._Element] = {}
    for element in root.iter():
        by_id.setdefault(element.get("id"), element)
    counts: dict[etree._Element, int] = {}

    def drawn(element: etree._Element, above: frozenset[etree._Element]) -> int:
        if element in above or len(above) > DEEPEST:
            raise ValueError("is an SVG picture that shows itself within itself")
        if element not in counts:
            inner = above | {element}
            counts[element] = 1 + sum(drawn(child, inner) for child in element)
            # Which of two names counts is not the same in all programs.
            for named in {element.get(name) or "" for name in _HREF}:
                if _local(element) == "use" and named[1:] in by_id:
                    counts[element] += drawn(by_id[named[1:]], inner)
            if counts[element] > MOST:
                raise ValueError(f"is an SVG picture that draws more than {MOST:,} elements")
        return counts[element]

    drawn(root, frozenset())


def _size(root: etree._Element) -> tuple[int | None, int | None]:
    width, height = (_LENGTH.fullmatch(root.get(name) or "") for name in ("width", "height"))
    if width and height:
        return max(round(float(width[1])), 1), max(round(float(height[1])), 1)
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        across, down = (float(number) for number in box[2:4])
    except ValueError:
        return None, None
    in_bounds = 0 < across < 1e6 and 0 < down < 1e6
    return (max(round(across), 1), max(round(down), 1)) if in_bounds else (None, None)
