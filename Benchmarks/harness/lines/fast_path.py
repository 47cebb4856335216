"""Commands that hash nothing, against redis-server GET: the same client, in the same run."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..bench import Bench
from ..mailboxes import Parameters
from ..pairs import alternately
from ..process import Failure, Process, free_port
from ..redis import redis_server, requests_per_second
from ..row import Row, ratio, value
from ..sample import Sample
from ..vmgate import converse

TITLE = "Requests a second (redis-benchmark -c 50)"
GET = ["GET", "key:__rand_int__"]

# The command, the word its reply begins with, and what is wanted.
COMMANDS = {
    "PING": (["PING"], "+PONG", 1.0),
    "SETTINGS": (["SETTINGS", "__rand_int__"], "+SETTINGS", 1.0),
    "PROMPT": (["PROMPT", "enter-pin", "FOR", "__rand_int__"], "+PROMPT", 0.7),
    "ANNOUNCE": (["ANNOUNCE", "1795443420", "FOR", "__rand_int__"], "+ANNOUNCE", 0.7),
}
# Requests of one measurement by pipeline depth: about two seconds of each.
DEPTHS = {1: 100_000, 16: 800_000}
# These are short and vary much: server and client share two cores, and take turns in one way or another.
MORE_ROUNDS = 4


def measure(bench: Bench) -> list[Row]:
    mailboxes = bench.mailboxes(Parameters(8, 1))
    rows = []
    with (
        bench.vmgate.serving_mailboxes(mailboxes) as server,
        redis_server(bench.directory / "redis") as redis_port,
    ):
        for name, (command, answer, wanted) in COMMANDS.items():
            line = checked_answer(server.port, command, answer)
            rows += against_redis(bench, name, command, server.port, redis_port, wanted)
            if name == "SETTINGS":
                # Its answer is three times GET's: what would a server reach that does nothing but give it?
                with answering(bench, command, line) as port:
                    rows += against_redis(
                        bench, f"for comparison: a bare loop that gives {name}'s answer", command, port, redis_port, None)
        rows.append(announce_new_minutes(bench, server.port))
    return rows


def against_redis(
    bench: Bench, name: str, command: list[str], port: int, redis_port: int, wanted: float | None
) -> list[Row]:
    rows = []
    for depth, requests in DEPTHS.items():
        requests = bench.requests(requests)
        samples = alternately(bench.rounds + MORE_ROUNDS, {
            "ours": lambda: requests_per_second(port, command, depth, requests),
            "redis": lambda: requests_per_second(redis_port, GET, depth, requests),
        })
        rows.append(ratio(
            f"{name}, -P {depth}", "/s", samples["ours"], "redis-server GET", samples["redis"], wanted))
    return rows


@contextmanager
def answering(bench: Bench, command: list[str], line: str) -> Iterator[int]:
    """Runs a server that gives `line` to every `command`, for the time of the context; gives its port."""
    port = free_port()
    # In array form each word takes two lines, and their number one.
    server = Process([bench.tools.answering, port, 1 + 2 * len(command), line], bench.directory / "answering.log")
    try:
        server.await_port(port)
        yield port
    finally:
        server.stop()


def announce_new_minutes(bench: Bench, port: int) -> Row:
    """redis-benchmark can ask for one moment only, which a server might remember; here every moment is another."""
    mailboxes = bench.mailboxes(Parameters(8, 1))
    rates = [
        bench.load(
            "vmgate", port, mailboxes, request="announce", connections=50, outstanding=50, seconds=bench.seconds(2)
        ).only("answered").rate("answered")
        for _ in range(bench.rounds)
    ]
    return value("ANNOUNCE, 50 outstanding, another minute each", "/s", Sample.of(rates), None)


def checked_answer(port: int, command: list[str], answer: str) -> str:
    """redis-benchmark counts errors as answers, so one request is looked at first."""
    [reply] = converse(port, [" ".join(command).replace("__rand_int__", "000000000007")])
    if not reply.startswith(answer):
        raise Failure(f"{command[0]} was answered {reply[:100]}")
    return reply
