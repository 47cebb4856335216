"""What every measurement is given: the server, the tools, a directory, and how long to take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .mailboxes import Mailboxes, Parameters
from .tools import Load, LoadResult, Tools
from .vmgate import Installation


@dataclass
class Bench:
    vmgate: Installation
    before: Installation | None  # Another release, to compare with.
    tools: Tools
    directory: Path
    scratch: Path  # Where SwiftPM builds.
    rounds: int
    is_quick: bool
    say: Callable[[str], None]
    prepared: dict[Parameters, Mailboxes] = field(default_factory=dict)

    def seconds(self, wished: float) -> float:
        """The length of one measurement: as wished, or a glance in a quick run."""
        return max(1.0, wished / 3) if self.is_quick else wished

    def requests(self, wished: int) -> int:
        return wished // 5 if self.is_quick else wished

    def mailboxes(self, parameters: Parameters) -> Mailboxes:
        """A thousand, made once and shared by all measurements."""
        if parameters not in self.prepared:
            # The name is short because a Unix socket's path has little room.
            directory = self.directory / f"{parameters.mebibytes}-{parameters.operations}"
            self.prepared[parameters] = Mailboxes.make(self.tools, directory, parameters)
        return self.prepared[parameters]

    def load(self, protocol: str, port: int, mailboxes: Mailboxes, **options) -> LoadResult:
        return Load(protocol, port, mailboxes.file, **options).run(self.tools)
