#!/usr/bin/env python3
"""Measures whether the time of an answer tells a wrong PIN, an unknown mailbox, one without PIN and another tenant's apart.

    Benchmarks/oracle.py --vmgate .build/release/vmgate

One connection of a client that sees the context acme only sends VERIFYs of the four kinds one by one, in an order that is
drawn anew for each round, so that whatever slows the machine down slows them alike. Exit status 1: medians differ by more
than 2 %.
"""

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
KINDS = {
    "wrong PIN": "1001@acme",
    "unknown mailbox": "1999@acme",
    "no PIN set": "1002@acme",
    "another tenant's": "1001@other",
}
MOST_APART = 0.02


class Connection:
    def __init__(self, connected: socket.socket):
        self.file = connected.makefile("rwb", buffering=0)

    def ask(self, line: str) -> str:
        self.file.write(f"{line}\r\n".encode())
        return self.file.readline().decode().rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmgate", type=Path, default=REPOSITORY / ".build/release/vmgate", help="a release build")
    parser.add_argument("--rounds", type=int, default=500, help="VERIFYs of each kind (default 500)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vmgate-oracle-") as directory:
        return measure(options, Path(directory))


def measure(options: argparse.Namespace, directory: Path) -> int:
    added = subprocess.run(
        [options.vmgate, "client", "add", "tenant", "--role", "frontend", "--context", "acme"],
        capture_output=True, text=True, check=True)
    secret = added.stderr.split()[-1]
    settings = directory / "vmgate.yaml"
    settings.touch(mode=0o600)
    settings.write_text("clients:\n" + added.stdout)
    server = subprocess.Popen(
        [
            options.vmgate, "serve", "--config", settings, "--listen", "127.0.0.1:0", "--database", directory / "v.db",
            "--prompts", REPOSITORY / "prompts", "--hash-memory", "8MiB", "--hash-operations", "1",
            "--lockout-max-attempts", "100000", "--lockout-permanent-after", "1000000", "--log-level", "error",
        ],
        stdout=subprocess.PIPE, text=True)
    try:
        ready = server.stdout.readline()
        port = int(ready.split("listen=")[1].split()[0].rsplit(":", 1)[1])
        admin_socket = socket.socket(socket.AF_UNIX)
        admin_socket.connect(str(directory / "vmgate.sock"))
        admin = Connection(admin_socket)
        for line in ("ADD 1001@acme PIN 846273", "ADD 1002@acme NOPIN", "ADD 1001@other PIN 846273"):
            expect(admin.ask(line), "+ADDED")
        front_end = Connection(socket.create_connection(("127.0.0.1", port)))
        expect(front_end.ask(f"AUTH tenant {secret}"), "+OK")
        return judge(ask_all(front_end, options.rounds))
    finally:
        server.terminate()
        server.wait()


def ask_all(front_end: Connection, rounds: int) -> dict[str, list[float]]:
    times = {kind: [] for kind in KINDS}
    for number in range(rounds + 20):
        for kind in random.sample(list(KINDS), len(KINDS)):
            begun = time.perf_counter()
            reply = front_end.ask(f"VERIFY {KINDS[kind]} 730518")
            taken = time.perf_counter() - begun
            expect(reply, f"+DENIED mailbox={KINDS[kind]} ")
            # The first ones find nothing in memory.
            if number >= 20:
                times[kind].append(taken)
    return times


def judge(times: dict[str, list[float]]) -> int:
    medians = {kind: statistics.median(taken) for kind, taken in times.items()}
    for kind, taken in times.items():
        tenths = statistics.quantiles(taken, n=10)
        print(f"{kind:18} median {medians[kind] * 1e3:.3f} ms   p10 {tenths[0] * 1e3:.3f}   p90 {tenths[-1] * 1e3:.3f}")
    apart = max(medians.values()) / min(medians.values()) - 1
    print(f"medians within {apart:.2%} of each other, of {len(next(iter(times.values())))} each")
    return 0 if apart <= MOST_APART else 1


def expect(reply: str, beginning: str) -> None:
    if not reply.startswith(beginning):
        sys.exit(f"oracle.py: {beginning} was expected, and {reply} came")


if __name__ == "__main__":
    sys.exit(main())
