"""Whether commands that hash nothing notice that every core is hashing."""

import json
import subprocess

from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..process import Failure
from ..row import Row, Wanted, difference
from ..sample import Sample
from ..tools import Load, LoadResult
from .verify import OUTSTANDING

TITLE = "Latency of what hashes nothing, while everything hashes"
REQUESTS = ("ping", "settings")
RATE = 500
MORE_MILLISECONDS = 1.0


def measure(bench: Bench) -> list[Row]:
    mailboxes = bench.mailboxes(Parameters(64, 2))
    idle = {request: [] for request in REQUESTS}
    saturated = {request: [] for request in REQUESTS}
    with bench.vmgate.serving_mailboxes(mailboxes) as server:
        for _ in range(bench.rounds):
            probe(bench, server.port, mailboxes, idle)
            seconds = bench.seconds(4) + 3
            load = Load(
                "vmgate", server.port, mailboxes.file, outstanding=OUTSTANDING, warm=0, seconds=seconds)
            saturation = start(bench, load)
            probe(bench, server.port, mailboxes, saturated)
            if saturation.poll() is not None:
                raise Failure("the VERIFY load ended before the probes did")
            finish(saturation).only("granted")
    return [
        difference(
            f"{request.upper()} at {RATE}/s, p99, VERIFY saturated", "ms", Sample.of(saturated[request]),
            "VERIFY idle", Sample.of(idle[request]), Wanted.at_most(MORE_MILLISECONDS))
        for request in REQUESTS
    ]


def probe(bench: Bench, port: int, mailboxes: Mailboxes, p99s: dict[str, list[float]]) -> None:
    """Both requests at a modest, even rate, at the same time."""
    probes = {
        request: start(bench, Load(
            "vmgate", port, mailboxes.file, request=request, connections=4, rate=RATE, warm=1,
            seconds=bench.seconds(4)))
        for request in REQUESTS
    }
    for request, process in probes.items():
        p99s[request].append(finish(process).only("answered").latency("answered", "p99"))


def start(bench: Bench, load: Load) -> subprocess.Popen:
    return subprocess.Popen(load.arguments(bench.tools), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen) -> LoadResult:
    output, _ = process.communicate()
    if process.returncode != 0:
        raise Failure(f"the load client failed ({process.returncode})")
    return LoadResult(json.loads(output))
