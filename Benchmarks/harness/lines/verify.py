"""PINs verified a second, against Dovecot, against Dovecot at its best, and against what the machine can do at all."""

import os

from .. import huge_pages
from ..bench import Bench
from ..dovecot import dovecot
from ..mailboxes import Mailboxes, Parameters
from ..pairs import alternately
from ..process import run
from ..redis import requests_per_second
from ..row import Gap, Row, ratio
from ..vmgate import Installation

TITLE = "PINs verified a second"
UNIT = "/s"

# What is wanted against Dovecot, against Dovecot with huge pages everywhere, and against a bare loop. 9 MiB is the least that
# OWASP names; 8 MiB is for information, as no one should choose it.
WANTED = {
    Parameters(64, 2): (1.7, 1.15, 0.97),
    Parameters(19, 2): (1.8, 1.25, 0.95),
    Parameters(9, 4): (None, None, 0.95),
    Parameters(8, 1): (None, None, None),
}
OUTSTANDING = 16
# About what one core does, so that a run of redis-benchmark, which is told a number, takes about as long as one of the others.
LOGINS_MIB_PASSES_PER_SECOND = 3000


def measure(bench: Bench) -> list[Row | Gap]:
    obstacle = huge_pages.why_not()
    rows: list[Row | Gap] = []
    for parameters, wanted in WANTED.items():
        rows += compare(bench, parameters, wanted, with_huge_pages=obstacle is None)
    if obstacle:
        rows.append(Gap("VERIFY against Dovecot at its best", obstacle, is_miss=False))
    return rows


def compare(bench: Bench, parameters: Parameters, wanted, with_huge_pages: bool) -> list[Row]:
    mailboxes = bench.mailboxes(parameters)
    bench.vmgate.database(mailboxes)
    sides = {
        "vmgate": lambda: vmgate_rate(bench, bench.vmgate, mailboxes),
        "redis": lambda: redis_benchmark_rate(bench, bench.vmgate, mailboxes),
        "dovecot": lambda: dovecot_rate(bench, mailboxes),
    }
    if with_huge_pages:
        sides["huge"] = lambda: dovecot_rate_with_huge_pages(bench, mailboxes)
    sides["ceiling"] = lambda: ceiling_rate(bench, parameters)
    samples = alternately(bench.rounds, sides)
    against_dovecot, against_huge, against_ceiling = wanted
    what = f"VERIFY {parameters}"
    loop = "bare loop, kept memory"
    rows = [ratio(what, UNIT, samples["vmgate"], "Dovecot auth", samples["dovecot"], against_dovecot)]
    if with_huge_pages:
        rows.append(ratio(
            what, UNIT, samples["vmgate"], "Dovecot auth, huge pages everywhere", samples["huge"], against_huge))
    rows.append(ratio(what, UNIT, samples["vmgate"], loop, samples["ceiling"], against_ceiling))
    rows.append(ratio(f"{what}, redis-benchmark", UNIT, samples["redis"], loop, samples["ceiling"], against_ceiling))
    return rows


def vmgate_rate(bench: Bench, vmgate: Installation, mailboxes: Mailboxes) -> float:
    with vmgate.serving_mailboxes(mailboxes) as server:
        return granted_rate(bench, "vmgate", server.port, mailboxes)


def redis_benchmark_rate(bench: Bench, vmgate: Installation, mailboxes: Mailboxes) -> float:
    """The same with a client that nobody here wrote; each of its connections waits for its answer."""
    with vmgate.serving_mailboxes(mailboxes) as server:
        requests = round(bench.seconds(5) * os.cpu_count() * LOGINS_MIB_PASSES_PER_SECOND / mailboxes.parameters.work)
        return requests_per_second(
            server.port, ["VERIFY", "__rand_int__", mailboxes.pin], 1, requests, keys=100, clients=OUTSTANDING)


def dovecot_rate(bench: Bench, mailboxes: Mailboxes) -> float:
    with dovecot(mailboxes) as port:
        return granted_rate(bench, "dovecot", port, mailboxes)


def dovecot_rate_with_huge_pages(bench: Bench, mailboxes: Mailboxes) -> float:
    with huge_pages.always():
        return dovecot_rate(bench, mailboxes)


def granted_rate(bench: Bench, protocol: str, port: int, mailboxes: Mailboxes) -> float:
    result = bench.load(protocol, port, mailboxes, outstanding=OUTSTANDING, warm=1.5, seconds=bench.seconds(5))
    return result.only("granted").rate("granted")


def ceiling_rate(bench: Bench, parameters: Parameters) -> float:
    kibibytes = parameters.mebibytes * 1024
    return float(run([bench.tools.ceiling, kibibytes, parameters.operations, os.cpu_count(), bench.seconds(4)]))
