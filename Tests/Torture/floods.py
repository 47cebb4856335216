"""Who floods takes no more than a share, and who is told to come back later is told the truth."""

import asyncio
import random as randomness
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from mailboxes import add_mailbox

SECONDS_SHORT, SECONDS_LONG = 2, 6


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


async def beside(server, connections, outstanding, kind, seed, work):
    """The result of `work` while another process floods the server, and how that one was answered."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("flooder.py")), str(server.port), str(connections),
        str(outstanding), kind, str(seed), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        assert await process.stdout.readline() == b"flooding\n", "the flood did not begin"
        result = await work
        process.stdin.close()
        answers = (await process.stdout.read()).decode().strip()
        assert "=" in answers, answers or "the flood was not answered"
        return result, Counter({word: int(count) for word, count in (part.split("=") for part in answers.split())})
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def compared(calm, flooded):
    (rate, latency), (flooded_rate, flooded_latency) = calm, flooded
    # Far from what is usual (a fifth, or a tenth of a debug build): a queue without turns leaves nothing, or a five-hundredth.
    assert flooded_rate >= rate / 50, f"of {rate:.0f} logins a second {flooded_rate:.1f} were left beside the flood"
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
        flooded, words = await beside(callers.server, 200, 1, "one", context.seed, callers.log_in(4))
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
    flooded, words = await beside(callers.server, 1, 500, "many", context.seed, callers.log_in(1))
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
    # Usual is 0.6 to 0.85. Promises that all fall on the same moment leave 0.2.
    assert right >= 0.35 or len(errors) < 50, f"of those who came back when told {right:.0%} got in"
    return (
        f"capacity {capacity:.0f} a second, {len(tries)} logins offered at four times that, all in at {goodput:.0f} a "
        f"second; {told} BUSY, of those who came back {right:.0%} got in at once, mean error "
        f"{statistics.mean(errors or [0]):.0f} ms, {statistics.mean(tries):.1f} tries a login, "
        f"median wait {statistics.median(waits) * 1000:.0f} ms")
