"""Elements of OpenStreetMap as Overpass writes them, and the same as an ``.osm`` file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

Element = dict[str, Any]


def node(number: int, lon: float, lat: float, /, **tags: str) -> Element:
    """Return a point; only those that mean something have tags."""
    return {"type": "node", "id": number, "lat": lat, "lon": lon} | ({"tags": tags} if tags else {})


def way(number: int, nodes: list[int], /, **tags: str) -> Element:
    """Return a line through nodes."""
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


def relation(number: int, outer: list[int], inner: list[int], /, **tags: str) -> Element:
    """Return an area made of ways."""
    members = [{"type": "way", "ref": ref, "role": "outer"} for ref in outer]
    members += [{"type": "way", "ref": ref, "role": "inner"} for ref in inner]
    return {"type": "relation", "id": number, "members": members, "tags": {"type": "multipolygon", **tags}}


def write_osm(path: Path, elements: list[Element]) -> Path:
    """Write elements, sorted as OpenStreetMap's files are, and return the path."""
    kinds = ("node", "way", "relation")
    ordered = sorted(elements, key=lambda element: (kinds.index(element["type"]), element["id"]))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', *map(_xml, ordered), "</osm>"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _xml(element: Element) -> str:
    place = {"lat": element["lat"], "lon": element["lon"]} if element["type"] == "node" else {}
    inside = [
        *(_tag("nd", ref=number) for number in element.get("nodes", ())),
        *(_tag("member", **member) for member in element.get("members", ())),
        *(_tag("tag", k=key, v=value) for key, value in element.get("tags", {}).items()),
    ]
    opening = _tag(element["type"], id=element["id"], **place).removesuffix("/>")
    return f"{opening}>{''.join(inside)}</{element['type']}>"


def _tag(name: str, **attributes: object) -> str:
    return f"<{name}{''.join(f' {key}={quoteattr(str(value))}' for key, value in attributes.items())}/>"
