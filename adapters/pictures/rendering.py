"""Draws: from a drawing to SVG, and from that to PNG."""

from typing import Final, assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

from resvg_py import svg_to_bytes

from adapters.pictures import typeface
from adapters.pictures.drawing import LINE, PAPER, WIDTH, Drawing, Label, Mark, Panel, Shape, Stroke

_CORNER: Final = 28
_DIAMOND: Final = 1.25
"""How much further a diamond reaches than a disc that looks as large."""


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG; it is a light card whose corners are transparent, for light and dark chats."""
    return svg_to_bytes(svg(drawing), skip_system_fonts=True, font_files=[str(typeface.font_file())])


def svg(drawing: Drawing) -> str:
    """The drawing as SVG, for the typeface's family by name."""
    height = round(drawing.height)
    root = Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH), "height": str(height)},
    )
    root.set("font-family", typeface.FAMILY)
    paper = {"x": "1", "y": "1", "width": str(WIDTH - 2), "height": str(height - 2), "rx": str(_CORNER)}
    SubElement(root, "rect", paper | {"fill": PAPER, "stroke": LINE, "stroke-width": "2"})
    for shape in drawing.parts.shapes:
        root.append(_shape(shape))
    for label in drawing.parts.labels:
        root.append(_label(label))
    return tostring(root, encoding="unicode")


def _label(label: Label) -> Element:
    element = _element("text", x=label.x, y=label.y, font_size=label.size, font_weight=label.weight, fill=label.colour)
    element.set("text-anchor", label.anchor)
    element.text = label.text
    return element


def _shape(shape: Shape) -> Element:
    match shape:
        case Panel(box, fill, stroke, radius):
            place = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
            return _element("rect", rx=radius, fill=fill, stroke=stroke, stroke_width=2, **place)
        case Mark(x, y, radius, fill, diamond, stroke):
            look: dict[str, str | float] = {"fill": fill, "stroke": stroke, "stroke_width": 4}
            if not diamond:
                return _element("circle", cx=x, cy=y, r=radius, **look)
            reach = radius * _DIAMOND
            corners = f"{x},{y - reach} {x + reach},{y} {x},{y + reach} {x - reach},{y}"
            return _element("polygon", points=corners, stroke_linejoin="round", **look)
        case Stroke():
            return _stroke(shape)
        case _:
            assert_never(shape)


def _stroke(stroke: Stroke) -> Element:
    first, *rest = (f"{x:g},{y:g}" for x, y in stroke.points)
    path = f"M{first} {'Q' if stroke.curved else 'L'}{' '.join(rest)}"
    element = _element("path", d=path, fill="none", stroke=stroke.colour, stroke_width=stroke.width)
    element.set("stroke-linecap", "round")
    element.set("stroke-linejoin", "round")
    if stroke.dashed:
        element.set("stroke-dasharray", f"{stroke.width * 2:g} {stroke.width * 2.5:g}")
    return element


def _element(tag: str, **attributes: str | float) -> Element:
    return Element(tag, {name.replace("_", "-"): str(value) for name, value in attributes.items()})
