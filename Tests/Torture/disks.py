"""Disks that are full, read-only, unreadable, slow, or lie about a sync."""

import asyncio
import errno
import random as randomness
import subprocess
import time
from collections import Counter

from mailboxes import add_mailbox, make_pin, next_request, unknown_mailbox
from worlds import MAX_ATTEMPTS, Verify, set_fields

SETTINGS = {"lockout_max_attempts": MAX_ATTEMPTS}


class Trial:
    """A server with some mailboxes of which everything is known, before, during and after a fault."""

    def __init__(self, context, server, name):
        self.context, self.server = context, server
        self.random = randomness.Random(f"{context.seed}/{name}")
        self.mailboxes = []
        self.answers = Counter()

    async def prepare(self):
        await self.server.start()
        self.mailboxes = [await add_mailbox(self.server, str(1001 + index), self.random) for index in range(8)]
        self.mailboxes += [unknown_mailbox(str(5001 + index)) for index in range(3)]
        await self.use(10)

    async def use(self, requests):
        """So many requests for each mailbox, all mailboxes at once; each answer is checked against what is known."""
        await asyncio.gather(*(self.use_one(mailbox, requests) for mailbox in self.mailboxes))

    async def use_one(self, mailbox, requests):
        front_end, admin = await self.server.connect(), await self.server.connect_as_admin()
        for _ in range(requests):
            reply = await mailbox.ask(next_request(mailbox, self.random), front_end, admin)
            self.answers[reply.word] += 1
        front_end.close()
        admin.close()

    async def fail(self, requests=12):
        """While the fault lasts: every answer is UNAVAILABLE or right, and some are UNAVAILABLE."""
        self.answers.clear()
        await self.use(requests)
        refused = self.answers["UNAVAILABLE"]
        assert refused > 0, "the fault did not show: nothing was answered UNAVAILABLE"
        return refused

    async def recovered(self, seconds=20):
        """By itself: a right PIN is right again, and everything else is as it was last acknowledged."""
        client = await self.server.connect()
        begun = time.monotonic()
        mailbox = self.mailboxes[-1]
        while True:
            request = Verify(mailbox.name, make_pin(self.random))
            reply = await client.ask(request.line)
            mailbox.acknowledged(request, reply)
            if reply.word != "UNAVAILABLE":
                break
            assert time.monotonic() - begun < seconds, f"still UNAVAILABLE {seconds} s after the fault"
            await asyncio.sleep(0.01)
        client.close()
        took = time.monotonic() - begun
        await self.check()
        await self.use(5)
        return took

    async def check(self):
        front_end, admin = await self.server.connect(), await self.server.connect_as_admin()
        for mailbox in self.mailboxes:
            await mailbox.check(front_end, admin)
        front_end.close()
        admin.close()

    async def survives_restart(self):
        await self.server.kill()
        self.server.check_integrity()
        await self.server.start()
        await self.check()
        await self.server.stop()

    async def work_for_guesses(self, tries):
        """Milliseconds of processor time for each of many guesses by CHANGE, which hashes twice when the old PIN is right."""
        client = await self.server.connect()
        pins = [pin for mailbox in self.mailboxes for pin in {world.pin for world in mailbox.worlds} if pin]
        name = self.mailboxes[0].name
        before = self.server.processor_seconds()
        await client.send(*(f"@{n} CHANGE {name} {pins[n % len(pins)]} 846273" for n in range(tries)))
        for _ in range(tries):
            reply = await client.receive()
            assert reply.word == "UNAVAILABLE", f"with a disk that fails CHANGE was answered {reply}"
        client.close()
        return (self.server.processor_seconds() - before) / tries * 1000


async def with_fault(context, name, **fault):
    """One fault of the library, from its begin to the restart after it."""
    trial = Trial(context, context.faulty_server(name, **SETTINGS), name)
    await trial.prepare()
    context.faults.set(**fault)
    refused = await trial.fail()
    work = await trial.work_for_guesses(64)
    context.faults.clear()
    took = await trial.recovered()
    await trial.survives_restart()
    return f"{refused} UNAVAILABLE, {work:.1f} ms of work for a guess, right again {took * 1000:.0f} ms after it"


async def full(context):
    """while the disk is full nobody is let in wrongly and nobody charged; it recovers by itself"""
    folder = context.folder / "small disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        return await with_fault(context, "full", write_error=errno.ENOSPC) + "; by failing writes, as mounting is not allowed"
    try:
        trial = Trial(context, context.server("full", directory=folder, **SETTINGS), "full")
        await trial.prepare()
        ballast = folder / "ballast"
        fill(ballast)
        refused = await trial.fail()
        await trial.work_for_guesses(64)
        ballast.unlink()
        took = await trial.recovered()
        await trial.survives_restart()
        return f"a disk of 4 MiB, {refused} UNAVAILABLE, right again {took * 1000:.0f} ms after it"
    finally:
        await context.end()
        subprocess.run(["umount", folder], check=True)


def fill(path):
    """Writes until nothing more fits."""
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC, str(error)


async def read_only(context):
    """while the disk is read-only nobody is let in wrongly and nobody charged; it recovers by itself"""
    return await with_fault(context, "read-only", write_error=errno.EROFS)


async def unreadable(context):
    """while reads and writes fail nobody is let in wrongly and nobody charged; it recovers by itself"""
    return await with_fault(context, "unreadable", write_error=errno.EIO, read_error=errno.EIO)


async def failing_sync(context):
    """while a sync fails nothing is answered as done that may be lost; it recovers by itself"""
    return await with_fault(context, "failing sync", sync_error=errno.EIO)


async def until(holds, otherwise, seconds=60):
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, otherwise
        await asyncio.sleep(0.005)


async def slow_sync(context):
    """no answer leaves before its commit is on disk, and what needs no disk is answered meanwhile"""
    trial = Trial(context, context.faulty_server("slow sync", **SETTINGS), "slow sync")
    await trial.prepare()
    faults = context.faults
    await until(lambda: faults["syncs_begun"] == faults["syncs_ended"], "the syncs of what was answered did not end")
    # A sync that does not end: the answer must not come, however long that takes.
    faults.set(sync_delay_ms=600_000)
    ended = faults["syncs_ended"]
    mailbox, client, other = unknown_mailbox("5999"), await trial.server.connect(), await trial.server.connect()
    request = Verify(mailbox.name, make_pin(trial.random))
    answer = asyncio.create_task(client.ask(request.line))
    admin, known = await trial.server.connect_as_admin(), trial.mailboxes[0]
    change = set_fields(known.name, {"voicemail_prompt": "ja-JP"})
    update = asyncio.create_task(admin.ask(change.line))
    await until(lambda: faults["syncs_begun"] > ended, "no sync began for a VERIFY and a SET")
    for _ in range(50):
        assert (await other.ask("PING", seconds=10)).word == "PONG"
        assert (await other.ask("SETTINGS 1001", seconds=10)).word == "SETTINGS"
        await asyncio.sleep(0.01)
    assert faults["syncs_ended"] == ended, "a sync ended by itself"
    assert not answer.done() and not update.done(), "an answer left before its commit was on disk"
    faults.clear()
    mailbox.acknowledged(request, await answer)
    known.acknowledged(change, await update)
    # Slow, not stuck: many share each sync.
    faults.set(sync_delay_ms=100)
    ended, begun = faults["syncs_ended"], time.monotonic()
    trial.answers.clear()
    await trial.use(4 if context.is_short else 10)
    syncs, took = faults["syncs_ended"] - ended, time.monotonic() - begun
    assert trial.answers["UNAVAILABLE"] == 0, "a slow disk was taken for none"
    faults.clear()
    await trial.survives_restart()
    return f"100 ms a sync: {trial.answers.total()} answers in {took:.1f} s with {syncs} syncs"
