"""The line protocol as a client speaks it: one line out, one line back."""

import asyncio
import re

FIELD = re.compile(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|\S*)')


class ServerGone(Exception):
    """The connection ended before the reply came: what became of the request is unknown."""


class Reply:
    def __init__(self, line):
        self.line = line
        first, _, rest = line[1:].partition(" ")
        self.tag = None
        if first.startswith("@"):
            self.tag = first[1:]
            first, _, rest = rest.partition(" ")
        self.is_error = line.startswith("-")
        self.word = first
        self.fields = {key: value.strip('"') for key, value in FIELD.findall(rest)}

    def __getitem__(self, key):
        return self.fields.get(key)

    def __repr__(self):
        return self.line


class Client:
    """One connection. Every call raises `ServerGone` when the server has gone, and never waits longer than a minute."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, server, admin=False, tls=None):
        """`tls`, a context of the module ssl, connects to where TLS is spoken."""
        try:
            if admin:
                return cls(*await asyncio.open_unix_connection(server.admin_socket))
            if tls:
                return cls(*await asyncio.open_connection(
                    "127.0.0.1", server.tls_port, ssl=tls, server_hostname="localhost"))
            return cls(*await asyncio.open_connection("127.0.0.1", server.port))
        except OSError as error:
            raise ServerGone(str(error)) from None

    async def send(self, *lines):
        try:
            self.writer.write("".join(line + "\r\n" for line in lines).encode())
            await self.writer.drain()
        except OSError as error:
            raise ServerGone(str(error)) from None

    async def receive(self, seconds=60):
        try:
            async with asyncio.timeout(seconds):
                line = await self.reader.readline()
        except TimeoutError:
            raise AssertionError(f"no reply within {seconds} s") from None
        except OSError as error:
            raise ServerGone(str(error)) from None
        if not line.endswith(b"\n"):
            raise ServerGone("the connection has ended")
        return Reply(line.decode().rstrip("\r\n"))

    async def ask(self, line, seconds=60):
        await self.send(line)
        return await self.receive(seconds)

    def close(self):
        self.writer.close()
