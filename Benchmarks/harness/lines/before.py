"""Against a release of before (`--before PATH`), in turns: what a change of the inside cost, or gained."""

from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..pairs import alternately
from ..redis import requests_per_second
from ..row import Gap, Row, Wanted, difference, ratio
from ..vmgate import Installation
from .fast_path import COMMANDS, DEPTHS, MORE_ROUNDS
from .memory import idle, under_load
from .verify import redis_benchmark_rate, vmgate_rate

TITLE = "The release before"
AGAINST = "release before"
HASHES = (Parameters(64, 2), Parameters(19, 2), Parameters(9, 4))
ALONE = Parameters(19, 2)
MORE_MILLISECONDS = 2.0
MORE_MEBIBYTES = 2.0


def measure(bench: Bench) -> list[Row | Gap]:
    if bench.before is None:
        return [Gap(TITLE, "no --before PATH was given", is_miss=False)]
    rows: list[Row | Gap] = []
    for parameters in HASHES:
        rows += verify(bench, bench.mailboxes(parameters))
    rows.append(alone(bench, bench.mailboxes(ALONE)))
    rows += fast_path(bench, bench.mailboxes(Parameters(8, 1)))
    rows += memory(bench, bench.mailboxes(HASHES[0]))
    return rows


def in_turns(bench: Bench, mailboxes: Mailboxes, measure_one, rounds: int):
    bench.before.database(mailboxes)
    bench.vmgate.database(mailboxes)
    return alternately(rounds, {
        "now": lambda: measure_one(bench.vmgate), "before": lambda: measure_one(bench.before)})


def verify(bench: Bench, mailboxes: Mailboxes) -> list[Row]:
    rows = []
    for client, rate in {"this project's client": vmgate_rate, "redis-benchmark": redis_benchmark_rate}.items():
        samples = in_turns(bench, mailboxes, lambda vmgate: rate(bench, vmgate, mailboxes), bench.rounds)
        rows.append(ratio(
            f"VERIFY {mailboxes.parameters}, {client}", "/s", samples["now"], AGAINST, samples["before"], 1.0))
    return rows


def alone(bench: Bench, mailboxes: Mailboxes) -> Row:
    def median_milliseconds(vmgate: Installation) -> float:
        with vmgate.serving_mailboxes(mailboxes) as server:
            return bench.load(
                "vmgate", server.port, mailboxes, connections=1, outstanding=1, seconds=bench.seconds(3)
            ).only("granted").latency("granted", "p50")

    samples = in_turns(bench, mailboxes, median_milliseconds, bench.rounds)
    return difference(
        f"VERIFY {mailboxes.parameters}, one at a time: median", "ms", samples["now"], AGAINST, samples["before"],
        Wanted.at_most(MORE_MILLISECONDS))


def fast_path(bench: Bench, mailboxes: Mailboxes) -> list[Row]:
    bench.before.database(mailboxes)
    bench.vmgate.database(mailboxes)
    rows = []
    # Both run all the time, so that a round is as short as can be.
    with bench.vmgate.serving_mailboxes(mailboxes) as now, bench.before.serving_mailboxes(mailboxes) as before:
        for name, (command, _, _) in COMMANDS.items():
            for depth, requests in DEPTHS.items():
                requests = bench.requests(requests)
                samples = alternately(bench.rounds + MORE_ROUNDS, {
                    "now": lambda: requests_per_second(now.port, command, depth, requests),
                    "before": lambda: requests_per_second(before.port, command, depth, requests),
                })
                rows.append(ratio(f"{name}, -P {depth}", "/s", samples["now"], AGAINST, samples["before"], 1.0))
    return rows


def memory(bench: Bench, mailboxes: Mailboxes) -> list[Row]:
    rows = []
    for what, look in {"resident, idle": idle, "resident at most, verifying": under_load}.items():
        def look_at(vmgate: Installation, look=look) -> float:
            with vmgate.serving_mailboxes(mailboxes) as server:
                return look(bench, mailboxes, server)

        samples = in_turns(bench, mailboxes, look_at, bench.rounds)
        rows.append(difference(
            what, "MiB", samples["now"], AGAINST, samples["before"], Wanted.at_most(MORE_MEBIBYTES)))
    return rows
