"""Processes that the benchmark starts, and stops by their own process id."""

import socket
import subprocess
import time
from pathlib import Path


class Failure(Exception):
    """Something that was started did not do what it should; the text says what."""


class Process:
    def __init__(self, arguments: list[str], log: Path, environment: dict[str, str] | None = None, stdout=None):
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL,
                stdout=stdout or output, stderr=output, env=environment)

    @property
    def id(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Asks it to stop, and waits; after 20 seconds it is ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def await_port(self, port: int, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failure(f"{self.process.args[0]} ended: {self.last_words()}")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Failure(f"{self.process.args[0]} did not listen on port {port}: {self.last_words()}")

    def last_words(self) -> str:
        return " | ".join(self.log.read_text(errors="replace").splitlines()[-3:])

    def memory(self, field: str) -> float:
        """MiB of /proc/PID/status: VmRSS is what it holds now, VmHWM the most it has held."""
        for line in Path(f"/proc/{self.id}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
        raise Failure(f"/proc/{self.id}/status has no {field}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(arguments: list[str], **options) -> str:
    """The standard output of a command that must succeed."""
    arguments = [str(argument) for argument in arguments]
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Failure(f"{' '.join(arguments[:3])} … failed ({done.returncode}): {' | '.join(words[-5:])}")
    return done.stdout
