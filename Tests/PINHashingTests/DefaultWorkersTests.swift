import Foundation
import Testing

@testable import PINHashing

@Suite(.timeLimit(.minutes(5)))
struct DefaultWorkersTests {
    @Test(
        "there are as many workers as cores, with half of the memory at most, and always one",
        arguments: [
            (2, 1 << 30, 64 << 20, 2), (16, 1 << 30, 64 << 20, 8), (4, 64 << 20, 64 << 20, 1), (4, 0, 64 << 20, 1),
            (0, 1 << 30, 8192, 1), (2, Int.max, 4 << 30, 2),
        ] as [(Int, Int, Int, Int)])
    func workers(cores: Int, memoryLimit: Int, hashMemory: Int, workers: Int) {
        #expect(
            HashingPool.defaultWorkers(cores: cores, memoryLimit: memoryLimit, hashMemory: hashMemory) == workers)
    }

    /// A tree of control groups as the kernel shows it: `/a` and `/a/b`, this process in `/a/b`.
    private func limit(own: String?, above: String?, root: String? = nil, membership: String = "0::/a/b\n") throws
        -> Int
    {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("a/b"), withIntermediateDirectories: true)
        for (path, text) in [("a/b", own), ("a", above), (".", root)] {
            try text.map { try Data($0.utf8).write(to: directory.appendingPathComponent("\(path)/memory.max")) }
        }
        let membershipFile = directory.appendingPathComponent("cgroup")
        try Data(membership.utf8).write(to: membershipFile)
        return HashingPool.memoryLimit(groups: directory.path, membership: membershipFile.path)
    }

    @Test("the least limit of a control group and those above it holds")
    func groups() throws {
        let machine = try limit(own: nil, above: nil)
        #expect(machine > 64 << 20)
        #expect(try limit(own: "max\n", above: "max\n") == machine)
        #expect(try limit(own: "67108864\n", above: "max\n") == 67_108_864)
        #expect(try limit(own: "67108864\n", above: "33554432\n") == 33_554_432)
        #expect(try limit(own: "max\n", above: "max\n", root: "16777216\n") == 16_777_216)
        #expect(try limit(own: "9223372036854775807\n", above: nil) == machine)
        // The root of a container, and a kernel without control groups of version 2.
        #expect(try limit(own: nil, above: nil, root: "16777216\n", membership: "0::/\n") == 16_777_216)
        #expect(try limit(own: "1048576\n", above: nil, membership: "1:cpu:/a/b\n") == machine)
    }

    @Test("without any of these files it is the machine's memory")
    func noGroups() {
        #expect(HashingPool.memoryLimit(groups: "/nowhere", membership: "/nowhere") > 64 << 20)
    }
}
