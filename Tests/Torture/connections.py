"""Clients that begin and do not go on, read slowly, write slowly, or are more than there are file descriptors."""

import asyncio
import random as randomness
import resource
import socket
import time

from client import ServerGone
from mailboxes import add_mailbox, make_pin
from worlds import MAX_ATTEMPTS, Access, Settings, Verify


class Crowd:
    """A server, one mailbox, and how others fare while a crowd is there."""

    def __init__(self, context, name, **settings):
        self.server = context.faulty_server(name, lockout_max_attempts=MAX_ATTEMPTS, **settings)
        self.random = randomness.Random(f"{context.seed}/{name}")

    async def prepare(self):
        await self.server.start()
        self.mailbox = await add_mailbox(self.server, "1001", self.random)
        client = await self.server.connect()
        await self.are_served(client)
        client.close()
        self.before = self.server.memory()

    async def are_served(self, client=None, times=10):
        """Others get right answers; the longest time that one took, in milliseconds."""
        own = client or await self.server.connect()
        longest = 0
        pin = next(iter(self.mailbox.worlds)).pin
        for _ in range(times):
            for request in (Verify("1001", make_pin(self.random)), Verify("1001", pin), Settings("1001"), Access("1001")):
                begun = time.monotonic()
                self.mailbox.acknowledged(request, await own.ask(request.line))
                longest = max(longest, time.monotonic() - begun)
        assert sum(self.mailbox.refused.values()) == 0, f"others were refused: {self.mailbox.refused}"
        if client is None:
            own.close()
        return longest * 1000

    def memory(self, most):
        """Figures, and no more than `most` MiB beyond what it was before the crowd came."""
        now = self.server.memory()
        assert now - self.before < most, f"memory went from {self.before:.0f} to {now:.0f} MiB"
        return f"memory {self.before:.0f} → {now:.0f} MiB"

    async def has_gone(self):
        """The server is well after the crowd has gone."""
        await self.are_served()
        await self.server.stop()


async def half_open(context):
    """a thousand clients that have said half of a request: others are served"""
    crowd = Crowd(context, "half open")
    await crowd.prepare()
    halves = (b"", b"VERIFY 1001 8462", b"*3\r\n$6\r\nVERIFY\r\n$4\r\n10", b"@call-1 VER", b"\r\n\r\n")
    clients = []
    for index in range(1000):
        client = await crowd.server.connect()
        client.writer.write(halves[index % len(halves)])
        clients.append(client)
    longest = await crowd.are_served()
    memory = crowd.memory(60)
    for client in clients:
        client.close()
    await crowd.has_gone()
    return f"1000 half requests, others' slowest answer {longest:.0f} ms, {memory}"


def unread_client(server):
    """A client with a small buffer that sends until the server reads no more: its socket, and how much it sent."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", server.port))
    client.setblocking(False)
    return client


async def send_until_stopped(client, line, most):
    """Requests sent before the server took no more for half a second."""
    loop, sent, part = asyncio.get_running_loop(), 0, line * 64
    while sent < most:
        try:
            await asyncio.wait_for(loop.sock_sendall(client, part), 0.5)
        except asyncio.TimeoutError:
            # A part of it is on its way; where it stopped is not known, so nothing more is sent.
            return sent, True
        sent += 64
    return sent, False


async def slow_readers(context):
    """clients that ask a lot and read nothing: the server waits, keeps little, and drops nothing"""
    crowd = Crowd(context, "slow readers")
    await crowd.prepare()
    count = 20 if context.is_short else 100
    sockets = [unread_client(crowd.server) for _ in range(count)]
    # Long requests with long replies, so that the kernel's buffers are soon full on both ways.
    line = b"PROMPTS" + b" " * 1000 + b"\r\n"
    results = await asyncio.gather(*(send_until_stopped(client, line, 200_000) for client in sockets))
    stopped = sum(was_stopped for _, was_stopped in results)
    assert stopped == count, f"{count - stopped} of {count} clients could send on and on"
    longest = await crowd.are_served()
    memory = crowd.memory(40)
    # They read at last: every whole request has its answer.
    loop = asyncio.get_running_loop()
    for client, (sent, _) in zip(sockets[:5], results[:5]):
        answers = 0
        while answers < sent:
            data = await asyncio.wait_for(loop.sock_recv(client, 65536), 30)
            assert data, f"the connection was closed after {answers} of {sent} answers"
            answers += data.count(b"\n")
    for client in sockets:
        client.close()
    await crowd.has_gone()
    return f"{count} clients, {sum(sent for sent, _ in results)} unread requests, slowest other answer {longest:.0f} ms, {memory}"


async def slow_writers(context):
    """clients that write a byte now and then: who ends his request is answered, who never does is sent away"""
    crowd = Crowd(context, "slow writers", limits_idle_s=3)
    await crowd.prepare()

    async def drip(line, endless):
        client = await crowd.server.connect()
        begun = time.monotonic()
        try:
            while True:
                for byte in line.encode():
                    client.writer.write(bytes([byte]))
                    await asyncio.sleep(0.2)
                    if client.reader.at_eof():
                        raise ServerGone()
                if not endless:
                    reply = await client.receive(10)
                    assert reply.word == "PONG", f"a request in single bytes was answered {reply}"
                    return None
        except (ServerGone, OSError):
            assert endless, "who ended his request was sent away"
            return time.monotonic() - begun
        finally:
            client.close()

    endless = [asyncio.create_task(drip("x", True)) for _ in range(200)]
    ended = [asyncio.create_task(drip("PING\r\n", False)) for _ in range(100)]
    longest = await crowd.are_served(times=3)
    memory = crowd.memory(40)
    await asyncio.gather(*ended)
    sent_away = await asyncio.wait_for(asyncio.gather(*endless), 60)
    await crowd.has_gone()
    return (
        f"100 answered, 200 sent away after {max(sent_away):.0f} s at most (idle limit 3 s), "
        f"others' slowest answer {longest:.0f} ms, {memory}")


def knock(server, times):
    """Clients that connect and wait."""
    sockets = []
    for _ in range(times):
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(("127.0.0.1", server.port))
        sockets.append(waiting)
    return sockets


async def few_files(context):
    """started with 64 file descriptors: it takes fewer clients, tells the others, and the admin gets in"""
    crowd = Crowd(context, "few files", open_files=64)
    await crowd.prepare()
    client = await crowd.server.connect()
    sockets = knock(crowd.server, 200)
    longest = await crowd.are_served(client)
    # A mailbox that is not in memory yet: the store needs files too.
    reply = await client.ask(f"VERIFY 7777 {make_pin(crowd.random)}")
    assert reply.word == "DENIED", f"with many clients a mailbox could not be read: {reply}"
    admin = await crowd.server.connect_as_admin()
    reply = await admin.ask("WHOAMI", seconds=20)
    assert reply["role"] == "admin", f"with many clients the admin gets {reply}"
    told = await count_told(sockets)
    assert told > 0, "nobody was told that there are too many connections"
    for waiting in sockets:
        waiting.close()
    late = await is_taken_again(crowd.server)
    await crowd.has_gone()
    return f"200 clients, {told} told there are too many, others' slowest answer {longest:.0f} ms, a new one {late:.0f} ms"


async def count_told(sockets):
    await asyncio.sleep(1.5)
    told = 0
    for waiting in sockets:
        try:
            told += waiting.recv(200).startswith(b"-ERR too many")
        except OSError:
            pass
    return told


async def is_taken_again(server, seconds=30):
    """Milliseconds until a new client is served again."""
    begun = time.monotonic()
    while True:
        try:
            client = await server.connect()
            reply = await client.ask("PING", seconds=seconds)
            client.close()
            if reply.word == "PONG":
                return (time.monotonic() - begun) * 1000
        except ServerGone:
            pass
        assert time.monotonic() - begun < seconds, f"no new client was served within {seconds} s"
        await asyncio.sleep(0.02)


async def out_of_files(context):
    """no file descriptor left at all: who is connected is served, the server lives, and takes the rest later"""
    crowd = Crowd(context, "out of files")
    await crowd.prepare()
    client = await crowd.server.connect()
    await crowd.are_served(client, times=1)
    process = crowd.server.process.pid
    _, most = resource.prlimit(process, resource.RLIMIT_NOFILE)
    # Below what is open already, so that not one more can be.
    resource.prlimit(process, resource.RLIMIT_NOFILE, (8, most))
    sockets = knock(crowd.server, 200)
    used, begun = crowd.server.processor_seconds(), time.monotonic()
    await asyncio.sleep(2)
    share = (crowd.server.processor_seconds() - used) / (time.monotonic() - begun)
    assert share < 0.5, f"while clients wait for a file descriptor, the server takes {share:.0%} of a core"
    longest = await crowd.are_served(client)
    reply = await client.ask(f"VERIFY 7777 {make_pin(crowd.random)}")
    assert reply.word in ("DENIED", "UNAVAILABLE"), f"a wrong PIN was answered {reply}"
    resource.prlimit(process, resource.RLIMIT_NOFILE, (most, most))
    late = await is_taken_again(crowd.server)
    for waiting in sockets:
        waiting.close()
    memory = crowd.memory(40)
    await crowd.has_gone()
    return (
        f"200 clients wait, {share:.0%} of a core meanwhile, others' slowest answer {longest:.0f} ms, an unread mailbox "
        f"{reply.word}, a new client {late:.0f} ms after there are files again, {memory}")
