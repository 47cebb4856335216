"""Memory of the server: doing nothing, hashing, and holding many connections."""

import os
import resource
import socket
from collections.abc import Callable

from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..process import Failure
from ..row import Row, Wanted, value
from ..sample import Sample
from ..vmgate import Server
from .verify import OUTSTANDING

TITLE = "Memory"
CONNECTIONS = 10_000
PARAMETERS = Parameters(64, 2)


def measure(bench: Bench) -> list[Row]:
    mailboxes = bench.mailboxes(PARAMETERS)
    hashing = os.cpu_count() * PARAMETERS.mebibytes
    return [
        value("resident, idle", "MiB", sample(bench, mailboxes, idle), Wanted.at_most(40)),
        value(
            f"resident at most, {os.cpu_count()} workers verifying at {PARAMETERS}", "MiB",
            sample(bench, mailboxes, under_load), Wanted.at_most(hashing + 60)),
        value(
            f"resident, {CONNECTIONS:,} idle connections", "MiB", sample(bench, mailboxes, with_connections),
            Wanted.at_most(150)),
    ]


def sample(bench: Bench, mailboxes: Mailboxes, look: Callable[[Bench, Mailboxes, Server], float]) -> Sample:
    values = []
    for _ in range(bench.rounds):
        with bench.vmgate.serving_mailboxes(mailboxes) as server:
            values.append(look(bench, mailboxes, server))
    return Sample.of(values)


def idle(bench: Bench, mailboxes: Mailboxes, server: Server) -> float:
    ping([connect(server.port)])
    return server.process.memory("VmRSS")


def under_load(bench: Bench, mailboxes: Mailboxes, server: Server) -> float:
    bench.load(
        "vmgate", server.port, mailboxes, outstanding=OUTSTANDING, warm=0, seconds=bench.seconds(3)).only("granted")
    return server.process.memory("VmHWM")


def with_connections(bench: Bench, mailboxes: Mailboxes, server: Server) -> float:
    allow_descriptors(CONNECTIONS + 100)
    clients = []
    try:
        for _ in range(CONNECTIONS):
            clients.append(connect(server.port))
        ping(clients)
        return server.process.memory("VmRSS")
    finally:
        for client in clients:
            client.close()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10)


def ping(clients: list[socket.socket]) -> None:
    """Each has said something and was answered, so each holds whatever a connection comes to hold."""
    for client in clients:
        client.sendall(b"PING\r\n")
        if client.recv(64) != b"+PONG\r\n":
            raise Failure("a connection was not answered")


def allow_descriptors(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        if hard != resource.RLIM_INFINITY and hard < count:
            raise Failure(f"this process may open {hard} files, and {count} are needed (ulimit -n)")
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
