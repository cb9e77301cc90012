"""What must be said beside the potential of roofs."""

from __future__ import annotations

from collections.abc import Iterator

from geo_ruijin.methods.counting.rows import elsewhere
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.carrying import Laid
from geo_ruijin.methods.rooftops.census import Census, Ground
from geo_ruijin.methods.rooftops.horizons import Horizons, Shading
from geo_ruijin.methods.rooftops.uncertainty import FACTORS, LEVELS, Spread
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.text import Text

#: How many strange words of uses are told.
_TOLD = 5


def notes_of_roofs(taken: Census, ground: Ground, laid: Laid) -> Iterator[Text]:
    """Yield how roofs were counted and classed, and what was assumed of their form."""
    yield from elsewhere("buildings", taken.outside)
    yield from _counting(taken)
    yield from _classing(taken, ground)
    total = len(laid.rows)
    if laid.assumed:
        yield Text(
            zh=f"{total} 栋中有 {laid.assumed} 栋没有写屋顶形式(roof 列),按类别假定平、坡。",
            en=f"{laid.assumed} of {total} buildings do not say whether their roof is flat or pitched (column roof): "
            "it is assumed by their class.",
        )
    if laid.small:
        yield Text(
            zh=f"有 {laid.small} 栋屋顶小于最小面积,不计潜力。",
            en=f"Roofs smaller than the least area, which carry nothing: {laid.small}.",
        )
    yield Text(
        zh=f"平屋顶按冬至日不遮挡的排间距布置:组件面积占阵列用地的 {100 * laid.packing:.0f}%。坡屋顶按外接矩形的长边为"
        "屋脊,两坡各占一半,先装光照多的一坡;朝向以坐标系的北为北。不计荷载、产权、老旧和女儿墙,也不含立面和停车棚。",
        en=f"Rows on flat roofs stand clear of each other's shade at the winter solstice: modules cover "
        f"{100 * laid.packing:.0f} % of what the rows take up. A pitched roof has its ridge along the long side of its "
        "enclosing rectangle and two equal faces, of which the one with more sun is filled first; north is that of the "
        "coordinate system. Loads, ownership, age and parapets are not looked at; facades and carports are not in it.",
    )


def _counting(taken: Census) -> Iterator[Text]:
    if repeats := int(taken.covered.repeats.sum()):
        yield Text(
            zh=f"轮廓与另一栋基本重合、视为重复画的:{repeats} 个,只计一次,取较大的轮廓;它没有写的用途、屋顶形式、"
            "年份、层数取自另一个。",
            en=f"Outlines that are nearly those of another building and taken for the same, drawn again: {repeats}. "
            "The larger counts, once; a use, form of roof, year or floors that it does not say are taken from the "
            "other.",
        )
    if taken.clashing:
        yield Text(
            zh=f"其中两个轮廓写着不同类别的用途的:{taken.clashing} 栋,以较大的轮廓为准(一样的取先出现的)。",
            en=f"Of these, buildings whose outlines say uses of different classes: {taken.clashing}. The larger "
            "outline is believed; of two that are alike, the first.",
        )
    if overlapping := taken.covered.overlapping:
        yield Text(
            zh=f"与更大的建筑重叠(或整栋在其轮廓之内)的:{overlapping} 栋,各为一栋;重叠的 "
            f"{taken.covered.common:,.0f} 平方米只计一次,归较小的一栋。",
            en=f"Buildings that overlap a larger one or lie inside it: {overlapping}. Each is a roof of its own; the "
            f"{taken.covered.common:,.0f} m² they share count once, for the smaller.",
        )


def _classing(taken: Census, ground: Ground) -> Iterator[Text]:
    if ground.land_use is None and ground.built_up_area is None:
        yield Text(
            zh="没有地类图斑和建成区:住宅只能按层数分城乡,没有写用途的建筑用途不明。",
            en="Neither land use nor a built-up area is known: housing is told rural from urban by its floors alone, "
            "and buildings that do not say their use stay unknown.",
        )
    if taken.contradicted:
        yield Text(
            zh=f"有 {taken.contradicted} 栋的用途与所在地类不一致,以建筑用途为准。",
            en=f"The use of {taken.contradicted} buildings is another than that of their parcel: the use is taken.",
        )
    if taken.unheard:
        words = list(taken.unheard)[:_TOLD]
        count = sum(taken.unheard.values())
        yield Text(
            zh=f"有 {count} 栋的用途写法不在词表中({'、'.join(words)}{' 等' if len(taken.unheard) > _TOLD else ''}),"
            "按没有写用途处理。",
            en=f"The use of {count} buildings is written in words that are not known here ({', '.join(words)}"
            f"{' and others' if len(taken.unheard) > _TOLD else ''}): they are taken as if they did not say.",
        )
    rules = taken.rows["rule"].value_counts()
    if mixed := int(rules.get("parcel_08H2", 0)):
        yield Text(
            zh=f"有 {mixed} 栋没有写用途,在科教文卫用地(08H2)上,按学校计;其中也可能有医院、文化设施。",
            en=f"{mixed} buildings do not say their use and stand on parcels of education, culture and health (08H2): "
            "they count as schools, and may be hospitals or museums.",
        )
    if int((taken.rows["class"] == UNKNOWN).sum()):
        yield Text(
            zh="用途不明的屋顶自成一类,潜力另计,不在总数之内。补填建筑的用途(use 列)即可归类。",
            en="Roofs of unknown use are a class of their own whose potential is told apart and is in no total. Fill "
            "in the use of these buildings (column use).",
        )
    if ground.villages is not None:
        yield Text(
            zh="屋顶归到同一区划内最近的{villages},不是按村界。",
            en="A roof goes with the nearest of {villages} in its division, not by a village's border.",
        )


def notes_of_shade(seen: Horizons, shading: Shading, *, heights: bool, roofs: int) -> Iterator[Text]:
    """Yield which shade is in the yields."""
    if not shading.buildings or not shading.terrain:
        off = [
            said
            for said, on in (
                (Text(zh="建筑", en="buildings"), shading.buildings),
                (Text(zh="地形", en="the terrain"), shading.terrain),
            )
            if not on
        ]
        yield Text(
            zh=f"不计{'、'.join(one.zh for one in off)}遮挡(参数已关闭)。",
            en=f"Shade of {' and '.join(one.en for one in off)} is switched off.",
        )
    if shading.buildings and seen.unknown:
        yield Text(
            zh=f"{roofs} 栋中有 {seen.unknown} 栋没有写层数,既不遮挡别的屋顶,也不计被遮挡:建筑遮挡偏少。",
            en=f"{seen.unknown} of {roofs} buildings do not say their floors: they cast no shade on others and receive "
            "none of them, so shade of buildings is understated.",
        )
    if shading.terrain and not heights:
        yield Text(zh="没有高程数据,不计地形遮挡。", en="Heights of the ground are not given: no shade of the terrain.")
    if seen.cut_off:
        yield Text(
            zh=f"有 {seen.cut_off} 栋周围 {shading.terrain_radius / 1000:g} 公里以内超出{{heights}}的范围,"
            "界外的山不计。",
            en=f"Roofs within {shading.terrain_radius / 1000:g} km of the edge of {{heights}}: {seen.cut_off}. Hills "
            "beyond it are not seen.",
        )
    if seen.neighbours is not None or seen.terrain is not None:
        yield Text(
            zh="建筑遮挡取屋顶上几点的平均,地形遮挡取一点;树木不计,屋顶自己的女儿墙、楼梯间不计。",
            en="Shade of buildings is the mean over a few points of each roof, that of the terrain is of one; trees "
            "and a roof's own parapets are left out.",
        )


def note_of_spread(found: Spread, *, draws: int, sunny: bool) -> Text:
    """Return how low and high were found, and which factor weighs most where yields are known."""
    how = Text(
        zh=f"上下限由 {draws:,} 次随机抽样得出(随机数种子固定,可重复):可用比例每类一个,其余因素全市一个。",
        en=f"Low and high come from {draws:,} random draws with a fixed seed: one usable share a class, the other "
        "factors one for all.",
    )
    if not sunny:
        return how
    heaviest = found.heaviest
    low, middle, high = found.weights.loc[[heaviest], list(LEVELS)].to_numpy()[0] / 1e6
    said = FACTORS[heaviest]
    return Text(
        zh=f"{how.zh}影响最大的是{said.zh}:单独变化时首年发电量为 {low:,.1f}—{high:,.1f} "
        f"百万千瓦时(中 {middle:,.1f})。",
        en=f"{how.en} What weighs most is {said.en}: alone it moves the energy of the first year from {low:,.1f} to "
        f"{high:,.1f} GWh (middle {middle:,.1f}).",
    )


def note_of_table(error: float) -> Text:
    """Return by how much yields that are read from a table may be off."""
    return Text(
        zh=f"发电量逐时模拟若干朝向,再按各屋顶的倾角、方位插值;插值误差不超过 {100 * error:.2f}%。",
        en="Yields are simulated hour by hour for a table of orientations and interpolated for each roof: within "
        f"{100 * error:.2f} % of a simulation of its own.",
    )


def note_of_rows(lost: float) -> Text:
    """Return what rows on flat roofs take of each other's yield [1]."""
    return Text(
        zh=f"平屋顶各排支架互相遮挡(主要是天空散射光),发电量已扣 {100 * lost:.1f}%(按无限长的排计);"
        "不计建筑和地形遮挡的发电量也已扣,作对照的无遮挡阵列不扣。",
        en=f"Rows on flat roofs hide a part of each other's sky: {100 * lost:.1f} % of their yield is taken off, as of "
        "rows without end; also from energy without shade of buildings and terrain, but not from the array to compare "
        "with.",
    )


def note_of_reference(value: float, tilt: float, published: Range) -> Text:
    """Return whether the yield of the reference array lies in the published range, limits included."""
    inside = published.low <= value <= published.high
    zh, en = (
        ("在范围之内", "within")
        if inside
        else ("不在范围之内,请核对辐照与损失参数", "outside: check the irradiation and the losses")
    )
    return Text(
        zh=f"合理性核对:朝向赤道、倾角 {tilt:g}°、无遮挡阵列的年等效小时数为 {value:,.0f},公布的范围是 "
        f"{published.low:,.0f}—{published.high:,.0f}(其出处和地区见参数 published_yield):{zh}。范围只作核对,不参与"
        "计算,在别的地区不适用,请换成当地的或删去该参数。",
        en=f"Plausibility: an unshaded array tilted {tilt:g}° to the equator yields {value:,.0f} kWh/kWp; the "
        f"published range is {published.low:,.0f} to {published.high:,.0f} (whose and where: parameter "
        f"published_yield): {en}. The range is in no figure, and holds in no other region: there put one of your own, "
        "or leave the parameter out.",
    )


def note_of_density(density: Range, built: float) -> Text:
    """Return how the power on flat roofs of schools compares with one that was built [W/m²], limits included."""
    least, mid, most = density
    inside = least <= built <= most
    zh, en = ("在其间", "between them") if inside else ("不在其间,请核对可用比例", "outside: check the usable shares")
    return Text(
        zh=f"建成项目核对:学校平屋顶每平方米屋顶 {mid:.0f} 瓦({least:.0f}—{most:.0f}),已建成的为 {built:g} 瓦:{zh}。",
        en=f"Against one that was built: flat roofs of schools come to {mid:.0f} W per m² of roof ({least:.0f} to "
        f"{most:.0f}), the one built has {built:g}: {en}.",
    )


def note_without_sun() -> Text:
    """Return that nothing is known of the sun."""
    return Text(
        zh="没有逐时气象,也没有月平均辐照:只能给出容量,没有发电量。",
        en="Neither hourly weather nor monthly means of the sun are given: there is capacity, but no energy.",
    )


def note_of_weather(about: Text, *, altitude: float | None) -> Text:
    """Return what the year of sun was made of, and for which altitude [m] where it was made for the place."""
    if altitude is None:
        return Text(zh=f"气象:{about.zh}。", en=f"The sun: {about.en}.")
    return Text(zh=f"气象:{about.zh};海拔取 {altitude:.0f} 米。", en=f"The sun: {about.en}; at {altitude:.0f} m.")


def note_of_both() -> Text:
    """Return which of two sources of sun was taken."""
    return Text(zh="{weather}和{normals}都有,取{weather}。", en="Of {weather} and {normals} the first is taken.")
