"""What is left of the throughput, and how soon everybody is answered, when four times the capacity is asked for."""

from ..bench import Bench
from ..mailboxes import Parameters
from ..row import Row, Wanted, ratio, value
from ..sample import Sample
from .verify import OUTSTANDING

TITLE = "Four times the capacity (open loop)"
DEADLINE_MILLISECONDS = 2000
FACTOR = 4


def measure(bench: Bench) -> list[Row]:
    # The rows that are judged are those at the default cost of a hash. With cheap hashes the refusals themselves, and
    # the client that asks on the same cores, cost a share that no server can give back.
    return overload(bench, Parameters(64, 2), is_judged=True) + overload(bench, Parameters(8, 1), is_judged=False)


def overload(bench: Bench, parameters: Parameters, is_judged: bool) -> list[Row]:
    mailboxes = bench.mailboxes(parameters)
    capacities, goodputs, slowest, refusals = [], [], [], []
    for _ in range(bench.rounds):
        with bench.vmgate.serving_mailboxes(mailboxes) as server:
            capacity = bench.load(
                "vmgate", server.port, mailboxes, outstanding=OUTSTANDING, warm=1.5, seconds=bench.seconds(5)
            ).only("granted").rate("granted")
            # The queue fills for as long as the deadline is; only then is it what it will stay.
            result = bench.load(
                "vmgate", server.port, mailboxes, connections=32, rate=FACTOR * capacity, warm=4,
                seconds=bench.seconds(6))
        if result.lost:
            raise AssertionError(f"{result.lost} requests were never answered")
        capacities.append(capacity)
        goodputs.append(result.rate("granted"))
        slowest.append(result.slowest())
        refusals.append(result.latency("busy", "p50"))
    what = f"VERIFY {parameters}, {FACTOR} times its capacity"

    def if_judged(wanted):
        return wanted if is_judged else None

    # Of all rounds: a bound on every answer is not met by most of them.
    slowest_of_all = Sample.of([max(slowest)])
    return [
        ratio(f"{what}: logins", "/s", Sample.of(goodputs), "its capacity", Sample.of(capacities), if_judged(0.97)),
        value(
            f"{what}: slowest answer of all rounds", "ms", slowest_of_all,
            if_judged(Wanted.at_most(DEADLINE_MILLISECONDS))),
        value(f"{what}: median BUSY", "ms", Sample.of(refusals), if_judged(Wanted.at_most(10))),
    ]
