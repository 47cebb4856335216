#!/usr/bin/env python3
"""Attacks a server as fast as a process can that all others go before (nice 19), until its standard input ends; then prints how
many connections it has opened, and how many bytes have come back.

A process of its own: it is not to slow down whoever measures how others fare. Its standard input begins with one line of JSON, a
list of groups of connections (see `Group` in attacks.py).
"""

import json
import os
import random
import select
import socket
import ssl
import struct
import sys
import time

PART = 256 << 10
# Closes with a reset, so that no port is kept back for a minute: there are 28,000 only.
AT_ONCE = struct.pack("ii", 1, 0)
# Who is refused comes again, and does nothing but that in the meantime.
PAUSE = 0.05


class Connection:
    """One connection. Whenever it ends, it is opened again."""

    def __init__(self, group, payload, attack):
        self.group = group
        self.payload = memoryview(payload)
        self.attack = attack
        self.opening = group["opening"].encode()
        self.socket = self.tls = None
        if group["certificate"]:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self.context.load_verify_locations("tls.pem")
            self.context.load_cert_chain(group["certificate"])

    def open(self):
        port = self.group["port"]
        family, address = (socket.AF_UNIX, port) if isinstance(port, str) else (socket.AF_INET, ("127.0.0.1", port))
        self.socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        # The kernel tells the server who it was at this moment.
        if self.group["user"] is not None:
            os.seteuid(self.group["user"])
        self.socket.connect_ex(address)
        os.seteuid(os.getuid())
        self.is_known = not self.opening
        self.to_send = memoryview(self.opening) if self.opening else self.payload[self.first_byte():]
        if self.group["certificate"]:
            self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            self.tls = self.context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
            self.is_secure = False
            self.to_send = memoryview(b"")
            self.received_sealed(0)
        self.attack.opened += 1
        self.attack.watch(self)

    def first_byte(self):
        """Where a line begins: who floods does not send what all others send in the same moment."""
        if self.group["style"] != "flood":
            return 0
        return self.payload.obj.find(b"\n", random.randrange(len(self.payload) * 3 // 4)) + 1

    def happened(self, events):
        try:
            if events & ~select.EPOLLOUT:
                self.receive()
            if events & select.EPOLLOUT and self.socket.fileno() >= 0:
                self.send()
        except BlockingIOError:
            pass
        except OSError:
            self.close()

    def send(self):
        if self.to_send:
            self.to_send = self.to_send[self.socket.send(self.to_send[:PART]):]
        elif self.group["style"] == "flood" and self.is_known:
            self.to_send = self.payload
        else:
            self.attack.watch(self, sends=False)

    def receive(self):
        count = self.socket.recv_into(self.attack.buffer)
        self.attack.received += count
        if count == 0:
            self.close()
        elif self.tls:
            if self.received_sealed(count):
                self.close()
            else:
                self.attack.watch(self)
        elif not self.is_known:
            self.is_known = self.attack.buffer[:1] == b"+"
            if not self.is_known:
                return self.close()
            self.to_send = self.payload[self.first_byte():]
            self.attack.watch(self)
        elif self.group["style"] == "knock":
            self.close()

    def received_sealed(self, count):
        """Whether something has come back over TLS. The payload goes out as soon as it may."""
        self.incoming.write(self.attack.buffer[:count])
        answer = b""
        try:
            if not self.is_secure:
                self.tls.do_handshake()
                self.is_secure = True
                self.tls.write(self.payload)
            answer = self.tls.read(PART)
        except ssl.SSLWantReadError:
            pass
        self.to_send = memoryview(bytes(self.to_send) + self.outgoing.read())
        return answer

    def close(self):
        self.attack.poll.unregister(self.socket)
        del self.attack.connections[self.socket.fileno()]
        self.socket.close()
        self.attack.waiting.append((time.monotonic() + (0 if self.group["style"] == "knock" else PAUSE), self))


class Attack:
    def __init__(self, groups):
        self.poll = select.epoll()
        self.connections = {}
        # Each with the time at which it opens again; nearly in that order.
        self.waiting = []
        self.buffer = bytearray(1 << 20)
        self.opened = self.received = 0
        self.all = []
        for group in groups:
            with open(group["payload"], "rb") as file:
                payload = file.read()
            self.all += [Connection(group, payload, self) for _ in range(group["connections"])]

    def watch(self, connection, sends=True):
        descriptor = connection.socket.fileno()
        events = select.EPOLLIN | (select.EPOLLOUT if sends else 0)
        if descriptor in self.connections:
            self.poll.modify(descriptor, events)
        else:
            self.connections[descriptor] = connection
            self.poll.register(descriptor, events)

    def run(self):
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        for connection in self.all:
            connection.open()
        is_ready, patience = False, time.monotonic() + 20
        while True:
            for descriptor, events in self.poll.poll(0.02):
                if descriptor == sys.stdin.fileno():
                    return
                # It may have been closed by what another event of this turn brought.
                if connection := self.connections.get(descriptor):
                    connection.happened(events)
            now = time.monotonic()
            due, self.waiting = (
                [one for time, one in self.waiting if time <= now], [wait for wait in self.waiting if wait[0] > now])
            for connection in due:
                connection.open()
            if not is_ready and (now > patience or all(connection.is_known for connection in self.all)):
                is_ready = True
                print("attacking", flush=True)


if __name__ == "__main__":
    os.nice(19)
    attack = Attack(json.loads(sys.stdin.buffer.readline()))
    attack.run()
    print(f"{attack.opened} {attack.received}", flush=True)
    # What is still under way goes with the process.
    os._exit(0)
