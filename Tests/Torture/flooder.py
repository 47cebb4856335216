#!/usr/bin/env python3
"""Guesses at mailboxes through many connections, until its standard input ends; then prints how it was answered.

A process of its own: it is not to slow down whoever measures how others fare.

    flooder.py PORT CONNECTIONS OUTSTANDING one|many SEED
"""

import asyncio
import os
import random as randomness
import sys
from collections import Counter

from client import Client
from mailboxes import make_pin


class Address:
    def __init__(self, port):
        self.port = port


async def flood(port, outstanding, is_one, random, words, begun):
    """One connection with so many guesses out at any time, which waits for nothing."""
    client = await Client.connect(Address(port))
    number = 0

    def guess():
        nonlocal number
        number += 1
        mailbox = "6666" if is_one else random.randrange(100_000, 200_000)
        return f"@{number} VERIFY {mailbox} {make_pin(random)}"

    await client.send(*(guess() for _ in range(outstanding)))
    begun.release()
    while True:
        reply = await client.receive()
        words[reply.word] += 1
        assert reply.word in ("DENIED", "LOCKED", "BUSY"), f"a wrong PIN was answered {reply}"
        await client.send(guess())


async def main(port, connections, outstanding, kind, seed):
    random, words, begun = randomness.Random(seed), Counter(), asyncio.Semaphore(0)
    flooders = [
        asyncio.create_task(flood(int(port), int(outstanding), kind == "one", random, words, begun))
        for _ in range(int(connections))]
    for _ in flooders:
        await begun.acquire()
    print("flooding", flush=True)
    end = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await asyncio.wait([end, *flooders], return_when=asyncio.FIRST_COMPLETED)
    for flooder in flooders:
        if flooder.done():
            print(f"the flood failed: {flooder.exception()}", flush=True)
            return
    print(" ".join(f"{word}={count}" for word, count in words.most_common()), flush=True)


if __name__ == "__main__":
    # It shares the processors with what is measured, and is not what is measured.
    os.nice(19)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main(*sys.argv[1:]))
    # What is still under way goes with the process.
    os._exit(0)
