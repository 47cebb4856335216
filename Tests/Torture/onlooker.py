"""A client with a name that does its work, and what it sees of the server meanwhile."""

import asyncio
import sqlite3
import statistics
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from client import ServerGone

# A load balancer gives up after that.
PROBE_SECONDS = 2


class Seen:
    """What was seen while it was watched. Times are in milliseconds."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.times = {what: [] for what in ("ping", "verify", "connection", "row", "healthz", "readyz")}
        self.answers = Counter()
        self.probes = Counter()
        # In MiB.
        self.memory_peak = 0
        self.log_lines = self.log_bytes = self.database_bytes = self.audit_rows = self.hashes = 0

    def percentile(self, what, share):
        times = sorted(self.times[what])
        return times[min(len(times) - 1, int(len(times) * share))] if times else float("inf")

    def median(self, what):
        return statistics.median(self.times[what]) if self.times[what] else float("inf")

    def longest(self, what):
        return max(self.times[what], default=float("inf"))

    @property
    def refused(self):
        return self.answers["BUSY"] + self.answers["UNAVAILABLE"]

    def unanswered(self, path):
        return self.probes[path] - self.probes[f"{path} 200"]

    @property
    def log_rate(self):
        return self.log_lines / self.seconds

    @property
    def growth(self):
        """MiB of database in an hour, if it went on like that."""
        return self.database_bytes / (1 << 20) * 3600 / self.seconds

    @property
    def share(self):
        """Of all hashes, how many were the onlooker's."""
        return self.answers["GRANTED"] / max(1, self.hashes)


class Onlooker:
    def __init__(self, server, auth, login):
        self.server = server
        self.auth = auth
        self.login = login
        self.row = 0
        self.clients = []

    async def connect(self):
        """On new connections: those that were watched before may still be owed an answer."""
        for client in self.clients:
            client.close()
        self.clients = self.pinging, self.verifying, self.reading = [await self.connection() for _ in range(3)]

    async def connection(self):
        client = await self.server.connect()
        reply = await client.ask(self.auth)
        assert reply.word == "OK", f"AUTH was answered {reply}"
        return client

    async def watch(self, seconds):
        """Works for that long. What is not answered then took as long as it has taken so far."""
        seen = Seen(seconds)
        self.under_way = {}
        before = await self.counts()
        work = [
            asyncio.create_task(one) for one in (
                self.ping(seen), self.verify(seen), self.read(seen), self.knock(seen), self.weigh(seen),
                self.probe(seen, "healthz"), self.probe(seen, "readyz"))]
        done, _ = await asyncio.wait(work, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for what, begun in self.under_way.items():
            took = (time.monotonic() - begun) * 1000
            if took > seen.longest(what) or not seen.times[what]:
                seen.times[what].append(took)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        for task in done:
            task.result()
        after = await self.counts()
        seen.log_lines, seen.log_bytes, seen.database_bytes, seen.audit_rows, seen.hashes = (
            now - then for now, then in zip(after, before))
        return seen

    @contextmanager
    def timed(self, seen, what):
        self.under_way[what] = begun = time.monotonic()
        yield
        del self.under_way[what]
        seen.times[what].append((time.monotonic() - begun) * 1000)

    # MARK: Its work

    async def ping(self, seen):
        while True:
            with self.timed(seen, "ping"):
                reply = await self.pinging.ask("PING", 600)
            assert reply.word == "PONG", f"PING was answered {reply}"
            await asyncio.sleep(0.005)

    async def verify(self, seen):
        while True:
            with self.timed(seen, "verify"):
                reply = await self.verifying.ask(self.login, 600)
            seen.answers[reply.word] += 1
            assert reply.word in ("GRANTED", "BUSY", "UNAVAILABLE"), f"a right PIN was answered {reply}"
            if reply.word != "GRANTED":
                seen.times["verify"].pop()
                await asyncio.sleep(0.01)

    async def read(self, seen):
        """A mailbox that is not in memory, as nobody has ever asked for it."""
        while True:
            self.row += 1
            with self.timed(seen, "row"):
                reply = await self.reading.ask(f"ACCESS nobody-{self.row}", 600)
            seen.answers[f"row {reply.word}"] += 1
            await asyncio.sleep(0.05)

    async def knock(self, seen):
        """A new connection, up to its first answer."""
        while True:
            with self.timed(seen, "connection"):
                try:
                    client = await self.server.connect()
                    reply = await client.ask("PING", 600)
                    client.close()
                    seen.answers["served"] += reply.word == "PONG"
                except ServerGone:
                    pass
            seen.answers["knocked"] += 1
            await asyncio.sleep(0.1)

    async def probe(self, seen, path):
        while True:
            with self.timed(seen, path):
                status = await self.status(path)
            seen.probes[path] += 1
            seen.probes[f"{path} {status}"] += 1
            await asyncio.sleep(0.1)

    async def status(self, path):
        """200, or what was wrong."""
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                head = (await self.get(path)).split(b"\r\n")[0]
                return int(head.split()[1]) if head else "closed"
        except TimeoutError:
            return "late"
        except OSError:
            return "closed"

    async def get(self, path):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.metrics_port)
        try:
            writer.write(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            return await reader.read()
        finally:
            writer.close()

    # MARK: What the server uses

    async def weigh(self, seen):
        while True:
            seen.memory_peak = max(seen.memory_peak, self.server.memory())
            await asyncio.sleep(0.05)

    async def counts(self):
        """Lines and bytes of the log, bytes of the database, rows of the audit, hashes."""
        log = (Path(self.server.directory) / "log").read_bytes()
        database = sqlite3.connect(f"file:{self.server.database}?mode=ro", uri=True)
        size = database.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
        rows = database.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0]
        database.close()
        return log.count(b"\n"), len(log), size, rows, await self.hashes()

    async def hashes(self):
        """As the metrics count them; 0 when they do not answer."""
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                text = (await self.get("metrics")).decode()
        except (OSError, TimeoutError):
            return 0
        counts = [line for line in text.splitlines() if line.startswith("vmgate_hash_duration_seconds_count")]
        return sum(int(float(line.split()[-1])) for line in counts)
