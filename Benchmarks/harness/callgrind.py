"""Instructions by function of a process that ran under valgrind's callgrind, and which room each belongs to."""

import re
from collections import Counter
from pathlib import Path

from .process import run

# By the module in a mangled Swift name, else by the library that a function is in.
MODULES = (
    "Wire", "Session", "LineServer", "Gatekeeping", "VoicemailModel", "Access", "Prompts", "Announcements", "PINHashing",
    "Sealing", "StoreSQLite", "GRDB", "NIOCore", "NIOPosix", "Logging", "ServiceLifecycle",
)
LIBRARIES = {
    "libsodium": "libsodium (Argon2id)", "libsqlite3": "SQLite", "libswift": "Swift runtime",
    "libFoundation": "Foundation", "lib_Foundation": "Foundation", "libdispatch": "Dispatch", "libc": "libc",
    "libm": "libc", "ld-linux": "libc", "libstdc++": "libc",
}
# "1,234  file:function [library]", as callgrind_annotate prints it.
LINE = re.compile(r"^\s*([\d,]+)\s+[^\s:]+:(.+?)(?: \[(\S+)\])?$")

Costs = Counter[tuple[str, str]]


def command(output: Path) -> list[str]:
    return ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={output}"]


def read(output: Path) -> Costs:
    """Instructions by function and library, without those of the functions it calls."""
    costs: Costs = Counter()
    for line in run(["callgrind_annotate", "--threshold=100", "--show-percs=no", output]).splitlines():
        if found := LINE.match(line):
            cost, function, library = found.groups()
            costs[function, Path(library or "").name] += int(cost.replace(",", ""))
    return costs


def difference(more: Costs, fewer: Costs) -> Costs:
    """What the requests cost by which one run had more than the other."""
    return Counter({place: cost - fewer[place] for place, cost in more.items() if cost > fewer[place]})


def room(function: str, library: str) -> str:
    # Mangled Swift names a module by the length of its name and the name. The first that is named is the function's own;
    # what follows are its types.
    named = {module: function.find(f"{len(module)}{module}") for module in MODULES}
    positions = {module: position for module, position in named.items() if position >= 0}
    if positions:
        return min(positions, key=positions.get)
    for beginning, name in LIBRARIES.items():
        if library.startswith(beginning):
            return name
    return "others"
