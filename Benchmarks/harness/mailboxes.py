"""The mailboxes that are verified: the same names, PIN and hash for every server of a comparison.

All share one PIN, as redis-benchmark can be told one only, and one hash of it: no server here keeps a hash's result, and
making a thousand of 64 MiB would take longer than measuring.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .process import run
from .tools import Tools

@dataclass(frozen=True)
class Parameters:
    """What one hash costs."""

    mebibytes: int
    operations: int

    @property
    def work(self) -> int:
        """MiB written by one hash: what its time grows with."""
        return self.mebibytes * self.operations

    def __str__(self) -> str:
        return f"{self.mebibytes} MiB, {self.operations} operation{'s' if self.operations > 1 else ''}"


@dataclass(frozen=True)
class Mailbox:
    name: str
    pin: str
    encoded_hash: str


class Mailboxes:
    """Mailboxes 000000000000, 000000000001, …: twelve digits are what redis-benchmark puts for __rand_int__."""

    def __init__(self, directory: Path, parameters: Parameters, pin: str, encoded_hash: str, count: int):
        self.parameters = parameters
        self.directory = directory
        self.count = count
        self.pin = pin
        self.encoded_hash = encoded_hash
        directory.mkdir(parents=True)
        self.file = directory / "mailboxes.tsv"
        with self.file.open("w") as file:
            file.writelines(f"{mailbox.name}\t{mailbox.pin}\n" for mailbox in self)

    @staticmethod
    def make(tools: Tools, directory: Path, parameters: Parameters, count: int = 1000) -> "Mailboxes":
        pin, encoded_hash = run([tools.hashes, 1, parameters.mebibytes * 1024, parameters.operations]).strip().split("\t")
        return Mailboxes(directory, parameters, pin, encoded_hash, count)

    def multiplied(self, times: int) -> "Mailboxes":
        """So many times as many; the first are these."""
        return Mailboxes(
            self.directory / f"times-{times}", self.parameters, self.pin, self.encoded_hash, self.count * times)

    def __iter__(self) -> Iterator[Mailbox]:
        for number in range(self.count):
            yield Mailbox(name(number), self.pin, self.encoded_hash)


def name(number: int) -> str:
    return f"{number:012d}"
