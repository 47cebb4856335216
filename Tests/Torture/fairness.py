"""Attacks on everybody's time, memory and disk, and what a client with a name sees on its own connections meanwhile."""

import asyncio
import os
import random as randomness
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import attacks
from attacks import Attackers
from mailboxes import add_mailbox, make_pin
from onlooker import Onlooker

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / "Secrets"), str(TESTS.parent / "Benchmarks")]

from front_ends import FrontEnds  # noqa: E402
from harness.population import multiply  # noqa: E402

# OWASP's least cost of Argon2id, and vmgate's own deadline and queue.
SETTINGS = {"hash_memory": "19MiB", "hash_operations": 2, "hash_deadline_ms": 2000, "hash_queue": 256, "log_level": "info"}
# How long a server that has been attacked is left alone before its memory is weighed again.
REST_SECONDS = 30
TABLE_HEAD = ("| attack | PING p99 | VERIFY median (quiet) | besides |", "|---|---|---|---|")
# Of the hashes for a client with one VERIFY at a time beside one that floods: it waits for the hash that runs, then has its own.
LEAST_SHARE = 0.2
# Requests that are sent before their answers are read.
PIPELINED = 100
# The least of users, on every Linux.
NOBODY = 65534
TENANT_CONTEXTS = [f"tenant-{number}" for number in range(200)]


class Scene:
    """A server with clients, one of which is watched while another one, or strangers, attack."""

    def __init__(self, context, name, known=None, **settings):
        """`known` says who is known without AUTH, as `FrontEnds` takes it."""
        self.context = context
        self.name = name
        self.random = randomness.Random(f"{context.seed}/{name}")
        self.directory = context.folder / name
        self.directory.mkdir()
        secrets = [self.random.randbytes(16).hex() for _ in range(4)]
        front_ends = FrontEnds(
            self.directory, secrets[:2], True, {"tenant": (secrets[2], TENANT_CONTEXTS), "auditor": (secrets[3], None)},
            **(known or {}))
        self.auths = {
            name: f"AUTH {name} {secret}" for name, secret in zip(("pbx-0", "pbx-1", "tenant", "auditor"), secrets)}
        self.server = context.server(
            name, directory=self.directory, metrics="127.0.0.1:0", **SETTINGS, **front_ends.settings, **settings)

    def opening(self, name):
        return f"{self.auths[name]}\r\n"

    async def prepare(self, population=0):
        await self.server.start()
        mailbox = await add_mailbox(self.server, "1001", self.random)
        admin = await self.server.connect_as_admin()
        assert (await admin.ask("ADD 2001 enable_voicemail_pin=false")).word == "ADDED"
        if population:
            await self.populate(admin, population)
        admin.close()
        login = f"VERIFY {mailbox.name} {next(iter(mailbox.worlds)).pin}"
        self.onlooker = Onlooker(self.server, self.auths["pbx-0"], login)
        await self.onlooker.connect()
        await self.onlooker.watch(0.5)
        await self.onlooker.connect()

    async def populate(self, admin, population):
        """So many mailboxes, half of them in the tenant's contexts, and more rows in the audit than one page looks at."""
        for _ in range(population // 40 // PIPELINED):
            await admin.send(*(f"SET 2001 email=a{number}@example.org" for number in range(PIPELINED)))
            for _ in range(PIPELINED):
                assert (await admin.receive()).word == "UPDATED"
        few = 8
        for number in range(few):
            reply = await admin.ask(f"ADD {number:012} PIN {make_pin(self.random)} time_zone=Europe/Berlin")
            assert reply.word == "ADDED", reply
        await self.server.stop()
        database = self.server.database
        made = database.with_suffix(".more")
        await asyncio.to_thread(multiply, database, made, few, population, TENANT_CONTEXTS)
        made.replace(database)
        await self.server.start()
        # It has read all settings into memory, which takes the time that is about to be measured.
        admin = await self.server.connect_as_admin()
        async with asyncio.timeout(120):
            while int((await admin.ask("INFO"))["mailboxes_in_memory"]) < population:
                await asyncio.sleep(0.1)
        admin.close()

    def audited(self, reason):
        """How many connections the audit says became a client's for that reason."""
        with closing(sqlite3.connect(self.server.database)) as database:
            return database.execute(
                "SELECT ifnull(sum(repeats), 0) FROM audit WHERE kind = 'client' AND reason = ?", [reason]).fetchone()[0]

    async def endure(self, groups, rests=False):
        """What the onlooker saw in quiet, and during the attack."""
        seconds = 3 if self.context.is_short else self.context.seconds
        attackers = Attackers(self.directory, groups)
        quiet = await self.onlooker.watch(1 if self.context.is_short else 3)
        await self.onlooker.connect()
        idle = self.server.memory()
        try:
            await attackers.begin()
            seen = await self.onlooker.watch(seconds)
            opened, received = await attackers.end()
        finally:
            attackers.kill()
        seen.quiet = quiet.median("verify")
        seen.memory_above = seen.memory_peak - idle
        seen.memory_left = None
        if rests and not self.context.is_short:
            await asyncio.sleep(REST_SECONDS)
            seen.memory_left = self.server.memory() - idle
        seen.load = f"attackers: {opened:,} connections opened, {received:,.0f} MiB received"
        await self.server.stop()
        return seen


class Verdict:
    """What is to be reached of what was seen: one line of the table, and whether nobody starved."""

    def __init__(self, scene, attack, seen):
        self.scene = scene
        self.seen = seen
        self.attack = attack
        self.missed = []
        ping, verify = seen.percentile("ping", 0.99), seen.median("verify")
        self.ping = f"{self.shown(ping, 20, 'ms')} (max {seen.longest('ping'):.0f})"
        self.verify = verify
        self.besides = []

    def shown(self, value, most, unit):
        """The figure, in bold and with its target where that is missed."""
        text = f"{value:.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"
        if value <= most:
            return text
        self.missed.append(text)
        return f"**{text}** (at most {most:.0f})"

    def add(self, what, value, most, unit):
        self.besides.append(f"{what} {self.shown(value, most, unit)}")

    def note(self, text):
        self.besides.append(text)

    def answered(self, path):
        seen = self.seen
        failures = seen.unanswered(path)
        text = f"/{path} {seen.probes[path] - failures} of {seen.probes[path]}"
        if failures:
            self.missed.append(text)
            text = f"**{text}** (all)"
        self.besides.append(f"{text}, slowest {seen.longest(path):.0f} ms")

    def end(self, allowance=50):
        """Adds the line to the table, and says it; raises when somebody starved."""
        seen = self.seen
        if allowance is None:
            verify = f"{self.verify:.0f} ms, {seen.share:.0%} of the hashes"
            if seen.share < LEAST_SHARE:
                self.missed.append(f"{seen.share:.0%} of the hashes")
                verify = f"**{verify}** (at least {LEAST_SHARE:.0%})"
        else:
            verify = self.shown(self.verify, seen.quiet + allowance, "ms")
        if seen.refused:
            verify += f", {seen.refused} of {seen.refused + seen.answers['GRANTED']} refused"
        if seen.unanswered("readyz") and not any("/readyz" in text for text in self.besides):
            self.answered("readyz")
        self.add("log", seen.log_rate, 10, "lines a second")
        self.note(seen.load)
        besides = "; ".join(self.besides)
        self.scene.context.table.append(f"| {self.attack} | {self.ping} | {verify} ({seen.quiet:.0f} ms) | {besides} |")
        self.check_nobody_starved()
        targets = f"missed: {', '.join(self.missed)}" if self.missed else "every target met"
        return f"PING p99 {self.ping}, VERIFY {verify}, quiet {seen.quiet:.0f} ms; {besides}; {targets}"

    def check_nobody_starved(self):
        """Far from the targets, as a debug build on a busy machine has to pass."""
        seen = self.seen
        assert seen.longest("ping") < 2000, f"a PING took {seen.longest('ping'):.0f} ms"
        assert seen.answers["GRANTED"] > 0, f"no right PIN got in: {dict(seen.answers)}"
        assert seen.longest("connection") < 5000, f"a new connection waited {seen.longest('connection'):.0f} ms"
        assert seen.answers["served"] == seen.answers["knocked"], f"new connections were refused: {dict(seen.answers)}"
        for path in ("readyz", "healthz"):
            # The table wants all of them; a load balancer tries again before it believes one.
            failures = seen.unanswered(path)
            assert failures * 20 <= seen.probes[path], f"/{path} failed {failures} of {seen.probes[path]} times"
        assert seen.memory_above < 512, f"memory rose by {seen.memory_above:.0f} MiB"
        # What clients with a name cause comes on top, such as AUTH's lines when the attack begins.
        assert seen.log_rate < 50, f"{seen.log_rate:.0f} lines a second in the log"


# MARK: The attacks

async def strangers(context):
    """400 connections without a name flood HELP, PING with 4 KB, unknown words and wrong secrets"""
    scene = Scene(context, "strangers")
    await scene.prepare()
    seen = await scene.endure(attacks.words_of_strangers(scene.server.port, "pbx-1", scene.random))
    verdict = Verdict(scene, "400 strangers: HELP, PING of 4 KB, unknown words, wrong secrets", seen)
    verdict.add("slowest new connection", seen.longest("connection"), 100, "ms")
    verdict.answered("readyz")
    return verdict.end()


async def one_client(context):
    """50 connections of one client flood new languages, zones, moments and mailboxes, COMMAND, PROMPTS and CHECKPIN"""
    scene = Scene(context, "one client")
    await scene.prepare()
    seen = await scene.endure(attacks.questions(scene.server.port, scene.opening("pbx-1"), scene.random))
    verdict = Verdict(scene, "50 of one client: PROMPT, ANNOUNCE, MESSAGES, SETTINGS, COMMAND, PROMPTS, CHECKPIN", seen)
    verdict.answered("readyz")
    return verdict.end()


async def tagged_verifies(context):
    """600 connections of one client with a thousand tagged VERIFYs each: memory is bounded, and given back"""
    scene = Scene(context, "verifies")
    await scene.prepare()
    seen = await scene.endure(attacks.tagged_verifies(scene.server.port, scene.opening("pbx-1"), scene.random), True)
    verdict = Verdict(scene, "600 × 1,000 tagged VERIFYs", seen)
    remember_memory(verdict)
    return verdict.end(allowance=None)


async def tagged_accesses(context):
    """200 connections of one client with a thousand tagged ACCESSes each: memory is bounded, and given back"""
    scene = Scene(context, "accesses")
    await scene.prepare()
    seen = await scene.endure(attacks.tagged_accesses(scene.server.port, scene.opening("pbx-1"), scene.random), True)
    verdict = Verdict(scene, "200 × 1,000 tagged ACCESS", seen)
    remember_memory(verdict)
    return verdict.end()


def remember_memory(verdict):
    seen = verdict.seen
    verdict.add("RSS above idle", seen.memory_above, 256, "MiB")
    if seen.memory_left is not None:
        verdict.add(f"{REST_SECONDS} s later", seen.memory_left, 64, "MiB")
    verdict.add("longest stall", seen.longest("ping"), 100, "ms")


async def knocks(context):
    """400 replayed ClientHellos, text to the TLS port, HTTP to the plain one, half requests on the metrics port"""
    scene = Scene(context, "knocks")
    await scene.prepare()
    seen = await scene.endure(attacks.knocks(scene.server))
    verdict = Verdict(scene, "400 ClientHellos, text to TLS, HTTP, half requests on metrics", seen)
    verdict.answered("healthz")
    verdict.answered("readyz")
    verdict.note(f"{seen.log_bytes / seen.seconds / 1000:.1f} KB of log a second")
    return verdict.end()


async def grants_without_pin(context):
    """one client asks for a mailbox that needs no PIN as fast as it can: the database grows by what happens"""
    scene = Scene(context, "grants")
    await scene.prepare()
    seen = await scene.endure(attacks.grants_without_pin(scene.server.port, scene.opening("pbx-1"), "2001"))
    verdict = Verdict(scene, "ACCESS and VERIFY without PIN as fast as one can", seen)
    remember_growth(verdict)
    return verdict.end()


async def denials(context):
    """what is denied, and who is known without a word, again and again: the database grows by what happens"""
    # The user who runs the server is its admin, and has no row. Another can be had by root alone.
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    scene = Scene(
        context, "denials", known={"certified": ["gate"], "users": {"local": user}}, access_pinless="trusted")
    scene.directory.chmod(0o711)
    await scene.prepare()
    seen = await scene.endure(attacks.denials(scene.server, scene.opening("pbx-1"), "2001", "gate.pem", user))
    verdict = Verdict(
        scene, "ACCESS without a trusted word, connections known by certificate and by uid, as fast as one can", seen)
    remember_growth(verdict)
    rows = scene.audited("certificate"), scene.audited("peer_user")
    verdict.note(f"connections known by certificate {rows[0]:,}, by uid {rows[1]:,}")
    assert rows[0] and (rows[1] or user != NOBODY), f"nobody was known without AUTH: {rows}"
    return verdict.end()


def remember_growth(verdict):
    seen = verdict.seen
    verdict.add("database", seen.growth, 100, "MiB an hour")
    verdict.note(f"{seen.audit_rows / seen.seconds:.0f} audit rows a second")


async def pages(context):
    """300 LISTs and AUDITs among many mailboxes: a single row is read at once"""
    scene = Scene(context, "pages")
    population = 5000 if context.is_short else 500_000
    await scene.prepare(population)
    port, tenant, auditor = scene.server.port, scene.opening("tenant"), scene.opening("auditor")
    seen = await scene.endure(attacks.pages(port, tenant, auditor, population, scene.random))
    verdict = Verdict(scene, f"300 LISTs and AUDITs of a tenant among {population:,} mailboxes", seen)
    verdict.add("slowest read of a row", seen.longest("row"), 50, "ms")
    return verdict.end()
