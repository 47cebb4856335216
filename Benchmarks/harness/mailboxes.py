"""The mailboxes that are verified: the same names, PINs and hashes for every server of a comparison."""

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

    def __init__(self, tools: Tools, directory: Path, parameters: Parameters, count: int = 1000):
        self.parameters = parameters
        self.directory = directory
        directory.mkdir(parents=True)
        lines = run([tools.hashes, DISTINCT_HASHES, parameters.mebibytes * 1024, parameters.operations]).splitlines()
        secrets = [line.split("\t") for line in lines]
        self.all = [Mailbox(name(number), *secrets[number % DISTINCT_HASHES]) for number in range(count)]
        self.file = directory / "mailboxes.tsv"
        self.file.write_text("".join(f"{mailbox.name}\t{mailbox.pin}\n" for mailbox in self.all))


def name(number: int) -> str:
    return f"{number:012d}"
