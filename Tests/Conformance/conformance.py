#!/usr/bin/env python3
"""Asks a server for what docs/protocol.md promises, from outside, as a front end and an admin see it.

    Tests/Conformance/conformance.py --server .build/release/vmgate

One line for each promise that is not kept, and at the end how many were kept and how many were not. `--only tag` asks for
the promises that have this in their sentence or in their part's name, `--all` prints those that are kept too. Everything is
on loopback and in a temporary folder; what is started is stopped.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from world import PROMISES, TESTS, World

import framing  # noqa: F401
import foreign  # noqa: F401
import order  # noqa: F401
import connection  # noqa: F401
import callers  # noqa: F401
import speech  # noqa: F401
import admins  # noqa: F401
import pages  # noqa: F401
import clients  # noqa: F401
import durability  # noqa: F401

# Far more than any of them takes.
SECONDS = 120


async def is_kept(sentence, function, world, prints_all):
    name = f"{function.__module__}: {sentence}"
    begun = time.monotonic()
    try:
        await asyncio.wait_for(function(world), SECONDS)
    except Exception as error:
        print(f"FAILED  {name}: {error or type(error).__name__}", flush=True)
        return False
    finally:
        await world.rest()
    if prints_all:
        print(f"passed  {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return True


async def main():
    top = TESTS.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=Path, default=top / ".build/release/vmgate", help="the program to ask")
    parser.add_argument("--prompts", type=Path, default=top / "prompts")
    parser.add_argument("--only", default="", help="the promises that have this in their sentence")
    parser.add_argument("--all", action="store_true", help="print also what is kept")
    arguments = parser.parse_args()
    if not arguments.server.exists():
        parser.error(f"{arguments.server} does not exist; build it first: make build")
    print(f"conformance: {arguments.server}", flush=True)
    results = []
    with tempfile.TemporaryDirectory(prefix="vmgate-conformance-") as folder:
        world = World(arguments.server.resolve(), arguments.prompts.resolve(), folder)
        try:
            await world.server.start()
            for sentence, function in PROMISES:
                if arguments.only in f"{function.__module__}: {sentence}":
                    results.append(await is_kept(sentence, function, world, arguments.all))
            if world.server.is_running:
                await world.server.stop()
            else:
                print("FAILED  the server ended")
                results.append(False)
        finally:
            await world.end()
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
