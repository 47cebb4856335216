import CWipedMemory
import Glibc
import Testing
import VoicemailTestKit

@Suite("Memory that is given back", .timeLimit(.minutes(5)))
struct WipedMemoryTests {
    @Test(
        "holds nothing of what stood in it, whether it was freed, moved or cut off",
        .disabled(if: Sanitizer.isWatching, Comment(rawValue: Sanitizer.isTooWide)),
        arguments: [
            { (memory: UnsafeMutableRawPointer) in free(memory) }, { free(realloc($0, 50_000)) },
            { free(realloc($0, 16)) },
            { _ = realloc($0, 0) },
        ] as [@Sendable (UnsafeMutableRawPointer) -> Void])
    func wiped(giveBack: @Sendable (UnsafeMutableRawPointer) -> Void) throws {
        let scan = MemoryScan(for: (0..<48).lazy.map { _ in UInt8.random(in: 1...255) })
        let memory = try #require(malloc(1000))
        let bytes = UnsafeMutableRawBufferPointer(start: memory + 500, count: 48)
        for (index, byte) in scan.bytes.enumerated() { bytes[index] = byte }
        #expect(scan.occurrences() == 1)
        giveBack(memory)
        #expect(scan.occurrences() == 0)
    }

    @Test("keeps its beginning when it grows, shrinks, or grows beyond what is wiped")
    func contents() throws {
        var memory = try #require(realloc(nil, 100))
        memory.copyMemory(from: Array(UInt8(0)..<100), byteCount: 100)
        for size in [5000, 100, 60_000, 200_000, 100] {
            memory = try #require(realloc(memory, size))
            #expect((0..<100).allSatisfy { memory.load(fromByteOffset: $0, as: UInt8.self) == UInt8($0) }, "\(size)")
        }
        free(memory)
    }
}
