"""The programs that measure, compiled when a run begins."""

import json
from dataclasses import dataclass
from pathlib import Path

from .process import run

SOURCES = Path(__file__).parent.parent / "native"
COMPILE = ["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"]


@dataclass(frozen=True)
class Tools:
    load: Path
    ceiling: Path
    hashes: Path
    answering: Path
    without_fsync: Path
    writable_sigsuspend: Path

    @staticmethod
    def compile(directory: Path) -> "Tools":
        names = ("load", "ceiling", "hashes", "answering", "without_fsync.so", "writable_sigsuspend.so")
        tools = Tools(*(directory / name for name in names))
        hashing = SOURCES / "hashing"
        run([*COMPILE, "-o", tools.load, *sorted((SOURCES / "load").glob("*.c"))])
        run([*COMPILE, "-o", tools.ceiling, hashing / "ceiling.c", hashing / "kept_memory.c", "-lsodium", "-lpthread"])
        run([*COMPILE, "-o", tools.hashes, hashing / "hashes.c", "-lsodium"])
        run([*COMPILE, "-D_GNU_SOURCE", "-o", tools.answering, SOURCES / "answering.c"])
        for library in (tools.without_fsync, tools.writable_sigsuspend):
            run([*COMPILE, "-shared", "-fPIC", "-o", library, SOURCES / f"{library.stem}.c"])
        return tools


@dataclass(frozen=True)
class Load:
    """One run of the load client; see native/load/main.c."""

    protocol: str
    port: int
    mailboxes: Path
    request: str = "verify"
    connections: int = 8
    outstanding: int = 0
    rate: float = 0
    warm: float = 1
    seconds: float = 4
    requests: int = 0  # Ends after so many, when it is not 0.

    def arguments(self, tools: Tools) -> list[str]:
        pace = ["--outstanding", self.outstanding] if self.outstanding else ["--rate", self.rate]
        return [
            str(argument) for argument in (
                tools.load, "--protocol", self.protocol, "--port", self.port, "--mailboxes", self.mailboxes,
                "--request", self.request, "--connections", self.connections, *pace,
                "--warm", self.warm, "--seconds", self.seconds, "--requests", self.requests)
        ]

    def run(self, tools: Tools) -> "LoadResult":
        return LoadResult(json.loads(run(self.arguments(tools))))


@dataclass(frozen=True)
class LoadResult:
    json: dict

    @property
    def lost(self) -> int:
        return self.json["lost"]

    def rate(self, outcome: str) -> float:
        return self.json["outcomes"].get(outcome, {}).get("per_second", 0.0)

    def latency(self, outcome: str, quantile: str) -> float:
        """Milliseconds: `quantile` is p50, p99, p999 or max. Not a number when nothing had that outcome."""
        return self.json["outcomes"].get(outcome, {}).get(f"{quantile}_ms", float("nan"))

    def slowest(self) -> float:
        return max(outcome.get("max_ms", 0.0) for outcome in self.json["outcomes"].values())

    def only(self, outcome: str) -> "LoadResult":
        """This, once it is certain that nothing else came back: a rate of refusals must not pass for a result."""
        others = {name: part["per_second"] for name, part in self.json["outcomes"].items() if name != outcome}
        if others or self.lost:
            raise AssertionError(f"expected {outcome} alone, got also {others}, lost {self.lost}")
        return self
