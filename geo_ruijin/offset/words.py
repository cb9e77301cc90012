"""What is said to a planner of a declared datum."""

from __future__ import annotations

from dataclasses import dataclass

from geo_ruijin.offset.scene import Lies, Shift
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text

#: The fewest features that tell anything.
FEWEST = 8


@dataclass(frozen=True)
class Words:
    """The statements about features that lie along, off or inside others; each takes how they lie, in words."""

    lies: Lies
    title: Text
    against: Text

    def fit(self, declared: Datum, figure: float) -> Text:
        """Return how features lie as declared."""
        how = self._figure(figure)
        return Text(zh=f"按声明的 {declared},{how.zh}", en=f"in {declared}, as declared, {how.en}")

    def other(self, datum: Datum, figure: float) -> Text:
        """Return how features lie in another datum."""
        how = self._figure(figure)
        return Text(zh=f"若按 {datum},{how.zh}", en=f"in {datum} {how.en}")

    def moved(self, figure: float) -> Text:
        """Return how features lie when moved back."""
        how = self._figure(figure)
        return Text(zh=f"移回后{how.zh}", en=f"moved back, {how.en}")

    def agrees(self, fit: Text) -> Text:
        """Return that the declared datum is right."""
        return Text(
            zh=f"{self.title.zh}与{self.against.zh}的位置相符:{fit.zh}",
            en=f"{self.title.en} lie to {self.against.en} as they should: {fit.en}",
        )

    def better(self, fit: Text, other: Text, shift: Shift) -> Text:
        """Return that another datum is."""
        said, way = self._amiss(fit, other), _way(shift)
        return Text(zh=f"{said.zh};估计偏移 {way.zh}", en=f"{said.en}; they are off by some {way.en}")

    def shifted(self, fit: Text, moved: Text, shift: Shift) -> Text:
        """Return that features are off by a shift that is of no datum."""
        said, way = self._amiss(fit, moved), _way(shift)
        return Text(
            zh=f"{said.zh};估计偏移 {way.zh},不是已知基准之间的差别。"
            "请核对坐标系:1980 西安、1954 北京坐标系当作 CGCS2000 会偏移约百米",
            en=f"{said.en}; they are off by some {way.en}, which is between no two known datums. Check the coordinate "
            "system: Xian 1980 or Beijing 1954 taken for CGCS2000 is some 100 m off",
        )

    def no_peak(self, fit: Text) -> Text:
        """Return that one shift is like another."""
        return Text(
            zh=f"从{self.title.zh}与{self.against.zh}的位置看不出基准是否正确:{fit.zh},但别的偏移下也差不多",
            en=f"how {self.title.en} lie to {self.against.en} does not tell whether the datum is right: {fit.en}, "
            "yet much the same at other shifts",
        )

    def too_few(self, features: int) -> Text:
        """Return that there are too few features."""
        return Text(
            zh=f"无法核对基准:{self.title.zh}只有 {features} 处,少于 {FEWEST} 处",
            en=f"the datum cannot be checked: {self.title.en} are at {features} spots only, fewer than {FEWEST}",
        )

    def too_sparse(self) -> Text:
        """Return that there is too little to compare them with."""
        return Text(
            zh=f"无法核对基准:{self.title.zh}周围几乎没有{self.against.zh}",
            en=f"the datum cannot be checked: there are hardly any {self.against.en} around {self.title.en}",
        )

    def _figure(self, figure: float) -> Text:
        if self.lies == "along":
            return Text(zh=f"中位距离 {figure:.0f} 米", en=f"the median distance is {figure:.0f} m")
        if self.lies == "off":
            return Text(zh=f"{figure:.0f}% 不压{self.against.zh}", en=f"{figure:.0f} % keep off {self.against.en}")
        return Text(zh=f"{figure:.0f}% 位于{self.against.zh}之内", en=f"{figure:.0f} % lie inside {self.against.en}")

    def _amiss(self, fit: Text, instead: Text) -> Text:
        return Text(
            zh=f"{self.title.zh}与{self.against.zh}的位置不符:{fit.zh};{instead.zh}",
            en=f"{self.title.en} do not lie to {self.against.en} as they should: {fit.en}; {instead.en}",
        )


def _way(shift: Shift) -> Text:
    """Return a shift in words, to the east or west first."""
    east, north = shift
    along = Text(zh="东", en="east") if east >= 0 else Text(zh="西", en="west")
    up = Text(zh="北", en="north") if north >= 0 else Text(zh="南", en="south")
    return Text(
        zh=f"向{along.zh} {abs(east):.0f} 米、向{up.zh} {abs(north):.0f} 米",
        en=f"{abs(east):.0f} m {along.en} and {abs(north):.0f} m {up.en}",
    )
