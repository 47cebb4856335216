"""The values that one side of a comparison gave, one for each round."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Sample:
    values: tuple[float, ...]

    @staticmethod
    def of(values) -> "Sample":
        return Sample(tuple(float(value) for value in values))

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def high(self) -> float:
        return max(self.values)

    def divided_by(self, other: "Sample") -> "Sample":
        """Round by round, so that what slowed a whole round down cancels out."""
        return Sample.of(ours / theirs for ours, theirs in zip(self.values, other.values, strict=True))

    def minus(self, other: "Sample") -> "Sample":
        return Sample.of(ours - theirs for ours, theirs in zip(self.values, other.values, strict=True))

    def __str__(self) -> str:
        if len(self.values) == 1:
            return readable(self.middle)
        return " – ".join(readable(value) for value in (self.low, self.middle, self.high))


def readable(value: float) -> str:
    """Three digits that say something, and thousands set apart."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}"
