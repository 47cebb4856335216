#!/usr/bin/env python3
"""Breaks a server in every way that there is, and looks whether it keeps its promises.

    Tests/Torture/torture.py --server .build/debug/vmgate            # some ten minutes
    Tests/Torture/torture.py --server .build/debug/vmgate --short    # within two minutes

One line for each scenario; `--only kill` runs those whose name has it. A failure names the seed: with `--seed N` the same
requests and moments come again, as far as the machine's own timing allows. Everything is on loopback and in a temporary
folder; what is started is stopped.
"""

import argparse
import asyncio
import random
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

import clocks
import connections
import disks
import fairness
import floods
import kills
from faults import Faults
from server import Server

SCENARIOS = [
    kills.killed_under_load,
    disks.full,
    disks.read_only,
    disks.unreadable,
    disks.failing_sync,
    disks.slow_sync,
    clocks.stepped,
    connections.half_open,
    connections.slow_readers,
    connections.slow_writers,
    connections.few_files,
    connections.out_of_files,
    floods.one_mailbox,
    floods.one_front_end,
    floods.retry_after,
    fairness.strangers,
    fairness.one_client,
    fairness.tagged_verifies,
    fairness.tagged_accesses,
    fairness.knocks,
    fairness.grants_without_pin,
    fairness.denials,
    fairness.pages,
]


class Context:
    """What a scenario gets: servers in a folder of the run, and how long it may take."""

    def __init__(self, arguments, folder):
        self.program = arguments.server.resolve()
        self.prompts = arguments.prompts.resolve()
        self.folder = Path(folder)
        self.seed = arguments.seed
        self.is_short = arguments.short
        self.rounds = arguments.rounds or (15 if arguments.short else 200)
        self.seconds = arguments.seconds
        # What the fairness scenarios have seen, a line for each.
        self.table = []
        self.servers = []
        self.faults = None

    def server(self, name, **settings):
        server = Server(self.program, self.prompts, settings.pop("directory", self.folder / name), **settings)
        self.servers.append(server)
        return server

    def faulty_server(self, name, **settings):
        """A server whose disk and clock obey `faults`."""
        if self.faults is None:
            self.faults = Faults(self.folder)
        self.faults.reset()
        return self.server(name, environment=self.faults.environment, **settings)

    async def end(self):
        for server in self.servers:
            await server.kill()
        self.servers.clear()


async def run(scenario, context):
    """True when it passed."""
    name = scenario.__name__.replace("_", " ")
    if scenario.__module__ != "kills":
        name = f"{scenario.__module__}: {name}"
    begun = time.monotonic()
    try:
        figures = await asyncio.wait_for(scenario(context), 1200)
        print(f"passed  {name}: {scenario.__doc__}; {figures} ({time.monotonic() - begun:.1f} s)", flush=True)
        return True
    except Exception as error:
        reason = f"{error}" or type(error).__name__
        print(f"FAILED  {name}: {reason} (seed {context.seed}, {time.monotonic() - begun:.1f} s)", flush=True)
        return False
    finally:
        await context.end()


def raise_file_limit():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def main():
    top = Path(__file__).resolve().parent.parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=Path, default=top / ".build/debug/vmgate", help="the program to torture")
    parser.add_argument("--prompts", type=Path, default=top / "prompts")
    parser.add_argument("--short", action="store_true", help="every scenario, but each within seconds")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--rounds", type=int, help="of kills; 200, or 15 with --short")
    parser.add_argument("--seconds", type=int, default=20, help="of each attack on fairness; 3 with --short")
    parser.add_argument("--only", default="", help="the scenarios whose name has this")
    arguments = parser.parse_args()
    if not arguments.server.exists():
        parser.error(f"{arguments.server} does not exist; build it first: swift build --product vmgate")
    raise_file_limit()
    this = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, this.cancel)
    print(f"torture: {arguments.server}, seed {arguments.seed}", flush=True)
    results = []
    with tempfile.TemporaryDirectory(prefix="vmgate-torture-") as folder:
        context = Context(arguments, folder)
        for scenario in SCENARIOS:
            if arguments.only in f"{scenario.__module__}: {scenario.__name__.replace('_', ' ')}":
                results.append(await run(scenario, context))
        if context.table:
            print("", *fairness.TABLE_HEAD, *context.table, "", sep="\n")
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except asyncio.CancelledError:
        sys.exit("torture: stopped")
