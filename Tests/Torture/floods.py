"""Who floods takes no more than a share, and who is told to come back later is told the truth."""

import asyncio
import random as randomness
import statistics
import time
from collections import Counter

from mailboxes import add_mailbox, make_pin

SECONDS_SHORT, SECONDS_LONG = 1.5, 6


class Callers:
    """Front ends whose callers log in with the right PIN, one after another on each connection."""

    def __init__(self, context, name, **settings):
        self.seconds = SECONDS_SHORT if context.is_short else SECONDS_LONG
        self.server = context.faulty_server(name, **settings)
        self.random = randomness.Random(f"{context.seed}/{name}")

    async def prepare(self, mailboxes):
        await self.server.start()
        self.mailboxes = [await add_mailbox(self.server, str(1001 + index), self.random) for index in range(mailboxes)]

    def login(self, index):
        mailbox = self.mailboxes[index % len(self.mailboxes)]
        return f"VERIFY {mailbox.name} {next(iter(mailbox.worlds)).pin}"

    async def log_in(self, clients):
        """Logins a second, and their median time in milliseconds."""
        times = []
        end = time.monotonic() + self.seconds

        async def one(index):
            client = await self.server.connect()
            while time.monotonic() < end:
                begun = time.monotonic()
                reply = await client.ask(self.login(index))
                if reply.word == "GRANTED":
                    times.append(time.monotonic() - begun)
                else:
                    assert reply.word == "BUSY", f"a right PIN was answered {reply}"
                    await asyncio.sleep(int(reply["retry_after_ms"]) / 1000)
            client.close()

        begun = time.monotonic()
        await asyncio.gather(*map(one, range(clients)))
        took = time.monotonic() - begun
        return len(times) / took, statistics.median(times) * 1000 if times else float("inf")


async def flood(server, random, target, outstanding, words):
    """One connection with so many guesses out at any time, which waits for nothing."""
    client = await server.connect()
    number = 0
    try:
        while True:
            requests = []
            while number < outstanding or requests == []:
                number += 1
                requests.append(f"@{number} VERIFY {target(random)} {make_pin(random)}")
            await client.send(*requests)
            reply = await client.receive()
            words[reply.word] += 1
            assert reply.word in ("DENIED", "LOCKED", "BUSY"), f"a wrong PIN was answered {reply}"
    finally:
        client.close()


async def beside(flooders, work):
    """The result of `work` while the floods go on; a flood that fails, fails the scenario."""
    tasks = [asyncio.create_task(flooder) for flooder in flooders]
    try:
        result = await work
        for task in tasks:
            if task.done():
                task.result()
        return result
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def compared(calm, flooded):
    (rate, latency), (flooded_rate, flooded_latency) = calm, flooded
    assert flooded_rate > 0, "nobody got in beside the flood"
    return (
        f"others' logins {rate:.0f} → {flooded_rate:.0f} a second (ratio {flooded_rate / rate:.2f}), "
        f"median {latency:.0f} → {flooded_latency:.0f} ms")


def in_words(words):
    return ", ".join(f"{count} {word}" for word, count in words.most_common())


async def one_mailbox(context):
    """200 connections guess at one mailbox: others go on logging in"""
    results = []
    for name, attempts in (("locked soon", 5), ("never locked", 1_000_000)):
        callers = Callers(context, f"flood {name}", lockout_max_attempts=attempts)
        await callers.prepare(4)
        calm = await callers.log_in(4)
        words = Counter()
        flooders = [flood(callers.server, callers.random, lambda _: "6666", 1, words) for _ in range(200)]
        flooded = await beside(flooders, callers.log_in(4))
        guesses = words["DENIED"]
        assert attempts > 5 or guesses < 5, f"{guesses} guesses were taken, 4 and a lockout are allowed"
        results.append(f"{name}: {compared(calm, flooded)}, the flood got {in_words(words)}")
        await callers.server.stop()
    return "; ".join(results)


async def one_front_end(context):
    """one front end floods the queue, another has one call at a time: that one gets its turns"""
    callers = Callers(context, "front ends", lockout_max_attempts=1_000_000)
    await callers.prepare(4)
    calm = await callers.log_in(1)
    words = Counter()
    target = lambda random: str(random.randrange(100_000, 200_000))
    flooded = await beside([flood(callers.server, callers.random, target, 500, words)], callers.log_in(1))
    await callers.server.stop()
    return f"{compared(calm, flooded)}, the flood of 500 at a time got {in_words(words)}"


async def retry_after(context):
    """four times as many logins as fit: who comes back when told gets in"""
    callers = Callers(context, "overload", hash_deadline_ms=2000, hash_queue=256, hash_memory="64MiB")
    await callers.prepare(40)
    capacity, _ = await callers.log_in(8)
    assert capacity > 0, "nobody got in at all"
    told, errors, tries, waits = 0, [], [], []
    clients = [await callers.server.connect() for _ in range(int(4 * capacity * callers.seconds) + 1)]

    async def one(index, client):
        nonlocal told
        begun, answers = time.monotonic(), 0
        while True:
            reply = await client.ask(callers.login(index))
            answers += 1
            if reply.word == "GRANTED":
                break
            assert reply.word == "BUSY", f"a right PIN was answered {reply}"
            # What it is told, from now on; it is off by whatever it is told when it comes back.
            if answers > 1:
                errors.append(int(reply["retry_after_ms"]))
            told += 1
            await asyncio.sleep(int(reply["retry_after_ms"]) / 1000)
        if answers > 1:
            errors.append(0)
        tries.append(answers)
        waits.append(time.monotonic() - begun)

    async def arrive():
        tasks = []
        begun = time.monotonic()
        for index, client in enumerate(clients):
            await asyncio.sleep(max(0, begun + index / (4 * capacity) - time.monotonic()))
            tasks.append(asyncio.create_task(one(index, client)))
        await asyncio.gather(*tasks)
        return len(tasks) / (time.monotonic() - begun)

    goodput = await asyncio.wait_for(arrive(), 60 + 20 * callers.seconds)
    await callers.server.stop()
    right = errors.count(0) / len(errors) if errors else 1
    return (
        f"capacity {capacity:.0f} a second, {len(tries)} logins offered at four times that, all in at {goodput:.0f} a "
        f"second; {told} BUSY, of those who came back {right:.0%} got in at once, mean error "
        f"{statistics.mean(errors or [0]):.0f} ms, {statistics.mean(tries):.1f} tries a login, "
        f"median wait {statistics.median(waits) * 1000:.0f} ms")
