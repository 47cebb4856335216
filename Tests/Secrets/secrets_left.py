#!/usr/bin/env python3
"""Runs a server through many logins and looks for every PIN and every client's secret in its memory, its database and its log.

Each connection says who it is with AUTH. With --tls half of them speak TLS.

    Tests/Secrets/secrets_left.py --server .build/debug/vmgate [--logins 1000] [--seed N] [--tls]

Memory is a core made on purpose: with gcore where there is one (Debian's gdb), all mappings of it, also those that are
kept out of an ordinary core; else what the kernel shows of the process's writable memory. Either takes root, as the server
lets nobody else look. The server ends with SIGABRT, which must leave no core.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "Torture"), str(TESTS / "Secrets")]

from forms import Search, encodings, without_empty_pages  # noqa: E402
from front_ends import FrontEnds  # noqa: E402
from server import Server  # noqa: E402

MAILBOXES = 20
CONNECTIONS = 8
# A source is kept in memory in clear, which shows that the search finds what is there.
SOURCE = "+49301234567"


def make_pin(chance):
    """Ten digits that the policy takes, without a zero, so that empty memory is not a PIN in any form."""
    while True:
        digits = [chance.randrange(1, 10)]
        while len(digits) < 10:
            digit = chance.randrange(1, 10)
            if abs(digit - digits[-1]) > 1:
                digits.append(digit)
        pin = "".join(map(str, digits))
        if all(int(pin).to_bytes(8, "little")[:4]):
            return pin


class Run:
    def __init__(self, server, chance, front_ends):
        self.server = server
        self.front_ends = front_ends
        self.chance = chance
        self.used = set(front_ends.secrets.values())
        self.current = {}
        self.answers = {}

    def pin(self):
        pin = make_pin(self.chance)
        self.used.add(pin)
        return pin

    async def ask(self, client, *words):
        """One request, as a line, as a line with quotes, or as an array; in one piece or in two."""
        form = self.chance.randrange(3)
        if form == 0:
            data = " ".join(words) + "\r\n"
        elif form == 1:
            data = "@t " + " ".join(f'"{word}"' for word in words) + "\r\n"
        else:
            data = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
        split = self.chance.randrange(len(data)) if self.chance.random() < 0.3 else 0
        for part in (data[:split], data[split:]):
            client.writer.write(part.encode())
            await client.writer.drain()
        reply = await client.receive()
        self.answers[reply.word] = self.answers.get(reply.word, 0) + 1
        return reply

    async def add_mailboxes(self):
        admin = await self.server.connect_as_admin()
        for number in range(MAILBOXES):
            mailbox = str(1000 + number)
            self.current[mailbox] = self.pin()
            reply = await self.ask(admin, "ADD", mailbox, "PIN", self.current[mailbox])
            assert reply.word == "ADDED", reply
        self.admin = admin

    async def log_in(self, count):
        clients = [await self.connect(number) for number in range(CONNECTIONS)]
        for number in range(count):
            client = clients[number % CONNECTIONS]
            mailbox = self.chance.choice(sorted(self.current))
            await self.one(client, mailbox)
            if number % 50 == 49:
                # A caller hangs up in the middle of a PIN.
                client.writer.write(f"VERIFY {mailbox} {self.pin()}".encode())
                await client.writer.drain()
                client.close()
                clients[number % CONNECTIONS] = await self.connect(number)
        return clients

    async def connect(self, number):
        """A front end's connection; every fourth front end mistakes its secret at first."""
        client = await self.server.connect(tls=self.front_ends.tls if number % 2 else None)
        name, secret = self.front_ends.of(number)
        if number % 4 == 0:
            await self.ask(client, "AUTH", name, self.pin())
        while (reply := await self.ask(client, "AUTH", name, secret)).word == "BUSY":
            await asyncio.sleep(int(reply["retry_after_ms"]) / 1000)
        assert reply.word == "OK", reply
        return client

    async def one(self, client, mailbox):
        reply = await self.ask(client, "VERIFY", mailbox, self.current[mailbox], "FROM", SOURCE)
        assert reply.word == "GRANTED", reply
        what = self.chance.randrange(10)
        if what == 0:
            await self.ask(client, "VERIFY", mailbox, self.pin())
        elif what == 1:
            new = self.pin()
            reply = await self.ask(client, "CHANGE", mailbox, self.current[mailbox], new)
            assert reply.word == "CHANGED", reply
            self.current[mailbox] = new
        elif what == 2:
            # Refused by the policy, and by the parser.
            await self.ask(client, "CHANGE", mailbox, self.current[mailbox], self.pin()[:7] + "456")
            await self.ask(client, "VERIFFY", mailbox, self.pin())
        elif what == 3:
            await self.ask(client, "CHECKPIN", self.pin())
        elif what == 4:
            new = self.pin()
            reply = await self.ask(self.admin, "RESET", mailbox, "PIN", new)
            assert reply.word == "RESET", reply
            reply = await self.ask(client, "CHANGE", mailbox, new, self.current[mailbox])
            assert reply.word in ("CHANGED", "POLICY"), reply
            if reply.word == "POLICY":
                self.current[mailbox] = new


def memory(server, directory, with_gdb):
    """All of the process's memory in one piece, and how it was had."""
    process = server.process.pid
    if with_gdb and shutil.which("gcore"):
        subprocess.run(
            ["gcore", "-a", "-o", str(directory / "made"), str(process)], check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        return (directory / f"made.{process}").read_bytes(), "gcore"
    parts = []
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as mem:
        for line in maps:
            extent, access = line.split()[:2]
            if not access.startswith("rw"):
                continue
            start, end = (int(address, 16) for address in extent.split("-"))
            try:
                mem.seek(start)
                parts.append(mem.read(end - start))
            except OSError:
                continue
    return b"".join(parts), "/proc"


def check_search(search, used):
    """That the search finds each form, in the middle of other bytes."""
    pin = sorted(used)[0]
    for name, encoded in encodings(pin).items():
        assert search.found(b"\x01" + encoded + b"\x02") .get(name), f"the search does not find: {name}"


async def run(arguments):
    chance = random.Random(arguments.seed)
    directory = Path(tempfile.mkdtemp(prefix="vmgate-secrets-"))
    front_ends = FrontEnds(directory, [make_pin(chance) for _ in range(CONNECTIONS)], arguments.tls)
    server = Server(
        arguments.server, TESTS.parent / "prompts", directory, lockout_max_attempts=1000000, log_level="trace",
        **front_ends.settings)
    try:
        await server.start()
        this = Run(server, chance, front_ends)
        await this.add_mailboxes()
        clients = await this.log_in(arguments.logins)
        # Everything is answered; what is abandoned ends with its connection.
        while (await clients[0].ask("INFO"))["connections_frontend"] not in (str(CONNECTIONS), None):
            await asyncio.sleep(0.01)
        data, how = memory(server, directory, not arguments.without_gdb)
        searched = without_empty_pages(data)
        search = Search(this.used)
        check_search(search, this.used)
        assert SOURCE.encode() in searched, "the memory has not what must be in it"
        left = {"memory": search.found(searched)}
        for file in sorted(directory.iterdir()):
            if file.is_file() and not file.name.startswith("made."):
                left[file.name] = search.found(file.read_bytes())
        print(f"{arguments.logins} logins, {len(this.used)} PINs and secrets, answers {this.answers}")
        print(f"memory by {how}: {len(data) >> 20} MiB, {len(searched) >> 20} MiB of them not empty;"
              f" {len(search.forms)} forms of each PIN; files {sorted(set(left) - {'memory'})}")
        server.process.send_signal(signal.SIGABRT)
        status = await server.process.wait()
        assert status == -signal.SIGABRT, f"SIGABRT ended it with {status}"
        cores = [name for folder in (directory, Path.cwd()) for name in os.listdir(folder) if name.startswith("core")]
        found = {place: counts for place, counts in left.items() if counts}
        print(f"left behind: {found or 'nothing'}; cores after SIGABRT: {cores or 'none'}")
        return 1 if found or cores else 0
    finally:
        await server.kill()
        shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--logins", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--tls", action="store_true", help="speak TLS on half of the connections")
    parser.add_argument("--without-gdb", action="store_true", help="read /proc even where there is gcore")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    sys.exit(asyncio.run(run(arguments)))


if __name__ == "__main__":
    main()
