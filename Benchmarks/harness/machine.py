"""What the numbers were measured on."""

import os
import platform
import subprocess
import time
from pathlib import Path

# Up to this share of the processors' time, others do not spoil a comparison.
QUIET = 0.05


def busy_share(seconds: float = 2) -> float:
    """How much of the processors' time others take, while nothing is measured."""
    busy_before, all_before = processor_time()
    time.sleep(seconds)
    busy, total = processor_time()
    return (busy - busy_before) / max(1, total - all_before)


def processor_time() -> tuple[int, int]:
    """Ticks that were spent on something, and all of them (proc(5), /proc/stat)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle, waiting_for_disk = ticks[3], ticks[4]
    return sum(ticks) - idle - waiting_for_disk, sum(ticks)


def describe() -> str:
    """One line: processor, cores, memory, kernel, the peers' versions."""
    parts = [
        f"{processor()}, {os.cpu_count()} cores{virtualisation()}", f"{memory_gibibytes():.0f} GiB",
        f"Linux {platform.release()}", operating_system(),
        f"Dovecot {first_word('dovecot', '--version')}", f"Redis {package_version('redis-server')}",
        f"libsodium {package_version('libsodium23')}",
    ]
    return " · ".join(parts)


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def virtualisation() -> str:
    return " in a virtual machine" if "hypervisor" in Path("/proc/cpuinfo").read_text() else ""


def memory_gibibytes() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def operating_system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def first_word(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.split()[0]


def package_version(package: str) -> str:
    query = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    return query.stdout.split(":")[-1].split("-")[0] or "?"
