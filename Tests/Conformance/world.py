"""Servers and connections to ask, and the list of what is promised."""

import itertools
import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "Torture"), str(TESTS / "Secrets")]

from client import Client, Reply  # noqa: E402
from server import Server  # noqa: E402

PIN = "846273"
OTHER_PIN = "730518"
WRONG_PIN = "935147"

PROMISES = []


def promise(sentence):
    """What docs/protocol.md says, and the function that finds out whether it is so."""
    def add(function):
        PROMISES.append((sentence, function))
        return function
    return add


class Talk(Client):
    """One connection, whose replies are looked at."""

    async def write(self, data):
        """Bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def next_is(self, pattern):
        """The next reply, in which a `*` of the pattern stands for any text."""
        reply = await self.receive()
        assert matches(reply.line, pattern), f"expected {pattern}, got {reply.line}"
        return reply

    async def gets(self, line, pattern):
        """Says a line, and has that reply."""
        await self.send(line)
        reply = await self.receive()
        assert matches(reply.line, pattern), f"to {line}: expected {pattern}, got {reply.line}"
        return reply

    async def array(self, *words):
        """Asks in array form."""
        await self.write(array(*words))
        return await self.receive()

    async def is_closed(self):
        """Nothing more comes, and the connection ends."""
        rest = await self.reader.read()
        assert rest == b"", f"expected the connection's end, got {rest!r}"


def array(*words):
    words = [word if isinstance(word, bytes) else word.encode() for word in words]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def matches(line, pattern):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line) is not None


class World:
    """A server for all who do not need one of their own, and mailboxes that nobody else uses."""

    def __init__(self, program, prompts, folder):
        self.program = program
        self.prompts = prompts
        self.folder = Path(folder)
        self.servers = []
        self.open = []
        self.numbers = itertools.count(7001)
        self.names = itertools.count()
        self.server = self.new_server()

    def new_server(self, **settings):
        """One that has not started, with cheap hashes and short lockouts."""
        settings = {
            "lockout-base-s": 2, "lockout-max-attempts": 5, "lockout-permanent-after": 100, "source-max-failures": 50,
        } | {key.replace("_", "-"): value for key, value in settings.items()}
        server = Server(self.program, self.prompts, self.folder / f"server-{next(self.names)}", **settings)
        self.servers.append(server)
        return server

    async def caller(self, server=None):
        """A front end's connection."""
        return self.opened(await Talk.connect(server or self.server))

    async def admin(self, server=None):
        return self.opened(await Talk.connect(server or self.server, admin=True))

    def opened(self, talk):
        self.open.append(talk)
        return talk

    def number(self):
        """Of a mailbox that does not exist."""
        return str(next(self.numbers))

    async def mailbox(self, fields="", server=None):
        """A new one, with `PIN` unless `fields` say otherwise."""
        number = self.number()
        words = fields.split()
        if not any(word in ("NOPIN", "GENERATE", "PIN") or word.startswith("pin_hash=") for word in words):
            words = ["PIN", PIN] + words
        admin = await self.admin(server)
        await admin.gets(f"ADD {number} {' '.join(words)}", f"+ADDED mailbox={number}*")
        return number

    async def rest(self):
        """Behind each promise: its connections and its own servers go."""
        for talk in self.open:
            talk.close()
        self.open.clear()
        for server in self.servers[1:]:
            await server.kill()
        del self.servers[1:]

    async def end(self):
        await self.rest()
        await self.server.kill()
