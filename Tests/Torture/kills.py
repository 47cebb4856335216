"""SIGKILL at random moments under load, and what must hold after each restart."""

import asyncio
import random as randomness

from crowds import HotMailbox, Source, guess_at, until_gone
from mailboxes import add_mailbox, next_request, unknown_mailbox
from worlds import MAX_ATTEMPTS

# Seconds of load after which the kill comes, at most.
LONGEST = 0.5


async def use(mailbox, server, random):
    """One client of one mailbox, until the server goes."""
    front_end, admin = await server.connect(), await server.connect_as_admin()
    try:
        while True:
            await mailbox.ask(next_request(mailbox, random), front_end, admin)
    finally:
        front_end.close()
        admin.close()


class Kills:
    def __init__(self, server, faults, seed):
        self.server, self.faults, self.seed = server, faults, seed
        self.random = randomness.Random(f"{seed}/set-up")
        self.owned = []
        self.hot = []
        self.source = Source(1)
        self.sources = 1
        self.killed_in_start = 0

    async def prepare(self):
        await self.server.start()
        self.owned = [await add_mailbox(self.server, str(1001 + index), self.random) for index in range(12)]
        self.owned += [unknown_mailbox(f"{5001 + index}") for index in range(4)]
        for name in ("2001", "2002@acme"):
            await add_mailbox(self.server, name, self.random)
        self.hot = [HotMailbox("2001", True), HotMailbox("2002@acme", True)]
        self.hot += [HotMailbox(f"6001@round-{index}", False) for index in range(4)]

    async def run(self, rounds):
        for number in range(rounds):
            random = randomness.Random(f"{self.seed}/{number}")
            moment = random.uniform(0, LONGEST)
            try:
                await self.round(number, moment, random)
            except Exception as error:
                raise AssertionError(
                    f"round {number}, killed {moment * 1000:.0f} ms into the load: {error}") from error

    async def round(self, number, moment, random):
        # Some disks take long to write, so that many a kill finds a commit half written.
        self.faults.set(write_delay_ms=random.choice((0, 0, 1, 4)))
        load = [use(box, self.server, randomness.Random(f"{self.seed}/{number}/{box.name}")) for box in self.owned]
        load += [
            guess_at(self.hot, self.server, randomness.Random(f"{self.seed}/{number}/crowd/{index}"))
            for index in range(4)]
        load.append(self.source.guess(self.server, randomness.Random(f"{self.seed}/{number}/source")))
        everybody = asyncio.gather(until_gone(*load))
        await asyncio.wait([everybody], timeout=moment)
        if everybody.done():
            await everybody
            raise AssertionError(f"the server ended by itself: {self.server.last_log_line()}")
        await self.server.kill()
        await everybody
        self.faults.clear()
        self.server.check_integrity()
        if random.random() < 0.2:
            # Once more while it recovers from the first.
            await self.server.spawn()
            await asyncio.sleep(random.uniform(0, 0.15))
            await self.server.kill()
            self.server.check_integrity()
            self.killed_in_start += 1
        await self.server.start()
        await self.check(random)

    async def check(self, random):
        front_end, admin = await self.server.connect(), await self.server.connect_as_admin()
        for mailbox in self.owned:
            # Not always the PINs: a right one clears the failures, which are to add up over several crashes too.
            in_doubt = len({world.pin for world in mailbox.worlds}) > 1
            await mailbox.check(front_end, admin, pins=in_doubt or random.random() < 0.4)
        for mailbox in self.hot:
            await mailbox.check(front_end, admin, random)
        if self.source.is_stopped:
            await self.source.try_once(front_end, random)
            self.sources += 1
            self.source = Source(self.sources)
        front_end.close()
        admin.close()

    @property
    def answers(self):
        return sum(mailbox.answers for mailbox in self.owned + self.hot) + self.source.failures


async def killed_under_load(context):
    """no attempt given back, no change lost or half done, locks hold, database intact"""
    server = context.faulty_server("kills", lockout_max_attempts=MAX_ATTEMPTS, source_max_failures=Source.limit)
    kills = Kills(server, context.faults, context.seed)
    await kills.prepare()
    await kills.run(context.rounds)
    refused = sum(mailbox.refused["UNAVAILABLE"] for mailbox in kills.owned)
    assert refused == 0, f"{refused} answers were UNAVAILABLE with a good disk"
    await server.stop()
    return (
        f"{context.rounds} kills, {kills.killed_in_start} more while starting, {kills.answers} acknowledged answers, "
        f"{kills.sources} sources")
