#!/usr/bin/env python3
"""Shows where the instructions of one request go, room by room and function by function.

    Benchmarks/profile.py ping             one PING of a connection that sends them one by one
    Benchmarks/profile.py verify           one VERIFY at 8 MiB, 1 operation

It runs the release build under valgrind twice, with different numbers of requests, and prints the difference: start-up
cancels out. Instructions of the kernel are not seen; `perf` shows those where the machine lets it.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from harness import callgrind, packages
from harness.mailboxes import Mailboxes, Parameters
from harness.process import Failure, run
from harness.swift import build
from harness.tools import Load, Tools
from harness.vmgate import REPOSITORY, Installation

# Requests of the shorter and of the longer run. A hash takes seconds under valgrind.
COUNTS = {"ping": (2000, 6000), "settings": (2000, 6000), "announce": (2000, 6000), "verify": (24, 56)}
# Few enough that the shorter run has met each: the difference is then a request on a mailbox that is in memory.
FEW = 4
OUTCOMES = {"verify": "granted"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("request", choices=list(COUNTS))
    parser.add_argument("--vmgate", metavar="PATH", help="a release build to look at, instead of building one")
    parser.add_argument(
        "--build", type=Path, metavar="DIRECTORY", default=REPOSITORY / ".build", help="where SwiftPM builds")
    parser.add_argument("--functions", type=int, default=15, help="how many functions to list (default 15)")
    options = parser.parse_args()
    packages.install_missing(lambda text: print(text, file=sys.stderr))
    vmgate = Path(options.vmgate).resolve() if options.vmgate else build("vmgate", options.build)
    directory = Path(tempfile.mkdtemp(prefix="vmgate-profile-", dir="/var/tmp"))
    try:
        profile(options.request, vmgate, directory, options.functions)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return 0


def profile(request: str, vmgate: Path, directory: Path, functions: int) -> None:
    # valgrind 3.19 stops at debug information of a newer kind than it knows; names of functions stay.
    stripped = directory / "vmgate"
    run(["strip", "--strip-debug", "-o", stripped, vmgate])
    tools = Tools.compile(directory)
    mailboxes = Mailboxes.make(tools, directory / "m", Parameters(8, 1), FEW)
    installation = Installation(stripped, directory)
    installation.database(mailboxes)
    fewer, more = COUNTS[request]
    costs = callgrind.difference(
        measure(installation, tools, mailboxes, request, more), measure(installation, tools, mailboxes, request, fewer))
    show(costs, more - fewer, functions)


def measure(
    installation: Installation, tools: Tools, mailboxes: Mailboxes, request: str, requests: int
) -> callgrind.Costs:
    output = installation.directory / f"callgrind.{requests}"
    under_valgrind = Installation(
        installation.executable, installation.directory, tuple(callgrind.command(output)))
    with under_valgrind.serving_mailboxes(
        mailboxes, flags=("--hash-deadline-ms", "600000"), environment={"LD_PRELOAD": str(tools.writable_sigsuspend)}
    ) as server:
        result = Load(
            "vmgate", server.port, mailboxes.file, request, connections=1, outstanding=1, requests=requests, warm=0,
            seconds=600).run(tools)
    result.only(OUTCOMES.get(request, "answered"))
    return callgrind.read(output)


def show(costs: callgrind.Costs, requests: int, functions: int) -> None:
    rooms: Counter[str] = Counter()
    for (function, library), cost in costs.items():
        rooms[callgrind.room(function, library)] += cost
    total = sum(rooms.values())
    print(f"{total / requests:12,.0f}  instructions a request, of which")
    for room, cost in rooms.most_common():
        if cost / requests >= 1:
            print(f"{cost / requests:12,.0f}  {100 * cost / total:5.1f} %  {room}")
    print("\nfunctions, without what they call:")
    for (function, library), cost in costs.most_common(functions):
        print(f"{cost / requests:12,.0f}  {demangled(function)} [{library}]")


def demangled(function: str) -> str:
    return run(["swift", "demangle", "--simplified", "--compact", function]).strip()[:140]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"profile.py: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
