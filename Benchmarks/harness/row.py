"""One line of the results: what was measured, against what, and what was wanted."""

from dataclasses import dataclass

from .sample import Sample, readable


@dataclass(frozen=True)
class Wanted:
    """A bound on the median of a row's score."""

    bound: float
    is_minimum: bool

    @staticmethod
    def at_least(bound: float) -> "Wanted":
        return Wanted(bound, is_minimum=True)

    @staticmethod
    def at_most(bound: float) -> "Wanted":
        return Wanted(bound, is_minimum=False)

    def is_met_by(self, score: Sample) -> bool:
        return score.middle >= self.bound if self.is_minimum else score.middle <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_minimum else '≤'} {readable(self.bound)}"


@dataclass(frozen=True)
class Row:
    what: str
    unit: str
    ours: Sample
    score: Sample
    score_name: str
    wanted: Wanted | None = None
    against: str | None = None
    theirs: Sample | None = None

    @property
    def verdict(self) -> str:
        if self.wanted is None:
            return ""
        return "PASS" if self.wanted.is_met_by(self.score) else "MISS"


@dataclass(frozen=True)
class Gap:
    """A row that could not be measured, and why. `is_miss` when that is not the machine's doing."""

    what: str
    reason: str
    is_miss: bool

    @property
    def verdict(self) -> str:
        return "MISS" if self.is_miss else "SKIPPED"


def ratio(what: str, unit: str, ours: Sample, against: str, theirs: Sample, wanted: float | None) -> Row:
    return Row(
        what, unit, ours, ours.divided_by(theirs), "ratio",
        None if wanted is None else Wanted.at_least(wanted), against, theirs)


def value(what: str, unit: str, ours: Sample, wanted: Wanted | None) -> Row:
    return Row(what, unit, ours, ours, unit, wanted)


def difference(what: str, unit: str, ours: Sample, against: str, theirs: Sample, wanted: Wanted) -> Row:
    return Row(what, unit, ours, ours.minus(theirs), f"{unit} more", wanted, against, theirs)
