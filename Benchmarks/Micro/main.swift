// vmgate-micro                 lists the cases
// vmgate-micro CASE COUNT      repeats one case; run from the repository's top, where prompts/ is
//
// It measures nothing itself: Benchmarks/harness/lines/instructions.py runs it under valgrind with two counts, and the
// difference is what the repetitions between them cost, without start and preparation.

import Glibc

let arguments = CommandLine.arguments.dropFirst()
if arguments.isEmpty {
    for each in Case.all { print(each.name, each.summary, separator: "\t") }
} else if arguments.count == 2, let chosen = Case.all.first(where: { $0.name == arguments.first }),
    let count = arguments.last.flatMap({ Int($0) }), count > 0
{
    print(try chosen.run(count))
} else {
    print("usage: vmgate-micro [CASE COUNT]")
    exit(64)
}
