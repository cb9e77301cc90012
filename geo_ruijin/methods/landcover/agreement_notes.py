"""What must be said beside the agreement of an inventory and an image."""

from __future__ import annotations

from geo_ruijin.methods.landcover.confusion import Confusion
from geo_ruijin.methods.landcover.differing import MOST_CELLS
from geo_ruijin.methods.landcover.years import ROUNDING
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def notes_of(cover: Raster, found: Confusion, *, least_area: float, core: int, skipped: bool) -> tuple[Text, ...]:
    """Return what must be said.

    Parameters
    ----------
    cover
        The image.
    found
        Areas in zones.
    least_area, core
        What polygons of where they differ must hold [ha], [cells].
    skipped
        Whether there were too many cells for polygons.
    """
    size = _size(cover)
    notes = [
        Text(
            zh="小班按森林法口径(郁闭度、林种、0.067 公顷),影像只看有没有树冠:幼林、采伐迹地在小班里是林地,果园、油茶、"
            "四旁树在影像上是树。不一致不等于哪一方错;两者时间不同,其间的造林、采伐也在差异里。",
            en="The inventory goes by law (canopy, kind of stand, 0.067 ha), the image by crowns: young stands and "
            "felled ground are forest land to one, orchards, camellia and single trees are trees to the other. Where "
            "they differ neither need be wrong; what was planted or felled between their dates is in it too.",
        ),
        Text(
            zh="面积为椭球面积,像元按图斑边界切开计算;与按平面坐标统计的小班面积略有出入。",
            en="Areas are on the ellipsoid, cells cut along the borders of parcels; those of parcels in the plane "
            "differ slightly.",
        ),
    ]
    if skipped:
        notes.append(
            Text(
                zh=f"像元超过 {MOST_CELLS:,} 个,没有画出不一致的地块;面积和各表不受影响。"
                "可分乡镇另建项目,或用较粗的栅格。",
                en=f"There are more than {MOST_CELLS:,} cells, so that no polygons are drawn of where they differ; "
                "areas and tables are complete. Make a project of a part of the place, or take a coarser raster.",
            )
        )
    else:
        notes.append(
            Text(
                zh=f"不一致的地块由整像元({size.zh})组成,以像元中心判断是否在小班内;小于 {least_area:g} 公顷的,"
                f"和放不下 {core}×{core} 个像元的窄条(边界上的像元误差)不列,因此合计少于上面的面积。",
                en=f"Polygons of where they differ are of whole cells ({size.en}), inside a "
                f"parcel if their middle is; those below {least_area:g} ha, and strips narrower than {core} × {core} "
                "cells (errors along borders), are left out, so that they add up to less than the areas above.",
            )
        )
    unknown, known = float(found.unknown.sum()), float(found.known.sum())
    if unknown > ROUNDING * known:
        notes.append(
            Text(
                zh=f"有 {unknown / 1e4:,.1f} 公顷土地影像没有结果,不计入一致占比。",
                en=f"Of {unknown / 1e4:,.1f} ha the image says nothing; they are not in the agreement.",
            )
        )
    return tuple(notes)


def too_little(least_known: Percent) -> tuple[Text, ...]:
    """Return why there is a range of agreement and no figure."""
    return (
        Text(
            zh=f"影像有结果的土地不到{{place}}的 {least_known:g}%:一致占比只给范围,不给数值;其他各数只是看得到的部分。",
            en=f"The image tells of less than {least_known:g} % of the land inside {{place}}: of the agreement there "
            "is a range alone and no figure, and the other figures are of what is seen.",
        ),
    )


def _size(cover: Raster) -> Text:
    """Return the sides of a cell with their unit."""
    width, height = cover.pixel_size
    if cover.crs.is_geographic:
        return Text(zh=f"{width:.4g}° × {height:.4g}°", en=f"{width:.4g}° × {height:.4g}°")
    metres = cover.crs.axis_info[0].unit_conversion_factor
    width, height = width * metres, height * metres
    return Text(zh=f"{width:.4g} × {height:.4g} 米", en=f"{width:.4g} × {height:.4g} m")
