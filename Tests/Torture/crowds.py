"""What many clients do to one mailbox or as one source at once: bounds that hold however their requests are ordered."""

import asyncio

from client import ServerGone
from mailboxes import make_pin
from worlds import MAX_ATTEMPTS


class HotMailbox:
    """A mailbox that everybody guesses at and nobody knows the PIN of. Each guess that is answered is one attempt less."""

    def __init__(self, name, is_known):
        self.name, self.is_known = name, is_known
        self.failures = 0
        self.is_locked = False
        self.out = 0
        self.answers = 0

    def acknowledged(self, reply):
        self.answers += 1
        self.out -= 1
        if reply.word == "LOCKED":
            self.is_locked = True
        elif reply.word == "DENIED":
            self.failures = max(self.failures, MAX_ATTEMPTS - int(reply["attempts_left"]))
        else:
            assert reply.word == "BUSY", f"a wrong PIN for {self.name} was answered {reply}"

    async def check(self, front_end, admin, random):
        """After a restart: no attempt given back, and none charged that nobody made."""
        reply = await front_end.ask(f"ACCESS {self.name}")
        most = self.failures + self.out
        if reply.word == "LOCKED":
            assert self.is_locked or most >= MAX_ATTEMPTS, f"{self.name}: locked after {most} guesses at most"
            self.is_locked = True
        else:
            assert not self.is_locked, f"{self.name}: was answered LOCKED, and after the restart {reply}"
            failures = MAX_ATTEMPTS - int(reply["attempts_left"])
            assert failures >= self.failures, f"{self.name}: attempts given back: {self.failures} were out, now {reply}"
            assert failures <= most, f"{self.name}: {most} guesses at most, and after the restart {reply}"
            self.failures = failures
        self.out = 0
        if self.is_locked and self.is_known and random.random() < 0.7:
            reply = await admin.ask(f"UNLOCK {self.name}")
            assert reply.word == "UNLOCKED", f"UNLOCK {self.name} was answered {reply}"
            self.failures, self.is_locked = 0, False


async def guess_at(mailboxes, server, random):
    """A front end that has four guesses out at any time, each tagged, and whose answers come in any order."""
    client = await server.connect()
    out = {}
    number = 0
    try:
        while True:
            while len(out) < 4:
                number += 1
                mailbox = random.choice(mailboxes)
                out[str(number)] = mailbox
                mailbox.out += 1
                await client.send(f"@{number} VERIFY {mailbox.name} {make_pin(random)}")
            reply = await client.receive()
            out.pop(reply.tag).acknowledged(reply)
    finally:
        client.close()


class Source:
    """A caller who guesses at every mailbox; his failures count over all of them, and over all crashes."""

    limit = 12

    def __init__(self, number):
        self.token = f"+1555{number:07}"
        self.failures = 0
        self.out = 0
        self.is_stopped = False

    async def guess(self, server, random):
        client = await server.connect()
        try:
            while True:
                await self.try_once(client, random)
        finally:
            client.close()

    async def try_once(self, client, random):
        self.out += 1
        mailbox = f"{random.randrange(10**9)}@elsewhere"
        reply = await client.ask(f"VERIFY {mailbox} {make_pin(random)} FROM {self.token}")
        self.out -= 1
        if reply["scope"] == "source":
            most = self.failures + self.out
            assert most >= self.limit, f"{self.token}: stopped after {most} failures at most"
            self.is_stopped = True
        elif reply.word in ("DENIED", "LOCKED"):
            assert not self.is_stopped, f"{self.token}: was stopped, and goes on: {reply}"
            self.failures += 1
            assert self.failures <= self.limit, f"{self.token}: {self.failures} guesses, {self.limit} are allowed"
        else:
            assert reply.word == "BUSY", f"a wrong PIN was answered {reply}"


async def until_gone(*work):
    """Runs all of `work` until each has lost the server; what else goes wrong is raised."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, ServerGone):
            raise result
