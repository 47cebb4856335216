"""Whether a server with a million mailboxes is as fast, and starts as fast, as one with a thousand."""

import re
import time
from pathlib import Path

from .. import population
from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..pairs import alternately
from ..process import Failure
from ..redis import redis_server, requests_per_second
from ..row import Row, Wanted, ratio, value
from ..sample import Sample
from ..vmgate import Server, converse
from .fast_path import GET
from .verify import OUTSTANDING

TITLE = "A million mailboxes"
FEW = 1000
MANY = 1_000_000
WANTED = 0.95
DEPTH = 16
REQUESTS = 500_000


def measure(bench: Bench) -> list[Row]:
    few = bench.mailboxes(Parameters(8, 1))
    many = few.multiplied(MANY // FEW)
    few_database, many_database = bench.vmgate.database(few), many.directory / "vmgate.db"
    bench.say(f"filling a database with {MANY:,} mailboxes")
    population.multiply(few_database, many_database, few.count, many.count)
    size = (many_database.stat().st_size - few_database.stat().st_size) / (MANY - FEW)
    with (
        bench.vmgate.serving(few_database, few.parameters) as few_server,
        bench.vmgate.serving(many_database, many.parameters) as many_server,
    ):
        rows = settings(bench, few_server, many_server) + verify(bench, few_server, few, many_server, many)
    return [
        *rows,
        value("time until it listens", "s", Sample.of(starts(bench, many_database, many)), Wanted.at_most(1)),
        value("on disk, a mailbox", "bytes", Sample.of([size]), Wanted.at_most(400)),
    ]


def settings(bench: Bench, few: Server, many: Server) -> list[Row]:
    """Over a thousand mailboxes of the million, as busy callers are few; and over all of them, which no cache likes."""
    command = ["SETTINGS", "__rand_int__"]
    requests = bench.requests(REQUESTS)
    wait_until_read(many, MANY)
    with (
        redis_server(bench.directory / "redis-few", FEW) as redis_few,
        redis_server(bench.directory / "redis-many", MANY) as redis_many,
    ):
        samples = alternately(bench.rounds, {
            "few": lambda: requests_per_second(few.port, command, DEPTH, requests, keys=FEW),
            "busy": lambda: requests_per_second(many.port, command, DEPTH, requests, keys=FEW),
            "all": lambda: requests_per_second(many.port, command, DEPTH, requests, keys=MANY),
            "redis few": lambda: requests_per_second(redis_few, GET, DEPTH, requests, keys=FEW),
            "redis all": lambda: requests_per_second(redis_many, GET, DEPTH, requests, keys=MANY),
        })
    return [
        ratio(
            f"SETTINGS over {FEW:,} of {MANY:,}, -P {DEPTH}", "/s", samples["busy"], f"{FEW:,} mailboxes",
            samples["few"], WANTED),
        ratio(
            f"SETTINGS over all {MANY:,}, -P {DEPTH}", "/s", samples["all"], f"{FEW:,} mailboxes", samples["few"],
            WANTED),
        ratio(
            f"for comparison: redis-server GET over all {MANY:,}, -P {DEPTH}", "/s", samples["redis all"], f"{FEW:,} keys",
            samples["redis few"], None),
    ]


def wait_until_read(server: Server, count: int) -> None:
    """After its start a server reads all settings into memory. It answers meanwhile; here the time after is measured."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        [reply] = converse(server.port, ["INFO"])
        found = re.search(r"mailboxes_in_memory=(\d+)", reply)
        if found and int(found[1]) >= count:
            return
        time.sleep(0.1)
    raise Failure(f"after a minute the server had not read {count:,} mailboxes: {reply[:300]}")


def verify(bench: Bench, few_server: Server, few: Mailboxes, many_server: Server, many: Mailboxes) -> list[Row]:
    def rate(server: Server, mailboxes: Mailboxes) -> float:
        result = bench.load(
            "vmgate", server.port, mailboxes, outstanding=OUTSTANDING, warm=1, seconds=bench.seconds(4))
        return result.only("granted").rate("granted")

    samples = alternately(bench.rounds, {
        "few": lambda: rate(few_server, few), "many": lambda: rate(many_server, many)})
    return [ratio(
        f"VERIFY {few.parameters}, over all {MANY:,}", "/s", samples["many"], f"{FEW:,} mailboxes", samples["few"],
        WANTED)]


def starts(bench: Bench, database: Path, mailboxes: Mailboxes) -> list[float]:
    times = []
    for _ in range(bench.rounds):
        with bench.vmgate.serving(database, mailboxes.parameters) as server:
            times.append(server.start_seconds)
    return times
