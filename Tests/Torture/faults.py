"""A disk that fails on command, and a clock that jumps, for one process: see faults.c."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

# As in faults.c; the first six are orders, the last two are counts.
FIELDS = (
    "sync_delay_ms", "sync_error", "write_delay_ms", "write_error", "read_error", "clock_offset_ms",
    "syncs_begun", "syncs_ended")


class Faults:
    def __init__(self, folder):
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            raise RuntimeError("there is no C compiler (cc or clang), which this needs; install gcc or clang")
        library, state = Path(folder) / "faults.so", Path(folder) / "faults"
        source = Path(__file__).with_name("faults.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        state.write_bytes(bytes(8 * len(FIELDS)))
        with open(state, "r+b") as file:
            self.shared = mmap.mmap(file.fileno(), 0)
        self.environment = {"LD_PRELOAD": str(library), "TORTURE_FAULTS": str(state)}

    def __getitem__(self, field):
        return struct.unpack_from("q", self.shared, 8 * FIELDS.index(field))[0]

    def set(self, **fields):
        for field, value in fields.items():
            struct.pack_into("q", self.shared, 8 * FIELDS.index(field), value)

    def clear(self):
        self.set(**dict.fromkeys(FIELDS[:6], 0))

    def reset(self):
        """Also the counts: a server that was killed in the middle of a sync has begun one that never ends."""
        self.set(**dict.fromkeys(FIELDS, 0))
