"""Measuring sides alternately, so that a machine whose speed drifts is as unfair to one as to the other."""

from collections.abc import Callable

from .sample import Sample


def alternately(rounds: int, sides: dict[str, Callable[[], float]]) -> dict[str, Sample]:
    """A B C, A B C, …: each round measures every side once."""
    values: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            values[name].append(measure())
    return {name: Sample.of(series) for name, series in values.items()}
