"""The basemaps of a project, with the key that is nobody's but the user's and stands in no file."""

from __future__ import annotations

import os

from geo_ruijin.draw import Basemap, basemaps_of
from geo_ruijin.errors import Fault
from geo_ruijin.project import PLAN, Project
from geo_ruijin.spec import TiandituBasemap
from geo_ruijin.text import Text

#: The environment variable with the key of Tianditu.
KEY = "GEO_RUIJIN_TIANDITU_KEY"


def drawn_basemaps(project: Project) -> list[Basemap]:
    """Return the basemaps that can be drawn: without a key of Tianditu its own are left out."""
    return basemaps_of(project.plan.basemaps, key=_key())


def basemap_remarks(project: Project) -> list[Fault]:
    """Return a remark on each basemap that is left out for want of its key."""
    if _key():
        return []
    what = Text(zh="没有天地图密钥,地图里不加这个底图", en="there is no key of Tianditu: maps go without this basemap")
    cure = Text(
        zh=f"在天地图网站申请密钥,放在环境变量 {KEY} 里,再运行一次;不要写进文件",
        en=f"Get a key from tianditu.gov.cn, put it into the environment variable {KEY}, and run again; "
        "never write it into a file",
    )
    return [
        Fault(PLAN, f"basemaps[{index}]", what, cure, serious=False)
        for index, spec in enumerate(project.plan.basemaps)
        if isinstance(spec, TiandituBasemap)
    ]


def _key() -> str | None:
    return os.environ.get(KEY, "").strip() or None
