"""Instructions that one repetition of a core part takes, counted by valgrind: the same on a busy machine as on a quiet one."""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .process import Failure, run
from .swift import build
from .vmgate import REPOSITORY

BASELINE = Path(__file__).parent.parent / "baseline.json"
# The difference between two counts of repetitions leaves out start and preparation.
FEWER, MORE = 1000, 2000


@dataclass(frozen=True)
class Case:
    name: str
    summary: str


@dataclass(frozen=True)
class Baseline:
    toolchain: str
    instructions: dict[str, int]

    @staticmethod
    def read() -> "Baseline":
        return Baseline(**json.loads(BASELINE.read_text()))

    def write(self) -> None:
        content = {"toolchain": self.toolchain, "instructions": self.instructions}
        BASELINE.write_text(json.dumps(content, indent=2) + "\n")


def toolchain() -> str:
    return re.search(r"Swift version \S+", run(["swift", "--version"])).group()


def count(directory: Path, scratch: Path) -> dict[Case, int]:
    executable = directory / "vmgate-micro"
    # valgrind 3.19 stops at debug information of a newer kind than it knows.
    run(["strip", "--strip-debug", "-o", executable, build("vmgate-micro", scratch)])
    cases = [Case(*line.split("\t")) for line in run([executable]).splitlines()]

    def each(case: Case) -> int:
        few, many = (collected(executable, case, repetitions) for repetitions in (FEWER, MORE))
        return (many - few) // (MORE - FEWER)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(cases, pool.map(each, cases), strict=True))


def collected(executable: Path, case: Case, repetitions: int) -> int:
    command = [
        "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", executable, case.name, str(repetitions)]
    # Swift seeds its hashing again in each process unless told not to.
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, env=environment)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise Failure(f"{case.name} under valgrind failed: {done.stderr.strip()[-200:]}")
    return int(found.group(1))
