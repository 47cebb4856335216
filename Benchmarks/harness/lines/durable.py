"""What it costs that no answer leaves before it is on disk."""

from pathlib import Path

from ..bench import Bench
from ..mailboxes import Mailboxes, Parameters
from ..pairs import alternately
from ..process import Failure, run
from ..row import Row, ratio

TITLE = "Every attempt durable"
OUTSTANDING = 64
WANTED = 0.9


def measure(bench: Bench) -> list[Row]:
    mailboxes = bench.mailboxes(Parameters(8, 1))
    if run(["stat", "-f", "-c", "%T", bench.directory]).strip() in ("tmpfs", "ramfs"):
        raise Failure(f"{bench.directory} is memory, where fsync costs nothing: give another with --directory")
    samples = alternately(bench.rounds, {
        "durable": lambda: rate(bench, mailboxes, {}),
        "unsafe": lambda: rate_without_fsync(bench, mailboxes),
    })
    return [ratio(
        f"VERIFY {mailboxes.parameters}, {OUTSTANDING} outstanding, durable", "/s", samples["durable"],
        "the same without fsync", samples["unsafe"], WANTED)]


def rate(bench: Bench, mailboxes: Mailboxes, environment: dict[str, str]) -> float:
    with bench.vmgate.serving_mailboxes(mailboxes, environment=environment) as server:
        result = bench.load(
            "vmgate", server.port, mailboxes, outstanding=OUTSTANDING, warm=1, seconds=bench.seconds(5))
    return result.only("granted").rate("granted")


def rate_without_fsync(bench: Bench, mailboxes: Mailboxes) -> float:
    """The server has no switch for this; a library loaded before it swallows the calls, and says how many."""
    report: Path = bench.directory / "without-fsync"
    report.unlink(missing_ok=True)
    unsafe = rate(bench, mailboxes, {
        "LD_PRELOAD": str(bench.tools.without_fsync), "WITHOUT_FSYNC_REPORT": str(report)})
    if not report.exists() or int(report.read_text()) == 0:
        raise Failure("no fsync was swallowed, so nothing was compared")
    return unsafe
