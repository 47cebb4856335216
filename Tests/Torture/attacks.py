"""What attackers send, made before anything is measured, and the processes that send it."""

import asyncio
import json
import ssl
import sys
import zoneinfo
from dataclasses import asdict, dataclass
from pathlib import Path

from mailboxes import make_pin

# Lines of a payload. Whatever is to be new each time is new for so long that the server has forgotten it when it comes again.
MANY = 20_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Group:
    """Connections that do the same."""

    # Or the path of a Unix socket.
    port: int | str
    connections: int
    payload: bytes
    # flood: the payload again and again, all answers are read. knock: the payload once, closed when anything comes back, and again.
    # hold: the payload once, then waiting to be closed, and again.
    style: str = "flood"
    # Sent first; the payload follows once it is answered with +.
    opening: str = ""
    # Speaks TLS (to knock alone) with this certificate and key, a file in the server's directory.
    certificate: str = ""
    # Connects as this user.
    user: int | None = None


class Attackers:
    """Processes among which the connections of all groups are divided."""

    def __init__(self, directory, groups, processes=2):
        self.directory = Path(directory)
        self.groups = groups
        self.count = processes
        self.processes = []

    async def begin(self):
        """Returns when all are connected and known."""
        for number in range(self.count):
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(Path(__file__).with_name("attacker.py")), stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, cwd=self.directory)
            self.processes.append(process)
            process.stdin.write(json.dumps([self.described(group, number) for group in self.groups]).encode() + b"\n")
        for process in self.processes:
            assert await process.stdout.readline() == b"attacking\n", "the attack did not begin"

    def described(self, group, number):
        path = self.directory / f"payload-{id(group)}"
        if not path.exists():
            path.write_bytes(group.payload)
        mine = group.connections // self.count + (number < group.connections % self.count)
        return asdict(group) | {"payload": str(path), "connections": mine}

    async def end(self):
        """How many connections they have opened, and how many MiB came back."""
        opened = received = 0
        for process in self.processes:
            process.stdin.close()
            numbers = (await process.stdout.read()).split()
            await process.wait()
            assert len(numbers) == 2, "an attacker has failed"
            opened, received = opened + int(numbers[0]), received + int(numbers[1])
        return opened, received / (1 << 20)

    def kill(self):
        for process in self.processes:
            if process.returncode is None:
                process.kill()


def lines(make, count=MANY):
    return b"".join(f"{make(number)}\r\n".encode() for number in range(count))


# MARK: Who has not said who he is

def words_of_strangers(port, name, random):
    """HELP, PING with 4 KB, unknown words, and wrong secrets of a name that exists."""
    def secret(_):
        return f"AUTH {name} {random.randbytes(16).hex()}"

    unknown = lines(lambda number: f"{random.choice(LETTERS)}{number}", 200_000)
    return [
        Group(port, 100, b"HELP\r\n" * 100_000),
        Group(port, 100, (b"PING " + b"x" * 4000 + b"\r\n") * 500),
        # A connection whose first line is no command ends there.
        Group(port, 100, unknown, opening="PING\r\n"),
        Group(port, 100, lines(secret)),
    ]


def client_hello():
    """The first flight of a TLS client, as Python's own sends it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def knocks(server):
    """ClientHellos, text to the TLS port, HTTP to the plain one, half requests and whole ones on the metrics port."""
    half = b"GET /healthz HTTP/1.1\r\nHost: "
    return [
        Group(server.tls_port, 400, client_hello(), "knock"),
        Group(server.tls_port, 40, b"PING\r\n", "knock"),
        Group(server.port, 40, b"GET / HTTP/1.1\r\n\r\n", "knock"),
        Group(server.metrics_port, 40, half, "hold"),
        Group(server.metrics_port, 40, b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n", "knock"),
    ]


# MARK: One client

def new_tag(random):
    """A language that nobody has asked for, as long as one may be."""
    parts = ["".join(random.choices(LETTERS, k=8)) for _ in range(9)]
    return f"{''.join(random.choices(LETTERS, k=2))}-{random.choice(('Latn', 'Cyrl', 'Arab'))}-x-" + "-".join(parts)


def questions(port, opening, random):
    """All that takes thinking: new languages, zones, moments and numbers, mailboxes that nobody knows, long answers."""
    zones = sorted(zoneinfo.available_timezones())

    def announcement(_):
        moment, clock = random.randrange(1, 4_000_000_000), random.choice((12, 24))
        return f"ANNOUNCE {moment} IN {random.choice(('en', 'de', 'ja', 'ar', 'fr-CA'))} CLOCK {clock} ZONE {random.choice(zones)}"

    def count(_):
        new, saved = random.randrange(1000), random.randrange(1000)
        return f"MESSAGES {new} {saved} IN {random.choice(('en', 'de', 'ja', 'ar', 'ru'))}"

    tags = lines(lambda _: f"PROMPT enter-pin IN {new_tag(random)}")
    many_tags = lines(lambda _: "PROMPT enter-pin IN " + ",".join(new_tag(random) for _ in range(16)), 2000)
    pins = lines(lambda _: f"CHECKPIN {make_pin(random)}")
    settings = lines(lambda _: f"SETTINGS {random.randrange(10**6)}", 100_000)
    shares = [(12, tags), (6, many_tags), (5, lines(announcement)), (3, lines(count)), (8, settings), (5, b"COMMAND\r\n" * MANY),
              (5, b"PROMPTS\r\n" * MANY), (6, pins)]
    return [Group(port, count, payload, opening=opening) for count, payload in shares]


def tagged_verifies(port, opening, random):
    """600 connections, each with as many guesses out as it may have."""
    pins = [make_pin(random) for _ in range(1000)]
    guesses = lines(lambda number: f"@{number} VERIFY {random.randrange(10**8)} {pins[number % len(pins)]}", 300_000)
    return [Group(port, 600, guesses, opening=opening)]


def tagged_accesses(port, opening, random):
    """200 connections that ask for mailboxes which nobody knows."""
    accesses = lines(lambda number: f"@{number} ACCESS {random.randrange(10**9)}", 300_000)
    return [Group(port, 200, accesses, opening=opening)]


def grants_without_pin(port, opening, mailbox):
    """ACCESS and VERIFY of a mailbox that needs no PIN."""
    requests = lines(lambda number: f"@{number} " + ("VERIFY {} 846273" if number % 2 else "ACCESS {}").format(mailbox))
    return [Group(port, 8, requests, opening=opening)]


def denials(server, opening, mailbox, certificate, user):
    """ACCESS of a mailbox that opens on a trusted client's word, which is not given; connections that say with their certificate who
    they are, and such as the kernel says the user of."""
    accesses = lines(lambda number: f"@{number} ACCESS {mailbox}")
    knock = (8, b"PING\r\n", "knock")
    return [
        Group(server.port, 8, accesses, opening=opening), Group(server.tls_port, *knock, certificate=certificate),
        # By its name in the server's directory: what is above that is closed to others.
        Group("vm.sock", *knock, user=user)]


def pages(port, tenant, auditor, population, random):
    """300 connections: the pages of a tenant with many contexts, and filtered pages of the audit."""
    def page(number):
        start = f"{random.randrange(population):012}"
        return random.choice((
            f"LIST AFTER {start} COUNT 1000", f"LIST AFTER {start} COUNT 100 FIELDS",
            f"LIST AFTER {start} COUNT 100 WHERE language=zu FIELDS", "LIST WHERE locked FIELDS", "AUDIT COUNT 100"))

    audits = lines(lambda number: f"AUDIT COUNT 100 MAILBOX {number}", 1000)
    return [Group(port, 250, lines(page, 2000), opening=tenant), Group(port, 50, audits, opening=auditor)]
