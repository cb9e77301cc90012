"""What a siting problem is given, read and refused where it cannot be answered: every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Numbers = NDArray[Any]
Cost: TypeAlias = ArrayLike | sparse.sparray | sparse.spmatrix

#: Formats of scipy.sparse that tell a stored 0 from what is not stored.
_TELLING = ("coo", "csr", "csc", "lil", "dok")
_PLANE = 2  # dimensions of a cost


@dataclass(frozen=True, eq=False)
class Given:
    """A siting problem that has passed every check.

    Attributes
    ----------
    cost
        Dense (n_demand, n_sites), or the stored pairs as they came: a pair may be stored twice.
    weight
        Of each demand: (n_demand,); 1 each where none was given.
    existing
        The numbers of the facilities that stand, ascending.
    """

    cost: Numbers | sparse.coo_array
    weight: Floats
    existing: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands and sites there are."""
        return self.cost.shape[0], self.cost.shape[1]


def read(
    cost: Cost,
    *,
    weight: ArrayLike | None = None,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    new: object = None,
    radius: float | None = None,
    share: float | None = None,
) -> Given:
    """Return what is given as arrays.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or sparse; of a pair stored twice the less counts.
    weight
        Of each demand: (n_demand,).
    existing
        Numbers of sites, each once; site 0 is a site as any other.
    conditions
        Checked, not read.
    new, radius, share
        Checked where given.

    Raises
    ------
    MethodError
        If anything may not be; the message has every fault.
    """
    pairs, stored = _cost(cost)
    demands, sites = pairs.shape[0], pairs.shape[1]
    weights = np.ones(demands) if weight is None else _floats(weight)
    faults = [*_values(stored), *_weights(weights, demands), *_numbers(new, radius, share)]
    stands, found = numbered(existing, sites, Text(zh="现有设施", en="existing"))
    faults += [*found, *_conditions(conditions, sites, stands)]
    if faults:
        raise MethodError(Text(zh=";".join(one.zh for one in faults), en="; ".join(one.en for one in faults)))
    return Given(pairs, weights, stands)


def numbered(numbers: ArrayLike, sites: int, what: Text) -> tuple[Ints, list[Text]]:
    """Return numbers of sites ascending, and what is wrong with them; none where something is."""
    given = np.asarray(numbers)
    nothing = np.zeros(0, dtype=np.intp)
    if not given.size:
        return nothing, []
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        return nothing, [
            Text(zh=f"{what.zh}应为场址编号的一维整数列表", en=f"{what.en}: a list of whole site numbers is needed")
        ]
    faults = []
    if (out := np.unique(given[(given < 0) | (given >= sites)])).size:
        shown = _shown(out)
        faults.append(
            Text(
                zh=f"{what.zh}的编号 {shown} 不在 0 至 {sites - 1} 之间",
                en=f"{what.en}: site {shown} is not among 0 to {sites - 1}",
            )
        )
    once, count = np.unique(given, return_counts=True)
    if (count > 1).any():
        shown = _shown(once[count > 1])
        faults.append(Text(zh=f"{what.zh}的编号 {shown} 重复", en=f"{what.en}: site {shown} is named twice"))
    return (nothing if faults else once.astype(np.intp)), faults


def _cost(cost: Any) -> tuple[Numbers | sparse.coo_array, Numbers]:  # noqa: ANN401 whatever is given
    """Return the pairs, and the costs that are stored."""
    if sparse.issparse(cost):
        if cost.format not in _TELLING:
            raise MethodError(
                Text(
                    zh=f"成本:稀疏格式 {cost.format} 分不清距离 0 与不可达,请改用 csr、csc 或 coo",
                    en=f"cost: the sparse format {cost.format} cannot tell a distance of 0 from no way; "
                    "use csr, csc or coo",
                )
            )
        pairs = sparse.coo_array(cost)
        values = pairs.data
    else:
        try:
            pairs = values = np.asarray(cost)
        except ValueError:  # rows of unequal length
            pairs = values = np.zeros(0)
    if pairs.ndim != _PLANE:
        raise MethodError(
            Text(
                zh="成本应为二维:行为需求点,列为场址",
                en="cost: two dimensions are needed, a row a demand and a column a site",
            )
        )
    if values.dtype.kind not in "iuf":
        raise MethodError(
            Text(
                zh="成本应为距离或时间的数值,不是真假",
                en="cost: numbers are needed, distances or times, not whether a site is in reach",
            )
        )
    return pairs, values


def _values(values: Numbers) -> Iterator[Text]:
    if values.size and (values < 0).any():
        yield Text(zh="成本有负值", en="cost: some are below 0")


def _weights(weights: Floats, demands: int) -> Iterator[Text]:
    if weights.shape != (demands,):
        yield Text(
            zh=f"权重应有 {demands} 个,与成本的行数相同,现为 {'×'.join(map(str, weights.shape))}",
            en=f"weight: {demands} are needed, one a row of cost, not {' x '.join(map(str, weights.shape))}",
        )
    elif not np.isfinite(weights).all():
        where = _shown(np.flatnonzero(~np.isfinite(weights)))
        yield Text(zh=f"需求点 {where} 的权重不是有限的数", en=f"weight: that of demand {where} is no finite number")
    elif (weights < 0).any():
        where = _shown(np.flatnonzero(weights < 0))
        yield Text(zh=f"需求点 {where} 的权重小于 0", en=f"weight: that of demand {where} is below 0")


def _numbers(new: object, radius: float | None, share: float | None) -> Iterator[Text]:
    if new is not None and not _count(new):
        yield Text(
            zh=f"新增数量应为不小于 0 的整数,不能是 {new}", en=f"new: a whole number from 0 is needed, not {new}"
        )
    if radius is not None and not radius >= 0:
        yield Text(zh=f"半径应不小于 0,不能是 {radius}", en=f"radius: 0 or more is needed, not {radius}")
    if share is not None and not 0 <= share <= 1:
        yield Text(
            zh=f"份额应在 0 至 1 之间(95% 写 0.95),不能是 {share}",
            en=f"share: 0 to 1 is needed (0.95 for 95 %), not {share}",
        )


def _conditions(conditions: Conditions, sites: int, existing: Ints) -> Iterator[Text]:
    forbidden, wrong = numbered(conditions.forbidden, sites, Text(zh="禁用场址", en="forbidden"))
    yield from wrong
    if (both := np.intersect1d(forbidden, existing)).size:
        shown = _shown(both)
        yield Text(
            zh=f"场址 {shown} 既是现有设施又被禁用;可以撤销的请列入 closable",
            en=f"forbidden: site {shown} exists already; what may be given up is closable",
        )
    closable, wrong = numbered(conditions.closable, sites, Text(zh="可撤设施", en="closable"))
    yield from wrong
    if (other := np.setdiff1d(closable, existing)).size:
        shown = _shown(other)
        yield Text(zh=f"可撤设施 {shown} 不是现有设施", en=f"closable: site {shown} does not exist yet")
    yield from _apart(conditions, sites)
    yield from _quotas(conditions, sites)
    yield from _money(conditions, sites)


def _apart(conditions: Conditions, sites: int) -> Iterator[Text]:
    if conditions.apart is None or not (pairs := np.asarray(conditions.apart)).size:
        return
    if pairs.ndim != _PLANE or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):  # noqa: PLR2004 a pair
        yield Text(zh="间距约束应为每行两个场址编号", en="apart: rows of two whole site numbers are needed")
    elif (pairs < 0).any() or (pairs >= sites).any():
        yield Text(
            zh=f"间距约束中有编号不在 0 至 {sites - 1} 之间",
            en=f"apart: some numbers are not among 0 to {sites - 1}",
        )
    elif (pairs[:, 0] == pairs[:, 1]).any():
        shown = _shown(pairs[pairs[:, 0] == pairs[:, 1], 0])
        yield Text(zh=f"间距约束中场址 {shown} 与自身成对", en=f"apart: site {shown} is paired with itself")


def _quotas(conditions: Conditions, sites: int) -> Iterator[Text]:
    quotas = {**conditions.least, **conditions.most}
    if not quotas:
        return
    if conditions.group is None or np.asarray(conditions.group).shape != (sites,):
        yield Text(
            zh=f"有名额约束时需给出 {sites} 个场址各自的分组",
            en=f"group: that of each of the {sites} sites is needed with least and most",
        )
    for name, numbers in (("least", conditions.least), ("most", conditions.most)):
        if not all(map(_count, numbers.values())):
            yield Text(zh=f"{name} 应为不小于 0 的整数", en=f"{name}: whole numbers from 0 are needed")
    for group in sorted(set(conditions.least) & set(conditions.most)):
        if conditions.least[group] > conditions.most[group]:
            yield Text(zh=f"分组 {group} 的下限大于上限", en=f"group {group}: least is more than most")


def _money(conditions: Conditions, sites: int) -> Iterator[Text]:
    if conditions.price is not None:
        price = _floats(conditions.price)
        if price.shape != (sites,):
            yield Text(zh=f"造价应有 {sites} 个,每个场址一个", en=f"price: {sites} are needed, one a site")
        elif not ((price > 0) & np.isfinite(price)).all():
            where = _shown(np.flatnonzero(~((price > 0) & np.isfinite(price))))
            yield Text(zh=f"场址 {where} 的造价应大于 0", en=f"price: that of site {where} is not above 0")
    if conditions.budget is not None and not conditions.budget >= 0:
        yield Text(
            zh=f"预算应不小于 0,不能是 {conditions.budget}", en=f"budget: 0 or more is needed, not {conditions.budget}"
        )


def _count(number: object) -> bool:
    """Tell whether a number counts something: whole, from 0."""
    return isinstance(number, int | np.integer) and not isinstance(number, bool) and int(number) >= 0


def _floats(values: ArrayLike) -> Floats:
    """Return numbers; NaN for what is none."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.full(np.shape(np.asarray(values, dtype=object)), np.nan)


def _shown(numbers: Numbers, most: int = 5) -> str:
    """Return the first few of numbers, and how many there are where they are more."""
    first = ", ".join(str(one) for one in numbers[:most].tolist())
    return first if len(numbers) <= most else f"{first}, … ({len(numbers)})"
