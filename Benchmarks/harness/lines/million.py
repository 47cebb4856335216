"""Whether a server with a million mailboxes is as fast, and starts as fast, as one with a thousand."""

from pathlib import Path

from .. import population
from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..pairs import alternately
from ..redis import requests_per_second
from ..row import Row, Wanted, ratio, value
from ..sample import Sample
from ..vmgate import Server
from .verify import OUTSTANDING

TITLE = "A million mailboxes"
FEW = 1000
MANY = 1_000_000
WANTED = 0.95
DEPTH = 16
REQUESTS = 500_000
REQUESTS_OVER_ALL = 50_000


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
    requests, over_all = bench.requests(REQUESTS), bench.requests(REQUESTS_OVER_ALL)
    samples = alternately(bench.rounds, {
        "few": lambda: requests_per_second(few.port, command, DEPTH, requests, keys=FEW),
        "busy": lambda: requests_per_second(many.port, command, DEPTH, requests, keys=FEW),
        "all": lambda: requests_per_second(many.port, command, DEPTH, over_all, keys=MANY),
    })
    return [
        ratio(
            f"SETTINGS over {FEW:,} of {MANY:,}, -P {DEPTH}", "/s", samples["busy"], f"{FEW:,} mailboxes",
            samples["few"], WANTED),
        ratio(
            f"SETTINGS over all {MANY:,}, -P {DEPTH}", "/s", samples["all"], f"{FEW:,} mailboxes", samples["few"],
            WANTED),
    ]


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
