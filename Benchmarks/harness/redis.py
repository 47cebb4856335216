"""redis-server, and redis-benchmark as the client of both servers."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .process import Failure, Process, free_port, run

CLIENTS = 50
KEYS = 1000
VALUE_BYTES = 64
# Keys are set at random: so often that of a thousand seven are left out.
SETS_PER_KEY = 5


@contextmanager
def redis_server(directory: Path, keys: int = KEYS) -> Iterator[int]:
    """Runs it for the time of the context, without persistence and with nearly every key set; gives its port."""
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = Process(
        ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory],
        log=directory / "redis.log")
    try:
        server.await_port(port)
        run([
            "redis-benchmark", "-p", port, "-q", "-t", "set", "-n", keys * SETS_PER_KEY, "-r", keys, "-d", VALUE_BYTES,
            "-P", 16])
        yield port
    finally:
        server.stop()


def requests_per_second(
    port: int, command: list[str], depth: int, requests: int, keys: int = KEYS, clients: int = CLIENTS
) -> float:
    """redis-benchmark -c `clients` -P `depth`; in `command`, __rand_int__ is a random key or mailbox."""
    output = run([
        "redis-benchmark", "-p", port, "-c", clients, "-P", depth, "-n", requests, "-r", keys, "--csv", *command])
    rows = [row for row in csv.reader(output.splitlines()) if len(row) > 1 and re.fullmatch(r"[\d.]+", row[1])]
    if not rows:
        raise Failure(f"redis-benchmark printed no result: {output[-200:]}")
    return float(rows[-1][1])
