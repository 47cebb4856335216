"""The mailboxes that are verified: the same names, PINs and hashes for every server of a comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .process import run
from .tools import Tools

# Making a thousand hashes of 64 MiB would take longer than measuring. No server here keeps a hash's result, so that
# mailboxes may share a few strings.
DISTINCT_HASHES = 8


@dataclass(frozen=True)
class Parameters:
    """What one hash costs."""

    mebibytes: int
    operations: int

    def __str__(self) -> str:
        return f"{self.mebibytes} MiB, {self.operations} operation{'s' if self.operations > 1 else ''}"


@dataclass(frozen=True)
class Mailbox:
    name: str
    pin: str
    encoded_hash: str


class Mailboxes:
    """Mailboxes 000000000000, 000000000001, …: twelve digits are what redis-benchmark puts for __rand_int__."""

    def __init__(self, directory: Path, parameters: Parameters, secrets: list[list[str]], count: int):
        self.parameters = parameters
        self.directory = directory
        self.count = count
        self.secrets = secrets
        directory.mkdir(parents=True)
        self.file = directory / "mailboxes.tsv"
        with self.file.open("w") as file:
            file.writelines(f"{mailbox.name}\t{mailbox.pin}\n" for mailbox in self)

    @staticmethod
    def make(tools: Tools, directory: Path, parameters: Parameters, count: int = 1000) -> "Mailboxes":
        lines = run([tools.hashes, DISTINCT_HASHES, parameters.mebibytes * 1024, parameters.operations]).splitlines()
        return Mailboxes(directory, parameters, [line.split("\t") for line in lines], count)

    def multiplied(self, times: int) -> "Mailboxes":
        """So many times as many; the first are these."""
        return Mailboxes(self.directory / f"times-{times}", self.parameters, self.secrets, self.count * times)

    def __iter__(self) -> Iterator[Mailbox]:
        for number in range(self.count):
            yield Mailbox(name(number), *self.secrets[number % DISTINCT_HASHES])


def name(number: int) -> str:
    return f"{number:012d}"
