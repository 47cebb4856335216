"""Installing the peers from apt, without leaving their system services running."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .process import Failure

NEEDED = (
    "gcc", "libc6-dev", "libsodium-dev", "dovecot-core", "dovecot-sqlite", "redis-server", "redis-tools", "valgrind",
)
POLICY = Path("/usr/sbin/policy-rc.d")


def install_missing(say) -> None:
    missing = [package for package in NEEDED if not is_installed(package)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise Failure(f"as root, once: apt-get install --no-install-recommends {' '.join(missing)}")
    say(f"installing from apt: {' '.join(missing)}")
    with services_stay_stopped():
        apt("update", [])
        apt("install", ["--no-install-recommends", *missing])


def is_installed(package: str) -> bool:
    query = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True)
    return query.stdout == "installed"


def apt(command: str, arguments: Iterable[str]) -> None:
    done = subprocess.run(
        ["apt-get", command, "-qq", "-y", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode != 0:
        raise Failure(f"apt-get {command} failed: {done.stderr.strip()[-300:]}")


@contextmanager
def services_stay_stopped() -> Iterator[None]:
    """Debian asks policy-rc.d whether a package may start its service; 101 is no (invoke-rc.d(8))."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
