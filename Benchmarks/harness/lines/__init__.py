"""One module for each group of lines of the table: `measure(bench)` gives its rows."""

from . import before, calm, durable, fast_path, instructions, memory, million, overload, verify

ALL = {
    "verify": verify,
    "overload": overload,
    "fast-path": fast_path,
    "calm": calm,
    "durable": durable,
    "memory": memory,
    "million": million,
    "before": before,
    "instructions": instructions,
}
