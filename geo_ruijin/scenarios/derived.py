"""Layers that are made of others: they follow what a scenario changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from geo_ruijin.errors import Fault, GeoRuijinError
from geo_ruijin.layers import Layer, read_layer
from geo_ruijin.project import Project
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.spec import LayerSource, LayerSpec, OwnSource
from geo_ruijin.text import Text


def derived_layers(
    project: Project, changed: Mapping[str, Layer], ground: Ground
) -> tuple[dict[str, Layer], list[Fault]]:
    """Return the layers made of others that are changed, as they would be, and what is wrong or must be known.

    What is alike all the same is left out; the completeness of a layer stays what it is at present.

    Parameters
    ----------
    project
        The project.
    changed
        The layers that are otherwise, by name.
    ground
        What the scenario is laid on.
    """
    made: dict[str, Layer] = {}
    faults: list[Fault] = []
    ahead = list(changed)
    while ahead:
        base = ahead.pop(0)
        for name, layer in ground.layers.items():
            if name in changed or name in made:
                continue
            if _base(layer) != base:
                if _might_follow(project.layers[name], base):
                    faults.append(_stays(ground, layer, ground.layers[base]))
                continue
            spec = project.layers[name].model_copy(update={"sources": [layer.source]})
            known = {**ground.layers, **changed, **made}
            try:
                found = read_layer(
                    name, spec, folder=project.folder / "layers", crs=ground.crs, place=ground.place, other=known.get
                )
            except GeoRuijinError as error:
                what = Text(
                    zh=f"选自它的“{layer.record.title.zh}”不能用了:{error.message.zh}",
                    en=f"'{layer.record.title.en}', made of it, can no longer be had: {error.message.en}",
                )
                faults.append(Fault(ground.file, base, what))
                continue
            if not found.data.equals(layer.data):
                now, record = layer.record, replace(found.record, faults=())
                record = replace(record, completeness=now.completeness, datum_check=now.datum_check)
                made[name] = replace(found, record=record)
                ahead.append(name)
    return made, faults


def _base(layer: Layer) -> str | None:
    """Return the layer that another one is made of, None where it is made of none."""
    if isinstance(layer.source, LayerSource):
        return layer.source.layer
    return layer.source.over if isinstance(layer.source, OwnSource) else None


def _might_follow(spec: LayerSpec, base: str) -> bool:
    return any(isinstance(source, LayerSource) and source.layer == base for source in spec.sources)


def _stays(ground: Ground, layer: Layer, base: Layer) -> Fault:
    """Return that a layer has data of its own and does not follow the one it might be selected from."""
    what = Text(
        zh=f"“{layer.record.title.zh}”另有自己的数据,不随“{base.record.title.zh}”改变",
        en=f"'{layer.record.title.en}' has data of its own and does not follow '{base.record.title.en}'",
    )
    return Fault(ground.file, base.record.name, what, serious=False)
