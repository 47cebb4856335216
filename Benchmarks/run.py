#!/usr/bin/env python3
"""Measures vmgate against its peers on this machine, in pairs, and judges each line of the table.

    Benchmarks/run.py                      everything, in about a quarter of an hour; writes docs/performance.md
    Benchmarks/run.py --only verify        one group of lines
    Benchmarks/run.py --quick              a glance at everything: one short round, nothing is written

It installs what is missing from apt (as root), builds a release unless told which vmgate to take, starts every server
itself on loopback in a directory of its own, and stops what it started. Exit status 1: a line was missed.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from harness import instructions, lines, machine, packages, report
from harness.bench import Bench
from harness.process import Failure, run
from harness.row import Gap
from harness.swift import build
from harness.tools import Tools
from harness.vmgate import REPOSITORY, Installation

DOCUMENT = REPOSITORY / "docs" / "performance.md"


def main() -> int:
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    begin = time.monotonic()
    packages.install_missing(say)
    if options.set_baseline:
        return set_baseline(options.build)
    vmgate = Path(options.vmgate).resolve() if options.vmgate else build("vmgate", options.build)
    busy = machine.busy_share()
    if busy > machine.QUIET:
        say(f"others take {busy:.0%} of this machine's processors: what comes says little, but for the instructions")
    # On a disk, where fsync costs what it costs. /tmp is often memory.
    directory = Path(tempfile.mkdtemp(prefix="vmgate-bench-", dir=options.directory))
    directory.chmod(0o755)  # Dovecot's processes read their database as a user of their own.
    try:
        bench = Bench(
            Installation(vmgate, directory),
            Installation(Path(options.before).resolve(), directory, name="before") if options.before else None,
            Tools.compile(directory), directory, options.build,
            1 if options.quick else options.rounds, options.quick, say)
        results = measure(bench, options.only or list(lines.ALL))
    finally:
        if options.keep:
            say(f"kept {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)
    print("\n" + report.summary(results))
    if options.quick or options.only:
        say("docs/performance.md is left as it is: it is written by a whole run only")
    else:
        write(results, bench.rounds, busy, time.monotonic() - begin)
    say(f"{time.monotonic() - begin:.0f} s")
    return 1 if any(row.verdict == "MISS" for rows in results.values() for row in rows) else 0


def measure(bench: Bench, names: list[str]) -> report.Results:
    results: report.Results = {}
    for name in names:
        module = lines.ALL[name]
        begin = time.monotonic()
        say(f"\n{name}: {module.TITLE}")
        try:
            results[name] = module.measure(bench)
        except (Failure, AssertionError, OSError) as error:
            # One line that cannot be measured must not lose the others.
            results[name] = [Gap(module.TITLE, f"could not be measured: {error}", is_miss=True)]
        for row in results[name]:
            print(report.for_terminal(row), flush=True)
        say(f"{time.monotonic() - begin:.0f} s")
    return results


def write(results: report.Results, rounds: int, busy: float, seconds: float) -> None:
    titles = {name: lines.ALL[name].TITLE for name in results}
    commit = run(["git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD"]).strip()
    how = f"`make bench` on {date.today()}, commit {commit}, {rounds} rounds, in {seconds:.0f} s."
    if busy > machine.QUIET:
        how += f" **Not to be relied on**: others took {busy:.0%} of the processors."
    report.write_section(DOCUMENT, report.markdown(results, titles, machine.describe(), how))
    say(f"wrote {DOCUMENT.relative_to(REPOSITORY)}")


def set_baseline(scratch: Path) -> int:
    with tempfile.TemporaryDirectory() as directory:
        counts = instructions.count(Path(directory), scratch)
    baseline = {case.name: number for case, number in counts.items()}
    instructions.Baseline(instructions.toolchain(), baseline).write()
    say(f"wrote {instructions.BASELINE.relative_to(REPOSITORY)}")
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(lines.ALL), help="these lines alone; repeatable")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each pair (default 3)")
    parser.add_argument("--quick", action="store_true", help="one short round: a glance, no judgement to rely on")
    parser.add_argument("--vmgate", metavar="PATH", help="a release build to measure, instead of building one")
    parser.add_argument("--before", metavar="PATH", help="another release build, which the lines of `before` compare with")
    parser.add_argument(
        "--directory", default="/var/tmp", help="where to work; a disk and not memory (default /var/tmp)")
    parser.add_argument(
        "--build", type=Path, metavar="DIRECTORY", default=REPOSITORY / ".build", help="where SwiftPM builds")
    parser.add_argument("--keep", action="store_true", help="leave the working directory with its logs")
    parser.add_argument(
        "--set-baseline", action="store_true", help="count the core parts' instructions anew, as what is right from now on")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds is at least 1")
    return options


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"run.py: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
