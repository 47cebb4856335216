"""Whether a core part takes more instructions than it did when the baseline was written."""

from ..bench import Bench
from ..instructions import Baseline, count, toolchain
from ..row import Row, Wanted
from ..sample import Sample

TITLE = "Instructions of the core parts (valgrind)"
WANTED = Wanted.at_most(1.10)


def measure(bench: Bench) -> list[Row]:
    baseline = Baseline.read()
    if baseline.toolchain != toolchain():
        bench.say(f"the baseline was written with {baseline.toolchain}, this is {toolchain()}: compilers differ too")
    rows = []
    for case, instructions in count(bench.directory, bench.scratch).items():
        ours = Sample.of([instructions])
        what = f"{case.name}: {case.summary}"
        if case.name in baseline.instructions:
            theirs = Sample.of([baseline.instructions[case.name]])
            rows.append(Row(what, "", ours, ours.divided_by(theirs), "ratio", WANTED, "baseline", theirs))
        else:
            rows.append(Row(what, "", ours, ours, "(no baseline)", None))
    return rows
